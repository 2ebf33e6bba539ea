"""Connected shops with nothing under way: each order is what its shop last said, or it is said why not."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shared.orders.model import order_id
from shared.table.port import Item
from shared.table.shop_keys import connection_key
from tests.simulation.invariants.broken import demand
from tests.simulation.invariants.connected_shops import DONE, Kept, Named
from tests.support.simulation.shop_payloads import Stand

if TYPE_CHECKING:
    from tests.simulation.world import World

_NEVER: Final = frozenset({"received", "waiting", "held"})


def every_delivery_is_decided(world: "World") -> None:
    """None is in the queue, waits or is held; what nobody can read is rejected, with a reason."""
    shops = world.books.connected
    for name, kept in shops.kept.items():
        item = kept.item
        stays = item["outcome"] == "held" and connection_key(item["connection_id"]) not in world.memory.items
        demand(stays or item["outcome"] not in _NEVER, "shops", f"delivery {name} is {item['outcome']} for ever")
        if item["outcome"] in ("rejected", "conflict", "ignored"):
            demand("reason" in item, "shops", f"delivery {name} is {item['outcome']}, and does not say why")
        if shops.body_of(item) in shops.garbled:
            fits = item["outcome"] in ("rejected", "held") or item.get("reason") == "connection_removed"
            demand(fits, "shops", f"delivery {name} cannot be read, and is {item['outcome']}")
        elif item["outcome"] == "rejected":
            foreign = world.struck["shop_rules_changed"] > 0
            demand(foreign, "shops", f"delivery {name} is rejected: {item.get('reason')} {item.get('errors')}")


def orders_are_as_their_shops_said(world: "World") -> None:
    """The newest that was heard and taken counts, whatever came after it; what is stale was older."""
    for named in world.books.connected.all_named():
        told = [each for each in world.books.connected.told_of[named] if _counts(each)]
        if not told or any(each.came_too_early for each in told):
            continue
        newest = max(each.moment for each in told)
        for each in told:
            stale = each.item["outcome"] == "stale"
            demand(not stale or each.moment < newest, "shops", f"{named}: the newest delivery is stale")
        last = [each for each in told if each.moment == newest]
        problems = [_differs(world, named, each) for each in last]
        demand(None in problems, "shops", f"{named}: {problems[0]}")


def _counts(kept: Kept) -> bool:
    return kept.item["outcome"] in DONE or kept.item["outcome"] == "stale" or _is_reserved(kept)


def _is_reserved(kept: Kept) -> bool:
    return kept.item["outcome"] == "ignored" and kept.item.get("reason") == "reserved_in_shop"


def _differs(world: "World", named: Named, last: Kept) -> str | None:
    """What stands otherwise than the shop's last word; ``None`` when all is as it says, or is known to be otherwise."""
    says, shop = last.says, world.books.connected.shops[named[0]]
    assert says is not None
    order = world.books.order(order_id(shop.merchant_id, named[0], str(named[1])))
    by_hand = order.get("id") in world.books.connected.touched
    if last.item["outcome"] == "conflict" or says.stand is Stand.RESERVED or by_hand:
        return None if order or last.item["outcome"] != "conflict" else "in conflict with nothing"
    if says.test:
        return None if not order else "an order was made of a test"
    return _STANDS[says.stand](order, says.amount)


def _is_due(order: Item, amount: int) -> str | None:
    if not order:
        return "is to be paid, and there is no order"
    if order["status"] == "cancelled":
        return f"is to be paid, and {order['id']} is cancelled"
    return None if order["amount"] == amount else f"{order['id']} is for {order['amount']}, not {amount}"


def _is_paid(order: Item, _: int) -> str | None:
    if not order:
        return "is paid in the shop, and there is no order"
    return None if order["payment_status"] not in ("unpaid", "pending") else f"{order['id']} is still to be paid"


def _is_cancelled(order: Item, _: int) -> str | None:
    return None if not order or order["status"] == "cancelled" else f"{order['id']} is still {order['status']}"


_STANDS: Final[dict[Stand, Callable[[Item, int], str | None]]] = {
    Stand.UNPAID: _is_due,
    Stand.PAID: _is_paid,
    Stand.CANCELLED: _is_cancelled,
    Stand.DELETED: _is_cancelled,
}


def each_paid_in_its_shop_has_one_payment(world: "World") -> None:
    """And that payment says so of no other."""
    paying = {item["id"] for _, item in world.books.of_kind("payment") if item["means"] == "external"}
    paid = {order["paid_by"] for _, order in world.books.of_kind("order") if order.get("paid_means") == "external"}
    demand(paid == paying, "external", f"{sorted(paid ^ paying)} are payments without orders, or orders without")
