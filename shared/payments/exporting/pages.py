"""A merchant's journal pages of a span of time: wallet by wallet, by their numbers, which have no gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.clock import parse_rfc3339, rfc3339
from shared.errors import Conflict
from shared.exports.model import Position
from shared.exports.span import Span
from shared.table.keys import page_key
from shared.table.port import Table
from shared.table.reading import BATCH
from shared.wallets.model import JournalPage, Wallet
from shared.wallets.service import list_wallets
from shared.wallets.store import page_from_item

_SLACK: Final = timedelta(minutes=10)
"""Pages are timed by the clocks of different machines: a later one may say an earlier time, if not by that much."""


@dataclass(frozen=True, slots=True)
class PageStep:
    """Some pages of one wallet, and where the next step goes on."""

    pages: Sequence[JournalPage]
    position: Position | None


def pages_step(table: Table, span: Span, position: Position | None) -> PageStep:
    """The next pages of the span. Raises ``Conflict`` (``journal_incomplete``) where one is missing."""
    wallets = _wallets(table, span)
    if position is None:
        if not wallets:
            return PageStep([], None)
        position = {"currency": wallets[0].currency, "number": _first(table, span, wallets[0])}
    following = [wallet for wallet in wallets if wallet.currency > position["currency"]]
    (wallet,) = [wallet for wallet in wallets if wallet.currency == position["currency"]]
    end = min(position["number"] + BATCH, wallet.sequence + 1)
    pages = _read(table, wallet, range(position["number"], end))
    over = bool(pages) and pages[-1].at >= rfc3339(span.end + _SLACK)
    wanted = [page for page in pages if span.since <= page.at < span.until]
    if not over and end <= wallet.sequence:
        return PageStep(wanted, {"currency": wallet.currency, "number": end})
    if following:
        return PageStep(wanted, {"currency": following[0].currency, "number": _first(table, span, following[0])})
    return PageStep(wanted, None)


def _wallets(table: Table, span: Span) -> list[Wallet]:
    wallets = [wallet for wallet in list_wallets(table, span.merchant_id) if span.currency in (None, wallet.currency)]
    return sorted(wallets, key=lambda wallet: wallet.currency)


def _first(table: Table, span: Span, wallet: Wallet) -> int:
    """The number of a page before which none is of the span; found by halves."""
    low, high = 1, wallet.sequence + 1
    while low < high:
        middle = (low + high) // 2
        (page,) = _read(table, wallet, range(middle, middle + 1))
        # Not the slack off the start: nothing may be before the year 1.
        if parse_rfc3339(page.at) + _SLACK < span.start:
            low = middle + 1
        else:
            high = middle
    return low


def _read(table: Table, wallet: Wallet, numbers: range) -> list[JournalPage]:
    keys = [page_key(wallet.merchant_id, wallet.currency, number) for number in numbers]
    items = table.batch_get(keys) if keys else []
    if len(items) < len(keys):
        raise Conflict("a page of the journal is missing; the operator's audit says which", code="journal_incomplete")
    return [page_from_item(item) for item in items]
