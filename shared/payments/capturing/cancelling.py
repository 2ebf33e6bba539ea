"""Cancelling an order whose buyer's money is reserved: given back first, and the order ends after (rule M11)."""

from shared.errors import ProviderUnavailable
from shared.orders.model import Order
from shared.payments.capturing.releasing import Reserved, give_back
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.settling.reconciliation import ORDER_CANCELLED, act_on
from shared.payments.store import read_payment


def reserved_for(context: PaymentContext, order: Order) -> Payment | None:
    """The payment that has this order's money reserved."""
    payment = read_payment(context.table, order.claim) if order.claim else None
    return payment if payment is not None and payment.state is PaymentState.AUTHORIZED else None


def give_back_for(context: PaymentContext, payment: Payment, reason: str = ORDER_CANCELLED) -> None:
    """Give back what this payment has reserved, and record what became of it; a repeat goes on where a crash left off.

    Where the order's end is the reason, that is written with it: nobody can pay it in between. Raises ``Conflict``
    (``payment_pending``) while it is being captured, and the provider's errors.
    """
    reserved = Reserved(payment.id, payment.session_id or "", payment.authorization_id or "", payment.account)
    act_on(context, give_back(context, reserved, reason))
    current = read_payment(context.table, payment.id)
    if current is not None and current.in_flight:
        raise ProviderUnavailable("what is reserved cannot be given back now")
