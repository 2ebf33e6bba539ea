"""Cancelling an order: never paid after, or credited back exactly once."""

from typing import Final

from shared.errors import Busy, Conflict
from shared.orders.model import OPEN, Order, OrderStatus, PaymentStatus
from shared.orders.store import cancelled_and_credited_update, cancelled_update, find_order
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.payments.model import Means
from shared.payments.store import find_payment, returned_update
from shared.table.port import ConditionFailed, TransactionFailed
from shared.wallets.model import JournalLine, LineKind, turn_page
from shared.wallets.store import read_wallet, turn_page_writes

_ATTEMPTS: Final = 8


def cancel_order(context: PaymentContext, merchant_id: str, order_id: str) -> Order:
    """The cancelled order; one that is cancelled already stays as it is.

    An unpaid order's open checkout is closed at the provider first, its link by the outbox after. Raises ``NotFound``;
    ``Conflict``: ``payment_pending`` while a payment is on its way, ``refund_required`` for money that did not come
    from credits, ``order_completed``.
    """
    for _ in range(_ATTEMPTS):
        order = find_order(context.table, order_id, merchant_id)
        if order.status is OrderStatus.CANCELLED:
            return order
        if order.status is OrderStatus.COMPLETED:
            raise Conflict("the order is completed", code="order_completed")
        if order.payment_status in OPEN:
            _cancel_unpaid(context, free_of_claims(context, order))
        elif order.payment_status is PaymentStatus.PAID and order.paid_means == Means.CREDITS:
            _cancel_and_credit(context, order)
        else:
            raise Conflict("the order was paid otherwise than from credits: refund its payment", code="refund_required")
    raise Busy("the order is being changed, try again")


def _cancel_unpaid(context: PaymentContext, order: Order) -> None:
    try:
        context.table.update(cancelled_update(order, context.clock.now()))
    except ConditionFailed:
        return  # Paid or claimed meanwhile: the next read tells.


def _cancel_and_credit(context: PaymentContext, order: Order) -> None:
    now, amount = context.clock.now(), order.paid_amount or 0
    payment = find_payment(context.table, order.paid_by or "", order.merchant_id)
    wallet = read_wallet(context.table, order.merchant_id, order.currency)
    line = JournalLine(LineKind.ORDER_CANCELLED, order.id, amount)
    after, page = turn_page(wallet, [line], payment_id=payment.id, at=now)
    writes = [cancelled_and_credited_update(order, now), returned_update(payment, amount)]
    try:
        context.table.transact([*writes, *turn_page_writes(wallet, after, page)])
    except TransactionFailed:
        return  # Something of it has changed: the next read tells.
