"""Taking orders in and reading them."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import rfc3339
from shared.errors import Conflict
from shared.orders.model import OPEN, Order, PaymentStatus
from shared.orders.store import from_item, to_item
from shared.table.create import create_once
from shared.table.keys import ORDER_SHARDS, order_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Condition, Table


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
    created_after: datetime | None = None


def list_orders(table: Table, merchant_id: str, wanted: OrderFilter, limit: int, cursor: str | None) -> Listing:
    """A merchant's orders, newest first; ``payment_status=unpaid`` is the unpaid queue, from the sparse half."""
    tests, values = [], {}
    if wanted.payment_status is not None:
        tests.append("#payment_status = :payment_status")
        values["payment_status"] = str(wanted.payment_status)
    if wanted.source is not None:
        tests.append("#source = :source")
        values["source"] = wanted.source
    request = PageRequest(
        limit=limit,
        cursor=cursor,
        created_after=rfc3339(wanted.created_after) if wanted.created_after else None,
        where=Condition(" AND ".join(tests), values) if tests else None,
    )
    return list_page(table, _partitions(merchant_id, wanted.payment_status), request)


def _partitions(merchant_id: str, payment_status: PaymentStatus | None) -> list[str]:
    # An unpaid order that was cancelled has left the open half, so "unpaid" without a cancelled one is the queue.
    halves = ["open", "done"] if payment_status is None else ["open" if payment_status in OPEN else "done"]
    return [order_list(merchant_id, half, shard) for half in halves for shard in range(ORDER_SHARDS[half])]
