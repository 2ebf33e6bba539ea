"""Taking an order's claim over from an open checkout that nobody has submitted (rule M11)."""

from typing import Final

from shared.errors import Conflict
from shared.links.service import not_payable
from shared.orders.model import Order
from shared.orders.store import find_order
from shared.payments.context import PaymentContext
from shared.payments.model import PaymentState
from shared.payments.settling.reconciliation import act_on
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment

_ATTEMPTS: Final = 3


def free_of_claims(context: PaymentContext, order: Order) -> Order:
    """The order as it stands once no payment may collect for it, its open checkout closed at the provider first.

    The caller's own write must still hold on the absence of a claim: a buyer may press the button again meanwhile.
    Raises ``Conflict``: ``payment_pending`` when a payment is on its way or its outcome unknown (rule M5),
    ``order_paid`` when the provider says that the buyer was quicker, ``order_cancelled``.
    """
    for _ in range(_ATTEMPTS):
        if not order.payable:
            raise not_payable(order)
        if order.claim is None:
            return order
        _close(context, order.claim)
        order = find_order(context.table, order.id)
    raise Conflict("a payment for this order is on its way", code="payment_pending")


def _close(context: PaymentContext, payment_id: str) -> None:
    payment = read_payment(context.table, payment_id)
    if payment is None or not payment.in_flight:
        return  # It has just ended: the next read tells.
    if payment.state is not PaymentState.PENDING:
        raise Conflict("a payment for this order is on its way", code="payment_pending")
    if payment.session_id is None:
        end_payment(context, payment, PaymentState.CANCELLED, reason="taken_over")
    else:
        act_on(context, context.gateway.expire_session(payment.session_id, payment.account))
