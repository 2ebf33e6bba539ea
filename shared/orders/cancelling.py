"""The end of an order that nobody wants any more."""

from datetime import datetime
from typing import Any

from shared.clock import rfc3339
from shared.orders.means import Means
from shared.orders.model import Order
from shared.orders.store import payable_version
from shared.table.keys import NOT_DUE, order_key
from shared.table.port import Condition, Update


def cancelled_update(order: Order, at: datetime) -> Update:
    """Cancel an unpaid order that nobody claims: it is never debited after."""
    condition = payable_version(order.amount_version, None)
    remove = ("unpaid_reason", "shortfall", *NOT_DUE)
    return Update(order_key(order.id), _cancelled(at), remove=remove, condition=condition)


def settled_and_cancelled_update(order: Order, at: datetime) -> Update:
    """Cancel an order of which nothing is left to go back: all has gone already, or its shop holds the money."""
    values = {"status": str(order.status), "refunded": "refunded", "external": str(Means.EXTERNAL)}
    nothing_left = "(#payment_status = :refunded OR #paid_means = :external)"
    condition = Condition(f"#status = :status AND {nothing_left}", values)
    return Update(order_key(order.id), _cancelled(at), condition=condition)


def cancelling(money_back: Update, order: Order, at: datetime) -> Update:
    """The same count of what went back, with which the order ends: credited and cancelled are one write."""
    counted = money_back.condition or Condition("attribute_exists(#pk)")
    values = {**counted.values, "status": str(order.status)}
    condition = Condition(f"#status = :status AND {counted.expression}", values)
    return Update(money_back.key, {**money_back.set, **_cancelled(at)}, money_back.remove, condition)


def _cancelled(at: datetime) -> dict[str, Any]:
    return {"status": "cancelled", "cancelled_at": rfc3339(at)}
