"""Cancelling an order whose buyer's money is reserved: given back first, and the order ends after (rule M11)."""

from shared.errors import AccountUnreachable, ProviderUnavailable
from shared.orders.model import Order
from shared.payments.capturing.moments import is_over
from shared.payments.capturing.releasing import Reserved, give_back
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.settling.reconciliation import ORDER_CANCELLED, act_on, end_unseen
from shared.payments.store import read_payment


def reserved_for(context: PaymentContext, order: Order) -> Payment | None:
    """The payment that has this order's money reserved."""
    payment = read_payment(context.table, order.claim) if order.claim else None
    return payment if payment is not None and payment.state is PaymentState.AUTHORIZED else None


def give_back_for(context: PaymentContext, payment: Payment, reason: str = ORDER_CANCELLED) -> None:
    """Give back what this payment has reserved, and record what became of it; a repeat goes on where a crash left off.

    Where the order's end is the reason, that is written with it: nobody can pay it in between. Raises ``Conflict``
    (``payment_pending``) while it is being captured, and the provider's errors; but for ``AccountUnreachable`` once it
    is over by the clock: then a cancelled order ends without the provider's word.
    """
    reserved = Reserved(payment.id, payment.session_id or "", payment.authorization_id or "", payment.account)
    try:
        after = give_back(context, reserved, reason)
    except AccountUnreachable:
        if reason != ORDER_CANCELLED or not is_over(payment, context.clock.now()):
            raise
        # Nobody wants the money, and we can take none of it any more: what its owner took there comes as surplus.
        end_unseen(context, payment)
    else:
        act_on(context, after)
    current = read_payment(context.table, payment.id)
    if current is not None and current.in_flight:
        raise ProviderUnavailable("what is reserved cannot be given back now")
