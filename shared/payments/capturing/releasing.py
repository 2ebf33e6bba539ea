"""Giving back what is reserved: said first, then done at the provider, so that nothing is taken of it meanwhile."""

from dataclasses import dataclass

from shared.errors import Busy, Conflict, ProviderRejected
from shared.payments.capturing.store import releasing_update
from shared.payments.context import PaymentContext
from shared.payments.model import Payment
from shared.payments.store import read_payment
from shared.stripe_gateway.port import CheckoutSession
from shared.table.attempt import try_update


@dataclass(frozen=True, slots=True)
class Reserved:
    """Where it is at the provider."""

    payment_id: str
    session_id: str
    intent_id: str
    account: str | None


def give_back(context: PaymentContext, reserved: Reserved, reason: str) -> CheckoutSession:
    """The session as it stands after its authorization was cancelled at the provider; that is for its caller to record.

    What holds the claim is marked before, so that it can be captured no more. Raises ``Conflict``
    (``payment_pending``) when it is being captured, and the provider's errors: calling again goes on.
    """
    payment = read_payment(context.table, reserved.payment_id)
    looks = 0
    if payment is not None and payment.in_flight and payment.session_id in (None, reserved.session_id):
        _mark(context, payment, reason)
        looks = payment.looks
    try:
        # Another key at each look: what broke would be repeated under the same one for a day.
        key = f"pay:{reserved.payment_id}:release:{reserved.intent_id}:{looks}"
        context.gateway.cancel_authorization(reserved.intent_id, reserved.account, key)
    except ProviderRejected:
        pass  # It is reserved no more: the look tells what became of it.
    return context.gateway.retrieve_session(reserved.session_id, reserved.account)


def _mark(context: PaymentContext, payment: Payment, reason: str) -> None:
    if payment.releasing is not None or try_update(
        context.table, releasing_update(payment, reason, context.clock.now())
    ):
        return
    current = read_payment(context.table, payment.id)
    if current is None or not current.in_flight or current.releasing is not None:
        return
    if current.capture_amount is not None:
        raise Conflict("what is reserved is being captured", code="payment_pending")
    raise Busy("the payment is being changed, try again")
