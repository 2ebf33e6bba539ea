"""Taking orders in and reading them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.errors import Conflict
from shared.orders.model import OPEN, Order, OrderStatus, PaymentStatus
from shared.orders.store import from_item, to_item
from shared.table.create import create_once
from shared.table.keys import DUE_INDEX, LIST_INDEX, ORDER_SHARDS, WAITING_SHARDS, order_list, waiting_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Item, Table


@dataclass(frozen=True, slots=True)
class Placed:
    """The order as it stands and whether this call made it."""

    order: Order
    created: bool


def place_order(table: Table, order: Order) -> Placed:
    """One conditional write: new, the same again, or :class:`Conflict` for other content under the same natural id."""
    stored, created = create_once(table, to_item(order), order_conflict())
    return Placed(order if created else from_item(stored), created)


def order_conflict() -> Conflict:
    """What an order with a known natural id and other content is answered."""
    return Conflict("an order with this source and external_id exists with other content", code="order_conflict")


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What to list; all of it optional."""

    payment_status: PaymentStatus | None = None
    source: str | None = None


def list_orders(table: Table, merchant_id: str, wanted: OrderFilter, page: PageRequest) -> Listing:
    """A merchant's orders, newest first; ``payment_status=unpaid`` is the unpaid queue, and ``pending`` is found there.

    An order for automatic debit stands in the queue from the moment on when it was decided that it waits (it says its
    ``unpaid_reason`` then), so a list of what is unpaid does not offer for payment what is being paid.
    """
    request = replace(page, wanted=_test(wanted))
    if wanted.payment_status in OPEN:
        queue = [waiting_list(merchant_id, shard) for shard in range(WAITING_SHARDS)]
        return list_page(table, queue, request, DUE_INDEX)
    return list_page(table, [order_list(merchant_id, shard) for shard in range(ORDER_SHARDS)], request, LIST_INDEX)


def _test(wanted: OrderFilter) -> Callable[[Item], bool] | None:
    expected: Item = {} if wanted.source is None else {"source": wanted.source}
    if wanted.payment_status is not None:
        expected["payment_status"] = wanted.payment_status
    if wanted.payment_status in OPEN:
        # Nobody waits for the money of a cancelled one.
        expected["status"] = OrderStatus.IN_PROGRESS
    return (lambda order: expected.items() <= order.items()) if expected else None
