"""Opening the hosted checkout of a payment that is already stored (rules M4, M5, M8)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shared.errors import Conflict, OutcomeUnknown, ProviderFailed, ProviderRejected
from shared.links.store import still_open
from shared.merchants.stripe_account.store import still_charging
from shared.payables.kinds import is_claimed
from shared.payments.connecting.looking import look_after_refusal
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment, session_update, unknown_update
from shared.stripe_gateway.port import CheckoutRequest, CheckoutSession
from shared.table.attempt import try_update
from shared.table.port import TransactionFailed, Write

SHORTEST_SESSION: Final = timedelta(minutes=35)
LONGEST_SESSION: Final = timedelta(hours=23, minutes=55)
"""The provider takes 30 minutes to 24 hours from its own now; both with a margin for ours."""

LEAST_TO_OPEN: Final = timedelta(minutes=31)
"""The provider takes no session that would end within 30 minutes; what is stored with less left is never opened."""


def session_end(now: datetime, latest: datetime) -> datetime:
    """When a session that is opened now should end: with its link, as far as the provider allows."""
    return max(now + SHORTEST_SESSION, min(latest, now + LONGEST_SESSION))


def can_open(payment: Payment, now: datetime) -> bool:
    """Whether the provider would still take the stored parameters of a payment that has no session yet."""
    return payment.session_expires_at is not None and now < payment.session_expires_at - LEAST_TO_OPEN


def may_begin(payment: Payment) -> list[Write]:
    """What has to hold beside the claims when a payment is stored: its account is not being disconnected."""
    return [still_charging(payment.merchant_id, payment.account)] if payment.account else []


def open_checkout(context: PaymentContext, payment: Payment) -> Payment:
    """The payment with its session's URL, which is handed out only while link and claim still stand.

    The same stored parameters and key every time, so a crash or a second tab gets the same session. Raises ``Conflict``
    when the payment ended meanwhile (the session is closed again), ``OutcomeUnknown`` when the provider did not answer
    (the payment is then ``unknown``), ``ProviderRejected`` when it refused (the payment has then failed; a
    merchant's own account is looked at, so that the next one goes where it can be paid),
    ``ProviderFailed`` when it broke (the payment is then cancelled: its key only repeats the failure, and a session
    whose URL nobody has takes no money).
    """
    try:
        session = context.gateway.create_session(_parameters(context, payment))
    except OutcomeUnknown:
        # Refused when it moved on: someone else's call was answered.
        try_update(context.table, unknown_update(payment.id))
        raise
    except ProviderRejected as error:
        end_payment(context, payment, PaymentState.FAILED, reason=error.provider_code or error.code)
        if payment.account is not None:
            look_after_refusal(context, payment.account)
        raise
    except ProviderFailed as error:
        end_payment(context, payment, PaymentState.CANCELLED, reason=error.code)
        raise
    return _keep(context, payment, session)


def resume_checkout(context: PaymentContext, payment: Payment) -> Payment:
    """The payment as it stands, its hosted page opened if it never was."""
    if not payment.in_flight or payment.session_id is not None:
        return payment
    try:
        return open_checkout(context, payment)
    except OutcomeUnknown:
        return replace(payment, state=PaymentState.UNKNOWN)


def _parameters(context: PaymentContext, payment: Payment) -> CheckoutRequest:
    stored = (payment.description, payment.return_url, payment.cancel_url, payment.session_expires_at)
    if None in stored:
        raise Conflict("the payment has no hosted checkout", code="not_a_checkout")
    return CheckoutRequest(
        key=payment.idempotency_key,
        account=payment.account,
        amount=payment.amount,
        currency=payment.currency,
        description=payment.description or "",
        success_url=payment.return_url or "",
        cancel_url=payment.cancel_url or "",
        expires_at=payment.session_expires_at or payment.created_at,
        metadata={
            "orderpay_deployment": context.deployment_id,
            "orderpay_payment": payment.id,
            "orderpay_merchant": payment.merchant_id,
        },
        method_kind=payment.method_kind,
        two_stage=bool(payment.two_stage),
    )


def _keep(context: PaymentContext, payment: Payment, session: CheckoutSession) -> Payment:
    writes: list[Write] = [session_update(payment, session.id, session.url), *_guards(payment)]
    try:
        context.table.transact(writes)
    except TransactionFailed as refused:
        current = read_payment(context.table, payment.id)
        if 0 in refused.failed and current is not None and current.in_flight and current.session_id == session.id:
            return current
        context.gateway.expire_session(session.id, payment.account)
        raise Conflict("the payment was closed meanwhile", code="payment_closed") from refused
    return replace(payment, state=PaymentState.PENDING, session_id=session.id, checkout_url=session.url)


def _guards(payment: Payment) -> list[Write]:
    guards: list[Write] = [is_claimed(target.id, payment.id) for target in payment.targets]
    return [*guards, still_open(payment.link_id)] if payment.link_id else guards
