"""Ending a payment that collected nothing, and giving its claim back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from shared.errors import Busy
from shared.payables.kinds import kind_of
from shared.payments.context import PaymentContext
from shared.payments.model import Means, Payment, PaymentState
from shared.payments.store import end_update
from shared.table.port import TransactionFailed, Update, Write

_ATTEMPTS: Final = 5


def end_payment(
    context: PaymentContext,
    payment: Payment,
    state: PaymentState,
    *,
    reason: str,
    session_id: str | None = None,
    also: Sequence[Write] = (),
    free: Callable[[str, str, datetime], Update] | None = None,
) -> bool:
    """Record the end and free what this payment still claims, together.

    Only for what is certain: the provider's own word about ``session_id``, or (``None``) a payment that never got a
    session, or a charge whose intent is closed. ``also`` is written with it: what can be refused only where the end is.
    ``free`` gives a claim back otherwise than its kind does.
    False when the payment had ended or got another session meanwhile: look again.
    """
    claims = [target.id for target in payment.targets]
    for _ in range(_ATTEMPTS):
        writes: list[Write] = [end_update(payment, state, reason, session_id), *also]
        now = context.clock.now()
        writes += [free(each, payment.id, now) if free else _freed(payment, each, now) for each in claims]
        try:
            context.table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return False
            # What is claimed by another payment, or by none, is left as it is.
            claims = [each for place, each in enumerate(claims, start=1 + len(also)) if place not in refused.failed]
        else:
            return True
    raise Busy("the payment is being changed, try again")


def _freed(payment: Payment, payable_id: str, at: datetime) -> Update:
    kind = kind_of(payable_id)
    free = kind.declined if payment.means is Means.SAVED_METHOD else kind.release
    return free(payable_id, payment.id, at)
