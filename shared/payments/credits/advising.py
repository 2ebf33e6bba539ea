"""Reading what advice is made of: the wallet, what waits for it, and what it spent of late."""

from datetime import datetime, timedelta
from typing import Any, Final

from shared.clock import Clock, parse_rfc3339
from shared.payments.credits.advice import Spending, advise
from shared.payments.credits.draining import oldest_waiting
from shared.table.keys import page_key
from shared.table.port import Table
from shared.wallets.model import JournalPage, LineKind, Wallet
from shared.wallets.service import wallet_of
from shared.wallets.store import page_from_item

_WINDOW: Final = timedelta(days=30)
_MOST_PAGES: Final = 300
_BATCH: Final = 100
_SPENDING: Final = frozenset({LineKind.ORDER, LineKind.ORDER_CANCELLED, LineKind.ORDER_REFUNDED})


def advice_for(table: Table, clock: Clock, merchant_id: str, currency: str) -> dict[str, Any]:
    """Advice for a merchant's wallet, by the oldest thousand orders that wait. Raises ``NotFound`` for no currency."""
    wallet, now = wallet_of(table, merchant_id, currency), clock.now()
    waiting, more = oldest_waiting(table, merchant_id, currency)
    return advise(wallet, waiting, _spending(table, wallet, now), now, more=more)


def _spending(table: Table, wallet: Wallet, now: datetime) -> Spending:
    """Of the last 30 days, or of the newest 300 pages where those do not reach so far."""
    since, pages = now - _WINDOW, list[JournalPage]()
    oldest_read = wallet.sequence + 1
    while oldest_read > max(1, wallet.sequence - _MOST_PAGES + 1):
        numbers = range(oldest_read - 1, max(0, oldest_read - 1 - _BATCH), -1)
        items = table.batch_get([page_key(wallet.merchant_id, wallet.currency, number) for number in numbers])
        pages += map(page_from_item, items)
        oldest_read = numbers[-1]
        if parse_rfc3339(pages[-1].at) < since:
            break
    inside = [page for page in pages if parse_rfc3339(page.at) >= since]
    net = -sum(line.amount for page in inside for line in page.lines if line.kind in _SPENDING)
    if pages and len(inside) == len(pages):
        since = parse_rfc3339(pages[-1].at)
    # A wallet younger than a day has not had an average day yet; one with more pages than we read has.
    least = timedelta(seconds=1) if oldest_read > 1 and len(inside) == len(pages) else timedelta(days=1)
    seconds = max(least, now - since) // timedelta(seconds=1)
    return Spending(max(0, net), since, seconds)
