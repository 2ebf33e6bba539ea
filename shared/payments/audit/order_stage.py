"""A merchant's orders: those that were paid, at a few ages of theirs, and those that wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from shared.clock import parse_rfc3339, rfc3339
from shared.orders.places import is_open
from shared.payments.audit.backing import check_with_provider
from shared.payments.audit.context import Position, Step, View
from shared.payments.audit.line_checks import check_has_line
from shared.payments.audit.model import Discrepancy
from shared.payments.audit.order_checks import check_open, check_paid
from shared.payments.model import Means
from shared.payments.store import from_item
from shared.table.keys import (
    DUE_INDEX,
    LIST_INDEX,
    ORDER_SHARDS,
    WAITING_SHARDS,
    order_key,
    order_list,
    page_key,
    payment_key,
    waiting_list,
)
from shared.table.port import Item, Query
from shared.table.reading import BATCH, read_entries, read_items
from shared.wallets.model import JournalLine, LineKind

_DAY: Final = timedelta(days=1)
_PAGE: Final = BATCH
AGES: Final = (0, 1, 7, 30, 95)
"""Days after its creation on which an order is read: five reads in its life. What paid it is checked once, at the next
age. A link lives for 90 days at most, so a buyer's order is paid by the last. An older order that credits paid is
checked from its journal line."""

_SLICES: Final = ((1, 0), (7, 7), (30, 30), (95, 95))
"""The same ages, oldest and youngest, as stretches of the list that are read in one go."""


def paid_orders(view: View, merchant_id: str, position: Position | None) -> Step:
    """One step of the orders of these ages: what paid them since they were last looked at, its line or the provider's
    money; and whether one that nobody paid has been forgotten.
    """
    orders, following = _listed(view, merchant_id, position or {"slice": 0, "shard": 0, "above": None})
    paid = [order for order in orders if _newly_paid(view, order)]
    payments = _payments(view, [order["paid_by"] for order in paid if "paid_by" in order])
    found: list[Discrepancy] = []
    for order in paid:
        item = payments.get(order.get("paid_by", ""))
        found += check_paid(order, from_item(item) if item else None)
    for item in payments.values():
        found += _backed(view, item, [order for order in paid if order.get("paid_by") == item["id"]])
    found += _sure_findings(view, [order for order in orders if is_open(order) and "due_pk" not in order])
    return Step(following, found, {"paid_orders": len(paid)})


def _newly_paid(view: View, order: Item) -> bool:
    """Whether it was paid after the audit that looked at it before this one."""
    if "paid_at" not in order:
        return False
    age = -((parse_rfc3339(order["created_at"]) - view.audit.since) // _DAY)
    before = max((each for each in AGES if each < age), default=-1)
    paid_from = view.audit.since - _DAY * max(0, age - before - 1)
    return bool(rfc3339(paid_from) <= order["paid_at"] < rfc3339(view.audit.until))


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
    """One step of the orders that wait for money."""
    here = position or {"shard": 0, "above": None}
    queue = waiting_list(merchant_id, here["shard"])
    page = view.context.table.query(Query(DUE_INDEX, queue, _PAGE, sort_above=here["above"]))
    orders = read_entries(view.context.table, page.items)
    following: Position | None = None
    if page.scanned_to is not None:
        following = {"shard": here["shard"], "above": page.scanned_to}
    elif here["shard"] + 1 < WAITING_SHARDS:
        following = {"shard": here["shard"] + 1, "above": None}
    return Step(following, _sure_findings(view, orders), {"open_orders": len(orders)})


def _sure_findings(view: View, orders: list[Item]) -> list[Discrepancy]:
    """What looks wrong is read again: it may have been on its way."""
    suspected = _open_findings(view, orders)
    if not suspected:
        return []
    keys = [order_key(each.subject) for each in suspected]
    again = _open_findings(view, read_items(view.context.table, keys).values())
    return [each for each in again if each in suspected]


def _open_findings(view: View, orders: Iterable[Item]) -> list[Discrepancy]:
    orders = list(orders)
    payments = _payments(view, [order["claim"] for order in orders if "claim" in order])
    return [each for order in orders for each in check_open(order, payments, view.now)]


def _listed(view: View, merchant_id: str, here: Position) -> tuple[list[Item], Position | None]:
    """The orders of one page of one shard, and where the next is."""
    number, shard = here["slice"], here["shard"]
    start, end = _bounds(view, number)
    above = here["above"] or rfc3339(start)
    query = Query(LIST_INDEX, order_list(merchant_id, shard), _PAGE, sort_above=above, sort_below=rfc3339(end))
    page = view.context.table.query(query)
    # Between two bounds the edge itself is found again.
    orders = read_entries(view.context.table, [entry for entry in page.items if entry["list_sk"] != above])
    if page.scanned_to is not None:
        return orders, {"slice": number, "shard": shard, "above": page.scanned_to}
    if shard + 1 < ORDER_SHARDS:
        return orders, {"slice": number, "shard": shard + 1, "above": None}
    return orders, {"slice": number + 1, "shard": 0, "above": None} if number + 1 < len(_SLICES) else None


def _bounds(view: View, number: int) -> tuple[datetime, datetime]:
    oldest, youngest = _SLICES[number]
    return view.audit.since - _DAY * oldest, view.audit.until - _DAY * youngest


def _payments(view: View, ids: list[str]) -> dict[str, Item]:
    return {item["id"]: item for item in read_items(view.context.table, [payment_key(each) for each in ids]).values()}
