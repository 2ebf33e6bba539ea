"""Reading wallets and their journals, and consent to automatic debit."""

import re
from typing import Final

from shared.clock import Clock
from shared.errors import InvalidRequest, NotFound
from shared.money import EXPONENTS
from shared.table.keys import page_key
from shared.table.paging import Listing, decode_cursor, encode_cursor
from shared.table.port import Query, Table
from shared.wallets.model import Consent, Wallet
from shared.wallets.request import WalletChange
from shared.wallets.store import consent_update, from_item, read_wallet

_PAGE_NUMBER: Final = re.compile(r"[1-9]\d{0,11}")


def wallet_of(table: Table, merchant_id: str, currency: str) -> Wallet:
    """A merchant's wallet. Raises :class:`NotFound` for text that is no currency."""
    if currency not in EXPONENTS:
        raise NotFound("no such wallet")
    return read_wallet(table, merchant_id, currency)


def list_wallets(table: Table, merchant_id: str) -> list[Wallet]:
    """Every wallet that a merchant has used; one query, there are fewer currencies than a page holds."""
    page = table.query(Query(None, merchant_id, limit=len(EXPONENTS), sort_prefix="wallet#"))
    return [from_item(item) for item in page.items]


def change_wallet(table: Table, clock: Clock, merchant_id: str, currency: str, change: WalletChange) -> Wallet:
    """Record consent (a second acceptance replaces the first) or withdraw it; the wallet after the change."""
    if currency not in EXPONENTS:
        raise NotFound("no such wallet")
    wish = change.auto_debit
    consent = None
    if wish.enabled:
        if wish.terms is None or wish.accepted_by is None:
            raise InvalidRequest("consent needs terms and accepted_by", code="consent_incomplete")
        consent = Consent(wish.terms, wish.accepted_by, clock.now())
    return from_item(table.update(consent_update(merchant_id, currency, consent)))


def list_pages(table: Table, merchant_id: str, currency: str, limit: int, cursor: str | None) -> Listing:
    """Journal pages, newest first: their numbers have no gaps, so the keys are known and one batch read serves."""
    wallet = wallet_of(table, merchant_id, currency)
    newest = min(_number(cursor), wallet.sequence) if cursor else wallet.sequence
    numbers = range(newest, max(0, newest - limit), -1)
    items = table.batch_get([page_key(merchant_id, currency, number) for number in numbers]) if numbers else []
    following = newest - limit
    return Listing(items, encode_cursor(str(following)) if following > 0 else None)


def _number(cursor: str) -> int:
    return int(decode_cursor(cursor, _PAGE_NUMBER))
