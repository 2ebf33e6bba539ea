"""Cancelling an order whose buyer's money is reserved: given back first, and the order ends after (rule M11)."""

from shared.errors import ProviderUnavailable
from shared.orders.model import Order
from shared.orders.store import cancelled_update, find_order
from shared.payments.capturing.releasing import Reserved, give_back
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.settling.reconciliation import act_on
from shared.payments.store import read_payment
from shared.table.attempt import try_update

ORDER_CANCELLED = "order_cancelled"


def reserved_for(context: PaymentContext, order: Order) -> Payment | None:
    """The payment that has this order's money reserved."""
    payment = read_payment(context.table, order.claim) if order.claim else None
    return payment if payment is not None and payment.state is PaymentState.AUTHORIZED else None


def give_back_for(context: PaymentContext, payment: Payment, reason: str) -> None:
    """Give back what this payment has reserved, and record what became of it; a repeat goes on where a crash left off.

    The order is cancelled as well where that is the reason, so that a caller who does not come again has its will.
    Raises ``Conflict`` (``payment_pending``) while it is being captured, and the provider's errors.
    """
    reserved = Reserved(payment.id, payment.session_id or "", payment.authorization_id or "", payment.account)
    act_on(context, give_back(context, reserved, reason))
    current = read_payment(context.table, payment.id)
    if current is not None and current.in_flight:
        raise ProviderUnavailable("what is reserved cannot be given back now")
    if current is not None and current.state is PaymentState.CANCELLED and current.failure == ORDER_CANCELLED:
        _cancel(context, payment)


def _cancel(context: PaymentContext, payment: Payment) -> None:
    """Refused when somebody was quicker: it is cancelled already, or its buyer has begun anew."""
    order = find_order(context.table, payment.targets[0].id)
    if order.payable and order.claim is None:
        try_update(context.table, cancelled_update(order, context.clock.now()))
