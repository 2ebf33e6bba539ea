"""A merchant's wallets page by page, and what is numbered in one: its journal, and its history of consent."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from shared.clock import parse_rfc3339
from shared.table.keys import Key, consent_key, page_key
from shared.table.paging import Listing, PageRequest, decode_cursor, encode_cursor
from shared.table.port import Table
from shared.wallets.model import Wallet
from shared.wallets.service import wallet_of

_NUMBER: Final = re.compile(r"[1-9]\d{0,11}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_SKEW: Final = timedelta(minutes=1)
"""Numbers and times run alike, but for how far the clocks of two writers may be apart."""


def wallet_page(merchant_id: str, wallets: Sequence[Wallet], page: PageRequest) -> tuple[list[Wallet], str | None]:
    """A page of a merchant's wallets, by currency, and its cursor. Raises ``MalformedRequest``."""
    after = decode_cursor(page.cursor, _CURRENCY, merchant_id) if page.cursor else ""
    left = sorted((wallet for wallet in wallets if wallet.currency > after), key=lambda wallet: wallet.currency)
    shown = left[: page.limit]
    return shown, encode_cursor(shown[-1].currency, merchant_id) if len(left) > page.limit else None


def list_pages(table: Table, merchant_id: str, currency: str, page: PageRequest) -> Listing:
    """Journal pages, newest first: their numbers have no gaps, so the keys are known and one batch read serves."""
    wallet = wallet_of(table, merchant_id, currency)
    return _numbered(table, partial(page_key, merchant_id, currency), wallet.sequence, page, "at")


def list_consents(table: Table, merchant_id: str, currency: str, page: PageRequest) -> Listing:
    """Every change of consent to automatic debit, newest first. Raises ``NotFound`` for no currency."""
    wallet = wallet_of(table, merchant_id, currency)
    return _numbered(table, partial(consent_key, merchant_id, currency), wallet.consents, page, "changed_at")


def _numbered(table: Table, key: Callable[[int], Key], last: int, page: PageRequest, moment: str) -> Listing:
    """Things numbered from 1 without gaps, newest first; ``moment`` is the attribute that says when each came to be."""
    listed = " ".join(key(1))
    newest = min(int(decode_cursor(page.cursor, _NUMBER, listed)), last) if page.cursor else last
    numbers = range(newest, max(0, newest - page.limit), -1)
    items = table.batch_get([key(number) for number in numbers]) if numbers else []
    following = newest - page.limit
    more = following > 0
    if page.created_after is not None:
        edge = parse_rfc3339(page.created_after)
        more = more and all(parse_rfc3339(item[moment]) + _SKEW > edge for item in items)
        items = [item for item in items if item[moment] > page.created_after]
    return Listing(items, encode_cursor(str(following), listed) if more else None)
