"""What the provider says of a charge, written down: paid, waiting, or refused and then the next method's turn."""

from dataclasses import dataclass, replace
from typing import Final

from shared.clock import rfc3339
from shared.payment_methods.model import Health, LinkedMethod, MerchantMethods
from shared.payment_methods.notices import notices
from shared.payment_methods.store import changed_update, read_methods
from shared.payments.charging.asking import tells_of
from shared.payments.charging.store import step_update
from shared.payments.context import ChargingContext
from shared.payments.model import Attempt, AttemptOutcome, Payment, PaymentState, Receipt
from shared.payments.settling.reconciliation import MERCHANT
from shared.payments.settling.settlement import settle
from shared.payments.store import read_payment
from shared.stripe_gateway.charges import Charge, ChargeState, MethodRefused, Refusal
from shared.stripe_gateway.port import PaidWith
from shared.table.attempt import try_update
from shared.table.port import TransactionFailed, Write

_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Why an attempt took nothing; ``health`` is what its method is from now on, ``None`` when it stays what it was."""

    outcome: AttemptOutcome
    code: str | None
    reason: str
    health: Health | None = None


def follow(context: ChargingContext, payment: Payment, charge: Charge, event_id: str | None = None) -> bool:
    """Bring the payment where the provider says that its charge is; whether there is more to be done at once.

    Money settles, whatever else is known. Anything else counts only of the payment's one intent (rule M14) and of its
    current attempt: news of an earlier one comes late, and changes nothing. False, too, when somebody else moved the
    payment on meanwhile: he goes on with it.
    """
    if charge.state is ChargeState.SUCCEEDED:
        settle(context, payment.id, _receipt(context, payment, charge), event_id)
        return True
    attempt = payment.attempts[-1]
    if not payment.in_flight or payment.charge_id not in (None, charge.intent_id) or attempt.outcome is not None:
        return False
    if not tells_of(charge, attempt):
        return False
    if charge.state is ChargeState.PROCESSING:
        _wait(context, payment, charge)
        return False
    return _record(context, payment, charge.intent_id, _verdict(charge))


def follow_not_tried(context: ChargingContext, payment: Payment, refused: MethodRefused) -> bool:
    """The provider did not try this method: nothing was taken; whether there is more to be done at once."""
    health = Health.DEAD if refused.gone else None
    verdict = _Verdict(AttemptOutcome.NOT_TRIED, refused.provider_code, refused.code, health)
    return _record(context, payment, None, verdict)


def follow_rejected(context: ChargingContext, payment: Payment, code: str) -> bool:
    """The provider takes this charge from no method; whether there is more to be done at once."""
    attempts = _ended(payment, _Verdict(AttemptOutcome.NOT_MADE, code, "rejected"))
    return try_update(context.table, step_update(payment, PaymentState.PENDING, context.clock.now(), attempts=attempts))


def _receipt(context: ChargingContext, payment: Payment, charge: Charge) -> Receipt:
    linked = read_methods(context.table, payment.merchant_id).methods
    used = next((method for method in linked if method.provider_id == charge.method_id), None)
    return Receipt(
        intent_id=charge.intent_id,
        session_id=None,
        amount=charge.received,
        currency=charge.currency,
        account=None,
        merchant_id=charge.metadata.get(MERCHANT),
        paid_with=PaidWith(used.brand or str(used.kind), used.last4) if used is not None else None,
        funds=charge.funds,
    )


def _wait(context: ChargingContext, payment: Payment, charge: Charge) -> None:
    """The result comes later, and nothing else may be tried until then."""
    if payment.state is PaymentState.PROCESSING:
        return
    now = context.clock.now()
    try_update(context.table, step_update(payment, PaymentState.PROCESSING, now, charge_id=charge.intent_id))


def _verdict(charge: Charge) -> _Verdict:
    refusal = charge.refusal
    if charge.state is ChargeState.CANCELLED or refusal is None:
        return _Verdict(AttemptOutcome.DECLINED, None, "cancelled")
    needs_owner = charge.state is ChargeState.NEEDS_ACTION or refusal.needs_authentication
    outcome = AttemptOutcome.REQUIRES_ACTION if needs_owner else AttemptOutcome.DECLINED
    return _Verdict(outcome, refusal.code, str(refusal.reason), _health(refusal))


def _health(refusal: Refusal) -> Health | None:
    return Health.UNUSABLE if refusal.hard else None


def _record(context: ChargingContext, payment: Payment, intent_id: str | None, verdict: _Verdict) -> bool:
    """The attempt's end, and the next method's turn if there is one; its method no longer in use, or not usable."""
    for _ in range(_ATTEMPTS):
        now = context.clock.now()
        methods = read_methods(context.table, payment.merchant_id)
        attempts = _ended(payment, verdict)
        after = _judged(methods, payment, verdict)
        following = _next(after, payment, attempts, verdict)
        if following is not None:
            attempts = (*attempts, _turn(following, attempts, rfc3339(now)))
            after = after.using(following.id, payment.id)
        charge_id = payment.charge_id or intent_id
        step = step_update(payment, PaymentState.PENDING, now, attempts=attempts, charge_id=charge_id)
        writes: list[Write] = [step]
        if after != methods:
            writes += [changed_update(methods, after), *notices(methods, after, now)]
        try:
            context.table.transact(writes)
        except TransactionFailed as refused:
            again = _still_at(context, payment) if 0 in refused.failed else payment
            if again is None:
                return False
            payment = again
        else:
            return True
    return False


def _still_at(context: ChargingContext, payment: Payment) -> Payment | None:
    """The payment as it stands, if its attempt is still the one whose result this is: another run may have left it."""
    current = read_payment(context.table, payment.id)
    if current is None or not current.in_flight or current.intent_id is not None:
        return None
    attempt = current.attempts[-1]
    return current if attempt.outcome is None and attempt.number == payment.attempts[-1].number else None


def _ended(payment: Payment, verdict: _Verdict) -> tuple[Attempt, ...]:
    done = replace(payment.attempts[-1], outcome=str(verdict.outcome), code=verdict.code, reason=verdict.reason)
    return (*payment.attempts[:-1], done)


def _judged(methods: MerchantMethods, payment: Payment, verdict: _Verdict) -> MerchantMethods:
    method_id = payment.attempts[-1].method_id
    after = methods.done_using(method_id, payment.id)
    if verdict.health is None:
        return after
    # What its owner may be told: a bank's own word, such as that it was stolen, is not for everybody with a key.
    return after.marked(method_id, verdict.health, verdict.reason)


def _next(
    methods: MerchantMethods, payment: Payment, attempts: tuple[Attempt, ...], verdict: _Verdict
) -> LinkedMethod | None:
    """The first that can be charged and had no turn yet; none where one was asked for, or the intent is closed."""
    if payment.method_id is not None or verdict.reason == "cancelled":
        return None
    tried = {attempt.method_id for attempt in attempts}
    return next((method for method in methods.usable if method.id not in tried), None)


def _turn(method: LinkedMethod, attempts: tuple[Attempt, ...], at: str) -> Attempt:
    return Attempt(attempts[-1].number + 1, method.id, method.provider_id, at)
