"""A merchant's orders: those that were paid on the day, and those that wait."""

from datetime import timedelta
from typing import Final

from shared.clock import rfc3339
from shared.payments.audit.backing import check_with_provider
from shared.payments.audit.context import Position, Step, View, read_items
from shared.payments.audit.line_checks import check_has_line
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.order_checks import DECIDED_WITHIN, check_open, check_paid
from shared.payments.model import Means
from shared.payments.store import from_item
from shared.table.keys import LIST_INDEX, ORDER_SHARDS, Key, order_key, order_list, page_key, payment_key
from shared.table.port import Condition, Item, Page, Query
from shared.wallets.model import JournalLine, LineKind

LOOK_BACK: Final = timedelta(days=95)
"""A link lives for 90 days at most, so a buyer's order is paid within this of its creation. An older order that credits
paid is checked from its journal line."""

_PAGE: Final = 200


def paid_orders(view: View, merchant_id: str, position: Position | None) -> Step:
    """One step of the orders that were paid on the day: their payment, its line or the provider's money."""
    earliest = rfc3339(view.audit.since - LOOK_BACK)
    wanted = Condition(
        "#paid_at >= :since AND #paid_at < :until",
        {"since": rfc3339(view.audit.since), "until": rfc3339(view.audit.until)},
    )
    page, following = _query(view, merchant_id, "done", position or {"shard": 0, "above": earliest}, wanted, earliest)
    orders = _orders(view, page)
    payments = _payments(view, [order["paid_by"] for order in orders if "paid_by" in order])
    found: list[Discrepancy] = []
    for order in orders:
        item = payments.get(order.get("paid_by", ""))
        found += check_paid(order, from_item(item) if item else None)
    for item in payments.values():
        found += _backed(view, item, [order for order in orders if order.get("paid_by") == item["id"]])
    return Step(following, found, {"paid_orders": len(orders)})


def _backed(view: View, item: Item, orders: list[Item]) -> list[Discrepancy]:
    """What stands behind a payment: a journal page with a line for each order, or money at the provider."""
    payment = from_item(item)
    if payment.means is not Means.CREDITS:
        return check_with_provider(view, payment, item)
    key = page_key(payment.merchant_id, payment.currency, payment.page) if payment.page else None
    page = view.context.table.get(key) if key else None
    lines = [JournalLine(LineKind.ORDER, order["id"], -order.get("paid_amount", 0)) for order in orders]
    return [each for line in lines for each in check_has_line(payment, page, line)]


def open_orders(view: View, merchant_id: str, position: Position | None) -> Step:
    """One step of the orders that are not paid. What looks wrong is read again: it may have been on its way."""
    wanted = Condition(
        "attribute_exists(#claim) OR #payment_status = :pending"
        " OR (#collect = :auto AND attribute_not_exists(#unpaid_reason) AND #created_at <= :before)",
        {"pending": "pending", "auto": "auto", "before": rfc3339(view.now - DECIDED_WITHIN)},
    )
    page, following = _query(view, merchant_id, "open", position or {"shard": 0, "above": None}, wanted, None)
    orders = _orders(view, page)
    suspected = _open_findings(view, orders)
    if suspected:
        keys = [order_key(each.subject) for each in suspected]
        again = _open_findings(view, list(read_items(view.context.table, keys).values()))
        suspected = [each for each in again if each in suspected]
    return Step(following, suspected, {"open_orders": len(orders)})


def _open_findings(view: View, orders: list[Item]) -> list[Discrepancy]:
    payments = _payments(view, [order["claim"] for order in orders if "claim" in order])
    return [each for order in orders for each in check_open(order, payments, view.now)]


def _query(
    view: View, merchant_id: str, half: str, here: Position, wanted: Condition, first: str | None
) -> tuple[Page, Position | None]:
    """One page of one shard, and where the next is."""
    shard, partition = here["shard"], order_list(merchant_id, half, here["shard"])
    page = view.context.table.query(Query(LIST_INDEX, partition, _PAGE, sort_above=here["above"], where=wanted))
    if page.scanned_to is not None:
        return page, {"shard": shard, "above": page.scanned_to}
    return page, ({"shard": shard + 1, "above": first} if shard + 1 < ORDER_SHARDS[half] else None)


def _orders(view: View, page: Page) -> list[Item]:
    """The orders as they are now: the index is behind."""
    return list(read_items(view.context.table, [Key(item["pk"], item["sk"]) for item in page.items]).values())


def _payments(view: View, ids: list[str]) -> dict[str, Item]:
    return {item["id"]: item for item in read_items(view.context.table, [payment_key(each) for each in ids]).values()}
