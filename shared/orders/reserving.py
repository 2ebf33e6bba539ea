"""An order whose buyer's money is reserved, and not taken: its conditional writes."""

from dataclasses import replace
from datetime import datetime

from shared.clock import rfc3339
from shared.orders.store import OrderVersion, payable_version, release_update
from shared.table.keys import NOT_DUE, order_key
from shared.table.port import Condition, Update


def authorized_update(version: OrderVersion, payment_id: str, amount: int, at: datetime, until: datetime) -> Update:
    """The claim's payment has ``amount`` reserved: every other means has to wait for its end."""
    changes = {
        "payment_status": "pending",
        "authorized_amount": amount,
        "authorized_at": rfc3339(at),
        "capture_before": rfc3339(until),
    }
    condition = payable_version(version.amount_version, payment_id)
    return Update(order_key(version.order_id), changes, condition=condition)


def expiring_update(order_id: str, payment_id: str, at: datetime) -> Update:
    """What is reserved lapses soon: told once of each."""
    held = "#claim = :claim AND attribute_exists(#authorized_at) AND attribute_not_exists(#warned_at)"
    return Update(order_key(order_id), {"warned_at": rfc3339(at)}, condition=Condition(held, {"claim": payment_id}))


def capture_refused_update(order_id: str, payment_id: str, amount: int, at: datetime) -> Update:
    """The provider would not take ``amount`` of what is reserved, which is reserved as before: told each time."""
    held = "#claim = :claim AND attribute_exists(#authorized_at)"
    changes = {"capture_refused_at": rfc3339(at), "refused_capture": amount}
    return Update(order_key(order_id), changes, condition=Condition(held, {"claim": payment_id}))


def lost_update(order_id: str, payment_id: str, at: datetime) -> Update:
    """What is reserved must have ended, and nobody lets us see how: told once."""
    held = "#claim = :claim AND attribute_exists(#authorized_at) AND attribute_not_exists(#lost_at)"
    return Update(order_key(order_id), {"lost_at": rfc3339(at)}, condition=Condition(held, {"claim": payment_id}))


def given_back_update(order_id: str, payment_id: str, at: datetime) -> Update:
    """What was reserved went back because nobody wants the order any more: both ends are one write."""
    released = release_update(order_id, payment_id, at)
    ended = {"status": "cancelled", "cancelled_at": rfc3339(at)}
    changes = {name: value for name, value in released.set.items() if name != "left_at"}
    return replace(
        released, set={**changes, **ended}, remove=(*released.remove, "unpaid_reason", "shortfall", *NOT_DUE)
    )


def lapsed_update(order_id: str, payment_id: str, at: datetime) -> Update:
    """What was reserved ended by itself: the order is unpaid again, and waits for its buyer."""
    released = release_update(order_id, payment_id, at)
    return replace(released, set={**released.set, "lapsed_at": rfc3339(at)})
