"""A merchant's orders: those that say they are paid, at a few ages of theirs, and those that wait."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from shared.clock import rfc3339
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
AGES: Final = (0, 7, 30, 95)
"""Days after its creation on which an order is read: four reads in its life. Whatever its age, money that pays it is
held against it the day after (``journal_stage``, ``settled_stage``). Only reading orders finds one that says it is paid
where no money moved, and one that everybody forgot; a link lives for 90 days at most."""


def paid_orders(view: View, merchant_id: str, position: Position | None) -> Step:
    """One step of the orders of these ages: what paid them, if they say so, and whether one that nobody paid has been
    forgotten.
    """
    orders, following = _listed(view, merchant_id, position or {"age": 0, "shard": 0, "above": None})
    paid = [order for order in orders if "paid_at" in order]
    payments = _payments(view, [order["paid_by"] for order in paid if "paid_by" in order])
    found: list[Discrepancy] = []
    for order in paid:
        item = payments.get(order.get("paid_by", ""))
        found += check_paid(order, from_item(item) if item else None)
    for item in payments.values():
        found += _backed(view, item, [order for order in paid if order.get("paid_by") == item["id"]])
    found += _sure_findings(view, [order for order in orders if is_open(order) and "due_pk" not in order])
    return Step(following, found, {"paid_orders": len(paid)})


def _backed(view: View, item: Item, orders: list[Item]) -> list[Discrepancy]:
    """What stands behind a payment: a journal page with a line for each order, money at the provider, or the shop's
    word, which is the payment itself.
    """
    payment = from_item(item)
    if payment.means is not Means.CREDITS:
        # One that is listed by its day was held against the provider's books on that day.
        return [] if "list_pk" in item else check_with_provider(view, payment, item)
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
    """The orders of one page of one shard of one age, and where the next is."""
    age, shard = here["age"], here["shard"]
    back = _DAY * AGES[age]
    above, below = here["above"] or rfc3339(view.audit.since - back), rfc3339(view.audit.until - back)
    page = view.context.table.query(
        Query(LIST_INDEX, order_list(merchant_id, shard), _PAGE, sort_above=above, sort_below=below)
    )
    # Between two bounds the edge itself is found again.
    orders = read_entries(view.context.table, [entry for entry in page.items if entry["list_sk"] != above])
    if page.scanned_to is not None:
        return orders, {"age": age, "shard": shard, "above": page.scanned_to}
    if shard + 1 < ORDER_SHARDS:
        return orders, {"age": age, "shard": shard + 1, "above": None}
    return orders, {"age": age + 1, "shard": 0, "above": None} if age + 1 < len(AGES) else None


def _payments(view: View, ids: list[str]) -> dict[str, Item]:
    return {item["id"]: item for item in read_items(view.context.table, [payment_key(each) for each in ids]).values()}
