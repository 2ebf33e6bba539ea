"""What a merchant agrees to have its linked methods do for a wallet, recorded with its history."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from shared.clock import Clock, rfc3339
from shared.errors import Busy, InvalidRequest
from shared.payment_methods.store import read_methods
from shared.stripe_gateway.amounts import to_stripe
from shared.table.port import Table, TransactionFailed, Write
from shared.wallets import service
from shared.wallets.consents import ConsentAbout, ConsentChange, ConsentEntry, entry_put, is_change, no_other_entry
from shared.wallets.model import Consent, Wallet
from shared.wallets.refills.model import AUTO, AutomaticTopUp, Every, Refill, TopUpSchedule
from shared.wallets.refills.request import AutomaticTopUpRequest, CollectRequest, ScheduleRequest
from shared.wallets.refills.store import changed_put, read_both, read_refill, written
from shared.wallets.request import WalletChange
from shared.wallets.store import consent_record, read_wallet, settings_update

_ATTEMPTS: Final = 8


def change_wallet(
    table: Table, clock: Clock, merchant_id: str, currency: str, change: WalletChange
) -> tuple[Wallet, Refill]:
    """Record what was sent, as :func:`shared.wallets.service.change_wallet` does, and what concerns linked methods.

    Whatever is said of these lets what failed before be tried again, at once. Raises ``NotFound`` for text that is no
    currency and for a method that is not linked, ``InvalidRequest`` for an amount that cannot be charged, ``Busy``.
    """
    if not change.concerns_methods:
        wallet = service.change_wallet(table, clock, merchant_id, currency, change)
        return wallet, read_refill(table, merchant_id, currency)
    service.known(currency)
    _can_be_charged(table, merchant_id, currency, change)
    for _ in range(_ATTEMPTS):
        now = clock.now()
        wallet, refill = read_both(table, merchant_id, currency)
        after = _wanted(refill, change, now)
        try:
            table.transact(
                [*_wallet_writes(wallet, refill, after, change, now), changed_put(refill, after, now, asked=True)]
            )
        except TransactionFailed:
            continue
        return read_wallet(table, merchant_id, currency), written(refill, after)
    raise Busy("the wallet is being changed, try again")


def _can_be_charged(table: Table, merchant_id: str, currency: str, change: WalletChange) -> None:
    wishes = {"automatic_top_up": change.automatic_top_up, "top_up_schedule": change.top_up_schedule}
    for name, wish in wishes.items():
        if wish is None or wish.amount is None:
            continue
        to_stripe(wish.amount, currency, f"{name}.amount")
        if wish.method != AUTO:
            read_methods(table, merchant_id).find(wish.method)


def _wanted(refill: Refill, change: WalletChange, now: datetime) -> Refill:
    after = refill.forgiven()
    if change.automatic_top_up is not None:
        after = replace(after, automatic=_automatic(change.automatic_top_up, refill.automatic, now))
    if change.collect_from_methods is not None:
        after = replace(after, collects=_kept(refill.collects, _consent(change.collect_from_methods, now)))
    if "top_up_schedule" in change.model_fields_set:
        schedule = _schedule(change.top_up_schedule)
        turn = schedule.next_turn(refill.wallet, now) if schedule else None
        after = replace(after, schedule=schedule, schedule_at=turn)
    return after


def _automatic(wish: AutomaticTopUpRequest, before: AutomaticTopUp | None, now: datetime) -> AutomaticTopUp | None:
    consent = _consent(wish, now)
    if consent is None:
        return None
    made = AutomaticTopUp(wish.threshold or 0, wish.amount or 0, wish.method, consent)
    if before is not None and before.terms() == made.terms():
        return replace(made, consent=_kept(before.consent, consent) or consent)
    return made


def _schedule(wish: ScheduleRequest | None) -> TopUpSchedule | None:
    return TopUpSchedule(Every(wish.every), wish.weekday, wish.amount, wish.method) if wish else None


def _consent(wish: AutomaticTopUpRequest | CollectRequest, now: datetime) -> Consent | None:
    if not wish.enabled:
        return None
    if wish.terms is None or wish.accepted_by is None:
        raise InvalidRequest("consent needs terms and accepted_by", code="consent_incomplete")
    return Consent(wish.terms, wish.accepted_by, now)


def _kept(before: Consent | None, after: Consent | None) -> Consent | None:
    """The same said twice leaves the first as it stands."""
    return after if is_change(before, after) else before


def _wallet_writes(
    wallet: Wallet, before: Refill, after: Refill, change: WalletChange, now: datetime
) -> Iterator[Write]:
    """The wallet, with what the outbox and automatic debit have to know, and the history's entries."""
    settings: dict[str, Any] = service.settings_of(change, rfc3339(now))
    settings["top_up_below"] = after.automatic.threshold if after.automatic else None
    settings["collects"] = True if after.collects else None
    entries = [
        _entry(ConsentAbout.AUTOMATIC_TOP_UP, before.automatic, after.automatic, now),
        _entry(ConsentAbout.COLLECT_FROM_METHODS, before.collects, after.collects, now),
    ]
    if change.auto_debit is not None:
        debit = _kept(wallet.consent, service.consent_of(change.auto_debit, now))
        settings["consent"] = consent_record(debit) if debit else None
        entries.append(_entry(ConsentAbout.AUTO_DEBIT, wallet.consent, debit, now))
    told = [entry for entry in entries if entry is not None]
    if told:
        settings["consents"] = wallet.consents + len(told)
    yield settings_update(wallet.merchant_id, wallet.currency, settings, no_other_entry(wallet))
    for number, entry in enumerate(told, start=wallet.consents + 1):
        yield entry_put(wallet, replace(entry, number=number))


def _entry(
    about: ConsentAbout, before: AutomaticTopUp | Consent | None, after: AutomaticTopUp | Consent | None, now: datetime
) -> ConsentEntry | None:
    """What changed, not numbered yet; ``None`` where nothing did."""
    if before == after:
        return None
    told = after or before
    if told is None:
        return None
    change = ConsentChange.WITHDRAWN if after is None else ConsentChange.REPLACED if before else ConsentChange.GIVEN
    if isinstance(told, AutomaticTopUp):
        return ConsentEntry(0, change, told.consent, now, about, told.terms())
    return ConsentEntry(0, change, told, now, about)
