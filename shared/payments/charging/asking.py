"""Asking the provider for the attempt that a charge is at: the same key each time, until it is certain what came of it.

A time-out leaves the attempt where it is (rule M5): the same call again tells. A 5xx is kept under its key and repeated
(https://docs.stripe.com/api/idempotent_requests), as anything is for a day; so after either the provider's list comes
first, and only what it does not know is asked for under another key.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shared.clock import parse_rfc3339, rfc3339
from shared.errors import ProviderFailed, ProviderRejected, ProviderUnavailable
from shared.payments.charging.store import step_update
from shared.payments.context import ChargingContext
from shared.payments.model import Attempt, AttemptOutcome, Payment, PaymentState
from shared.payments.settling.reconciliation import DEPLOYMENT, MERCHANT, PAYMENT
from shared.stripe_gateway.charges import Charge, ChargeRequest, ChargeState, charge_key
from shared.table.attempt import try_update

_ANSWERED_WITHIN: Final = timedelta(minutes=5)
"""No call of ours runs for longer: who finds an older attempt unanswered cannot take it for one in the making."""

_KEYS_KEPT: Final = timedelta(hours=23)
"""Stripe keeps a key for at least 24 hours."""

_CLOCKS: Final = timedelta(minutes=5)
"""By how much the provider's clock and ours may differ."""

_MOST_BROKEN: Final = 3

_CERTAIN: Final = frozenset({ChargeState.SUCCEEDED, ChargeState.PROCESSING, ChargeState.CANCELLED})


def ask(context: ChargingContext, payment: Payment) -> Charge | None:
    """What the provider says of the current attempt; ``None`` when the payment has to be read again first.

    Raises what :class:`~shared.stripe_gateway.charges.ChargeGateway` raises.
    """
    attempt, now = payment.attempts[-1], context.clock.now()
    age = now - parse_rfc3339(attempt.begun_at)
    if payment.state is PaymentState.PENDING and age < _ANSWERED_WITHIN:
        return _send(context, payment, attempt)
    known = _look(context, payment, now)
    if known is not None and tells_of(known, attempt):
        return known
    if attempt.broken or age > _KEYS_KEPT or (known is not None and payment.charge_id is None):
        _under_another_key(context, payment, known, now)
        return None
    return _send(context, payment, attempt)


def tells_of(charge: Charge, attempt: Attempt) -> bool:
    """Whether the charge's state is that attempt's result, and not an earlier one's."""
    return charge.state in _CERTAIN or (
        charge.state is not ChargeState.IDLE and charge.method_id == attempt.provider_id
    )


def _look(context: ChargingContext, payment: Payment, now: datetime) -> Charge | None:
    try:
        if payment.charge_id is not None:
            return context.charges.retrieve_charge(payment.charge_id)
        since, until = payment.created_at - _CLOCKS, now + _CLOCKS
        # Another deployment's, of which this one may be a copy, is none of ours (rule M3).
        marks = {DEPLOYMENT: context.deployment_id, PAYMENT: payment.id}
        return context.charges.find_charge(marks, since, until, payment.customer_id)
    except (ProviderFailed, ProviderRejected) as error:
        # Of the attempt it says nothing: not that it broke, nor that it was refused.
        raise ProviderUnavailable("the charge cannot be looked at now") from error


def _under_another_key(context: ChargingContext, payment: Payment, known: Charge | None, now: datetime) -> None:
    """The provider certainly did not try: once more, as often as it makes sense; stored before it is asked (M4)."""
    attempt = payment.attempts[-1]
    if attempt.broken >= _MOST_BROKEN:
        again = replace(attempt, outcome=AttemptOutcome.NOT_MADE, reason="provider_failed")
    else:
        again = replace(attempt, number=attempt.number + 1, begun_at=rfc3339(now))
    attempts = (*payment.attempts[:-1], again)
    charge_id = known.intent_id if known else None
    try_update(context.table, step_update(payment, PaymentState.PENDING, now, attempts=attempts, charge_id=charge_id))


def _send(context: ChargingContext, payment: Payment, attempt: Attempt) -> Charge:
    key = charge_key(payment.id, attempt.number, attempt.provider_id)
    if payment.charge_id is not None:
        return context.charges.confirm_charge(payment.charge_id, attempt.provider_id, key)
    return context.charges.create_charge(
        ChargeRequest(
            key=key,
            amount=payment.amount,
            currency=payment.currency,
            customer_id=payment.customer_id or "",
            method_id=attempt.provider_id,
            description=payment.description or "",
            metadata={
                DEPLOYMENT: context.deployment_id,
                PAYMENT: payment.id,
                MERCHANT: payment.merchant_id,
            },
        )
    )
