"""Cancelling an order: never paid after, or credited back exactly once."""

from dataclasses import replace
from typing import Final

from shared.errors import Busy, Conflict
from shared.ids import derived_id
from shared.orders.cancelling import cancelled_update, cancelling, settled_and_cancelled_update
from shared.orders.means import paid_in_shop
from shared.orders.model import OPEN, Order, OrderStatus, PaymentStatus
from shared.orders.store import find_order
from shared.payables.model import left_of
from shared.payments.capturing.cancelling import give_back_for, reserved_for
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.model import Means
from shared.payments.returns.effects import with_effects
from shared.payments.returns.model import Captured, Origin, Return
from shared.payments.returns.store import find_captured, to_item
from shared.table.attempt import try_update
from shared.table.keys import order_key
from shared.table.port import ABSENT, Put, TransactionFailed, Update

_ATTEMPTS: Final = 8
_CREDITABLE: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED})


def cancel_order(context: PaymentContext, merchant_id: str, order_id: str) -> Order:
    """The cancelled order; one that is cancelled already stays as it is.

    An unpaid order's open checkout is closed at the provider first, and what is reserved for it given back; its link is
    closed by the outbox after. Raises ``NotFound``; ``Conflict``: ``payment_pending`` while a payment is on its way,
    ``refund_required`` for money that did not come from credits, ``order_disputed``, ``order_completed``. What credits
    paid is complete at once, and can be cancelled all the same; so is what the shop took itself, and of that nothing
    goes back from here.
    """
    for _ in range(_ATTEMPTS):
        order = find_order(context.table, order_id, merchant_id)
        if order.status is OrderStatus.CANCELLED:
            return order
        if order.status is OrderStatus.COMPLETED and _clears(order):
            raise Conflict("the order is completed", code="order_completed")
        if order.payment_status in OPEN:
            _cancel_unpaid(context, order)
        elif order.payment_status is PaymentStatus.REFUNDED or paid_in_shop(order.paid_means):
            try_update(context.table, settled_and_cancelled_update(order, context.clock.now()))
        elif order.payment_status is PaymentStatus.DISPUTED:
            raise Conflict("the order's payment is disputed", code="order_disputed")
        elif order.payment_status in _CREDITABLE and order.paid_means == Means.CREDITS:
            _cancel_and_credit(context, order)
        else:
            raise Conflict("the order was paid otherwise than from credits: refund its payment", code="refund_required")
    raise Busy("the order is being changed, try again")


def _clears(order: Order) -> bool:
    """Whether it was complete only once its money had cleared; else it was when it was paid."""
    return order.paid_means is None or Means(order.paid_means).at_provider


def _cancel_unpaid(context: PaymentContext, order: Order) -> None:
    """What is reserved goes back first, also what was reserved only while we looked."""
    reserved = reserved_for(context, order) if order.awaits_money else None
    if reserved is None:
        try:
            free = free_of_claims(context, order)
        except Conflict:
            if (reserved := reserved_for(context, find_order(context.table, order.id))) is None:
                raise
        else:
            try_update(context.table, cancelled_update(free, context.clock.now()))
            return
    give_back_for(context, reserved)


def _cancel_and_credit(context: PaymentContext, order: Order) -> None:
    captured = find_captured(context.table, order.paid_by or "", None)
    if captured is None:
        raise Busy("the order is being changed, try again")
    # Only now: what is counted on an order after this is counted on its money too, which the write then finds changed.
    order = find_order(context.table, order.id)
    if order.payment_status not in _CREDITABLE:
        return
    now, wanted = context.clock.now(), _credit(context, captured, order)
    item, effects = with_effects(context.table, captured, wanted, wanted.amount, now)
    writes = [
        cancelling(write, order, now) if isinstance(write, Update) and write.key == order_key(order.id) else write
        for write in effects
    ]
    try:
        context.table.transact([Put(to_item(item), ABSENT), *writes])
    except TransactionFailed:
        return  # Something of it has changed: the next read tells.


def _credit(context: PaymentContext, captured: Captured, order: Order) -> Return:
    return_id = derived_id("rfd", "cancelled", order.id)
    item = captured.going_back(return_id, Origin.CANCELLATION, left_of(order), context.clock.now())
    return replace(item, target_id=order.id, reason="order cancelled").credited()
