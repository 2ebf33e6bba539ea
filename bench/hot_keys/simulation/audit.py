"""At the end of a run: nothing that was answered with 2xx is missing, everything is paid once, the books are right."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from bench.hot_keys.simulation.broken import Broken
from bench.hot_keys.simulation.front import Sent
from shared.table.keys import order_key
from shared.wallets.model import GENESIS
from shared.wallets.store import page_from_item
from tests.support.simulation.table import MemoryTable


def audit(memory: MemoryTable, sent: Sequence[Sent], dead: Sequence[str]) -> None:
    """Raises :class:`Broken` with what is wrong."""
    _demand(not dead, f"{len(dead)} messages failed for good")
    lost = [order for order in sent if order.taken_at is None or order_key(order.order_id) not in memory.items]
    _demand(not lost, f"{len(lost)} orders were taken and are not there")
    unpaid = [order for order in sent if memory.items[order_key(order.order_id)]["payment_status"] != "paid"]
    _demand(not unpaid, f"{len(unpaid)} orders are not paid")
    debited = _check_journals(memory)
    wanted = {order.order_id for order in sent}
    _demand(debited.keys() == wanted, f"{len(debited.keys() ^ wanted)} orders are in a journal or sent, not both")
    twice = [order_id for order_id, times in debited.items() if times != 1]
    _demand(not twice, f"{len(twice)} orders are paid twice")


def _check_journals(memory: MemoryTable) -> Counter[str]:
    """How often each order is debited. Pages are chained without gaps, and sum up to the balances (rule M1)."""
    pages = defaultdict(list)
    for item in memory.items.values():
        if item.get("kind") == "page":
            page = page_from_item(item)
            pages[page.merchant_id, page.currency].append((page, item["hash"]))
    debited: Counter[str] = Counter()
    for item in memory.items.values():
        if item.get("kind") != "wallet":
            continue
        chain = sorted(pages[item["merchant_id"], item["currency"]], key=lambda each: each[0].number)
        _demand([page.number for page, _ in chain] == list(range(1, item["sequence"] + 1)), "a page is missing")
        before = GENESIS
        for page, told in chain:
            _demand((page.previous_hash, page.hash) == (before, told), f"page {page.number} breaks the chain")
            before = told
            debited.update(line.reference for line in page.lines if line.kind == "order")
        _demand(item["balance"] == sum(line.amount for page, _ in chain for line in page.lines), "the sum is another")
    return debited


def _demand(kept: bool, otherwise: str) -> None:
    if not kept:
        raise Broken(otherwise)
