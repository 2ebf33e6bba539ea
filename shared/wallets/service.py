"""Reading wallets and their journals, and consent to automatic debit."""

from datetime import datetime
from typing import Any, Final

from shared.clock import Clock, rfc3339
from shared.errors import Busy, InvalidRequest, NotFound
from shared.money import EXPONENTS
from shared.table.port import Query, Table, TransactionFailed
from shared.wallets.consents import consent_writes, is_change
from shared.wallets.model import Consent, Wallet
from shared.wallets.request import AutoDebitRequest, WalletChange
from shared.wallets.store import from_item, read_wallet, settings_update

_ATTEMPTS: Final = 8


def wallet_of(table: Table, merchant_id: str, currency: str) -> Wallet:
    """A merchant's wallet. Raises :class:`NotFound` for text that is no currency."""
    known(currency)
    return read_wallet(table, merchant_id, currency)


def known(currency: str) -> None:
    """Raises :class:`NotFound` for text that is no currency: there is no such wallet."""
    if currency not in EXPONENTS:
        raise NotFound("no such wallet")


def list_wallets(table: Table, merchant_id: str) -> list[Wallet]:
    """Every wallet that a merchant has used; one query, there are fewer currencies than a page holds."""
    page = table.query(Query(None, merchant_id, limit=len(EXPONENTS), sort_prefix="wallet#"))
    return [from_item(item) for item in page.items]


def change_wallet(table: Table, clock: Clock, merchant_id: str, currency: str, change: WalletChange) -> Wallet:
    """Record what was sent; the wallet after it. Raises :class:`NotFound` for text that is no currency.

    Another acceptance of terms replaces the first, the same one again leaves it as it stands; every change of consent
    is kept in its history, in the same transaction. Resuming asks for what came in meanwhile to be paid, and so do
    limits that are raised or cleared: the outbox sees what they were.
    """
    known(currency)
    settings = settings_of(change, rfc3339(clock.now()))
    if change.auto_debit is not None:
        return _change_consent(table, clock, read_wallet(table, merchant_id, currency), change.auto_debit, settings)
    return from_item(table.update(settings_update(merchant_id, currency, settings)))


def _change_consent(
    table: Table, clock: Clock, wallet: Wallet, wish: AutoDebitRequest, settings: dict[str, Any]
) -> Wallet:
    merchant_id, currency = wallet.merchant_id, wallet.currency
    for _ in range(_ATTEMPTS):
        now = clock.now()
        consent = consent_of(wish, now)
        if not is_change(wallet.consent, consent):
            return from_item(table.update(settings_update(merchant_id, currency, settings)))
        try:
            table.transact(consent_writes(wallet, consent, settings, now))
        except TransactionFailed:
            wallet = read_wallet(table, merchant_id, currency)
        else:
            return read_wallet(table, merchant_id, currency)
    raise Busy("the wallet is being changed, try again")


def settings_of(change: WalletChange, now: str) -> dict[str, Any]:
    """What to set; ``None`` for what to remove."""
    changes: dict[str, Any] = {}
    if change.drain_after_top_up is not None:
        changes["drain_after_top_up"] = change.drain_after_top_up or None
    if change.paused is not None:
        changes["paused"] = change.paused or None
    if change.paused is False:
        changes["drain_asked_at"] = now
    if change.limits is not None:
        limits = change.limits.model_dump(exclude_unset=True)
        changes |= {f"limit_{name}": limit for name, limit in limits.items()} | {"limits_at": now}
    if "low_balance_alert" in change.model_fields_set:
        changes["low_balance_alert"] = change.low_balance_alert
    return changes


def ask_for_drain(table: Table, clock: Clock, merchant_id: str, currency: str) -> Wallet:
    """Have the unpaid queue paid as far as credits go: the outbox tells the wallet's one writer."""
    known(currency)
    asked = {"drain_asked_at": rfc3339(clock.now())}
    return from_item(table.update(settings_update(merchant_id, currency, asked)))


def consent_of(wish: AutoDebitRequest, now: datetime) -> Consent | None:
    """What was agreed to; ``None`` when it is withdrawn."""
    if not wish.enabled:
        return None
    if wish.terms is None or wish.accepted_by is None:
        raise InvalidRequest("consent needs terms and accepted_by", code="consent_incomplete")
    return Consent(wish.terms, wish.accepted_by, now)
