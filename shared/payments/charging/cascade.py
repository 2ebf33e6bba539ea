"""Going on with a charge from wherever its item says that it is: whoever asked for it, a webhook, or the repair job."""

from dataclasses import replace
from typing import Final

from shared.errors import (
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRejected,
    ProviderUnavailable,
)
from shared.payments.charging.asking import ask
from shared.payments.charging.ending import close_charge, finish
from shared.payments.charging.following import follow, follow_not_tried, follow_rejected
from shared.payments.charging.store import step_update
from shared.payments.context import ChargingContext
from shared.payments.model import Attempt, Payment, PaymentState
from shared.payments.store import read_payment
from shared.stripe_gateway.charges import MethodRefused
from shared.table.attempt import try_update

_STEPS: Final = 60
"""Each of the at most 20 methods has its turn, some under another key."""


def advance(context: ChargingContext, payment_id: str) -> Payment:
    """The payment as far as it can be brought now: ended, waiting for the provider, or of an unknown outcome.

    A definite refusal goes on with the next method; a time-out, a 5xx or ``processing`` never does (rule M5).
    Every step is stored before the provider is asked (M4), so a crash anywhere goes on with the next call.
    Raises ``NotFound``, and ``Busy`` when the settling lost too many races.
    """
    payment = _read(context, payment_id)
    for _ in range(_STEPS):
        if not payment.in_flight:
            return finish(context, payment)
        if not _step(context, payment):
            break
        payment = _read(context, payment_id)
    payment = _read(context, payment_id)
    return payment if payment.in_flight else finish(context, payment)


def _read(context: ChargingContext, payment_id: str) -> Payment:
    payment = read_payment(context.table, payment_id)
    if payment is None:
        raise NotFound("no such payment")
    return payment


def _step(context: ChargingContext, payment: Payment) -> bool:
    """One step; whether there is more to be done at once."""
    try:
        if payment.attempts[-1].outcome is not None:
            return _close(context, payment)
        charge = ask(context, payment)
        return True if charge is None else follow(context, payment, charge)
    except MethodRefused as refused:
        return follow_not_tried(context, payment, refused)
    except (ProviderRejected, InvalidRequest) as refused:
        return follow_rejected(context, payment, _code(refused))
    except (OutcomeUnknown, ProviderUnavailable):
        return _leave(context, payment, payment.attempts)
    except ProviderFailed:
        return _leave(context, payment, (*payment.attempts[:-1], _broken(payment.attempts[-1])))


def _close(context: ChargingContext, payment: Payment) -> bool:
    try:
        return close_charge(context, payment) or _leave(context, payment, payment.attempts)
    except ProviderRejected:
        return _leave(context, payment, payment.attempts)


def _code(refused: ProviderRejected | InvalidRequest) -> str:
    provider_code = refused.provider_code if isinstance(refused, ProviderRejected) else None
    return provider_code or refused.code


def _broken(attempt: Attempt) -> Attempt:
    return replace(attempt, broken=attempt.broken + 1)


def _leave(context: ChargingContext, payment: Payment, attempts: tuple[Attempt, ...]) -> bool:
    """Nobody knows what came of it: the repair job asks, and until then nothing else may be tried."""
    state = PaymentState.PROCESSING if payment.state is PaymentState.PROCESSING else PaymentState.UNKNOWN
    try_update(context.table, step_update(payment, state, context.clock.now(), attempts=attempts))
    return False
