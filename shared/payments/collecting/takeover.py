"""Taking a claim over from an open checkout that nobody has submitted (rule M11)."""

from typing import Final, TypeVar, cast

from shared.errors import Conflict, NotFound
from shared.payables.kinds import kind_of
from shared.payables.model import Payable
from shared.payments.context import PaymentContext
from shared.payments.model import Means, PaymentState
from shared.payments.settling.reconciliation import act_on
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment

_ATTEMPTS: Final = 3


P = TypeVar("P", bound=Payable)


def free_of_claims(context: PaymentContext, payable: P) -> P:
    """It as it stands once no payment may collect for it, its open checkout closed at the provider first.

    The caller's own write must still hold on the absence of a claim: a buyer may press the button again meanwhile.
    Raises ``Conflict``: ``payment_pending`` when a payment is on its way or its outcome unknown (rule M5),
    ``order_paid`` and the like when the provider says that the buyer was quicker, ``order_cancelled``.
    """
    for _ in range(_ATTEMPTS):
        if not payable.payable:
            raise payable.refusal()
        if payable.claim is None:
            return payable
        close_claim(context, payable.claim, payable.id)
        payable = _again(context, payable)
    raise _pending(payable.id)


def _again(context: PaymentContext, payable: P) -> P:
    kind = kind_of(payable.id)
    item = context.table.get(kind.key(payable.id))
    if item is None:
        raise NotFound(f"no such {kind.noun}")
    return cast("P", kind.read(item))  # An id names one kind.


def _pending(payable_id: str) -> Conflict:
    return Conflict(f"a payment for this {kind_of(payable_id).noun} is on its way", code="payment_pending")


def close_claim(context: PaymentContext, payment_id: str, payable_id: str) -> None:
    """End a payment that nobody has submitted, its checkout closed at the provider first, and free all that it claims.

    What that has come to stands in the table. Raises ``Conflict`` (``payment_pending``) when it is on its way, or its
    outcome unknown.
    """
    payment = read_payment(context.table, payment_id)
    if payment is None or not payment.in_flight:
        return  # It has just ended: the next read tells.
    if payment.state is not PaymentState.PENDING or payment.means is Means.SAVED_METHOD:
        raise _pending(payable_id)
    if payment.session_id is None:
        end_payment(context, payment, PaymentState.CANCELLED, reason="taken_over")
    else:
        act_on(context, context.gateway.expire_session(payment.session_id, payment.account))
