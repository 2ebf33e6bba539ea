"""The end of an order whose money is available."""

from datetime import datetime
from typing import Final

from shared.clock import rfc3339
from shared.orders.model import Order, OrderStatus, PaymentStatus
from shared.table.keys import order_key
from shared.table.port import Condition, Update

_HOLDS: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED})


def completable(order: Order) -> bool:
    """It is paid and wanted, some of its money is still here, and no bank disputes any of it."""
    return order.status is OrderStatus.IN_PROGRESS and order.payment_status in _HOLDS


def completed_update(order: Order, at: datetime) -> Update:
    """Complete an order, if its money stands as it was read."""
    values = {"in_progress": "in_progress", "payment_status": str(order.payment_status), "payment": order.paid_by}
    as_read = "#status = :in_progress AND #payment_status = :payment_status AND #paid_by = :payment"
    changes = {"status": str(OrderStatus.COMPLETED), "completed_at": rfc3339(at)}
    return Update(order_key(order.id), changes, condition=Condition(as_read, values))
