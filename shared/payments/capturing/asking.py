"""Capturing what is reserved for an order: said first, then asked of the provider, then settled like any money."""

from typing import Final

from shared.errors import (
    Busy,
    Conflict,
    FieldError,
    InvalidRequest,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRejected,
    ProviderUnavailable,
)
from shared.orders.model import Order
from shared.orders.reserving import capture_refused_update as refused_order_update
from shared.orders.store import find_order
from shared.payments.capturing.store import capture_refused_update, capture_update, next_capture_update
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.settling.reconciliation import look
from shared.payments.store import read_payment
from shared.stripe_gateway.amounts import to_stripe
from shared.stripe_gateway.port import CaptureRequest, SessionState
from shared.table.attempt import try_update
from shared.table.port import TransactionFailed

_ATTEMPTS: Final = 8


def capture_order(context: PaymentContext, merchant_id: str, order_id: str, amount: int | None) -> Order:
    """The order, paid with ``amount`` minor units of what is reserved for it, or with all; pending while that is open.

    A repeat gets the same. What is asked is stored before the provider is asked: it goes on by itself after a crash, or
    where the provider gave no certain answer (rules M4, M5). Raises ``NotFound``; ``InvalidRequest`` for more than is
    reserved, and for less than the provider takes; ``ProviderRejected`` when it refused: nothing is taken, and all is
    reserved as before; ``Conflict``: ``already_captured`` (another amount), ``not_authorized``,
    ``authorization_lapsed``, ``payment_pending``, ``order_paid`` (otherwise), ``order_cancelled``.
    """
    for _ in range(_ATTEMPTS):
        order = find_order(context.table, order_id, merchant_id)
        if order.closed_because is not None:
            return _settled(context, order, amount)
        payment = _reserved(context, order)
        wanted = payment.amount if amount is None else amount
        if payment.capture_amount is None:
            _must_be_possible(payment, wanted)
            # Refused when it is captured, given back or lapsed meanwhile: the next read tells.
            try_update(context.table, capture_update(payment, wanted, context.clock.now()))
            continue
        if payment.capture_amount != wanted:
            raise _other_amount()
        if not go_on(context, payment):
            return find_order(context.table, order_id)
    raise Busy("the order is being changed, try again")


def go_on(context: PaymentContext, payment: Payment) -> bool:
    """Ask for what was stored; whether it came to an end, which the table tells. False where nobody knows yet.

    Raises ``ProviderRejected`` when the provider would take nothing while it still has the money reserved.
    """
    try:
        context.gateway.capture(_request(payment))
    except (OutcomeUnknown, ProviderUnavailable):
        return False
    except ProviderFailed:
        return _after_failure(context, payment)
    except ProviderRejected as refused:
        return _after_refusal(context, payment, refused)
    return _look(context, payment) is SessionState.PAID


def _after_failure(context: PaymentContext, payment: Payment) -> bool:
    over = _is_over(_look(context, payment))
    if not over:
        # Also where the look told nothing: the old key only repeats the failure, and twice can it not be captured.
        try_update(context.table, next_capture_update(payment))
    return over


def _after_refusal(context: PaymentContext, payment: Payment, refused: ProviderRejected) -> bool:
    state = _look(context, payment)
    if state is SessionState.AUTHORIZED:
        _put_back(context, payment)
        raise refused
    return _is_over(state)


def _put_back(context: PaymentContext, payment: Payment) -> None:
    """All of it is reserved as before; the order says so: who asked may have gone with a 202."""
    now = context.clock.now()
    order_says = refused_order_update(payment.targets[0].id, payment.id, payment.due, now)
    try:
        context.table.transact([capture_refused_update(payment, now), order_says])
    except TransactionFailed:
        return  # Something else became of it meanwhile, which tells of itself.


def _is_over(state: SessionState | None) -> bool:
    return state not in (None, SessionState.AUTHORIZED, SessionState.PROCESSING)


def _look(context: PaymentContext, payment: Payment) -> SessionState | None:
    """What is there now, and recorded; ``None`` when the provider does not say: the schedule asks again."""
    try:
        return look(context, payment.session_id or "", payment.account)
    except (OutcomeUnknown, ProviderUnavailable, ProviderFailed):
        return None


def _request(payment: Payment) -> CaptureRequest:
    return CaptureRequest(
        key=f"pay:{payment.id}:capture:{payment.capture_attempt}",
        account=payment.account,
        intent_id=payment.authorization_id or "",
        amount=payment.due,
        currency=payment.currency,
    )


def _reserved(context: PaymentContext, order: Order) -> Payment:
    """The payment that has the order's money reserved; looked for at the provider where nobody has told of it yet."""
    payment = read_payment(context.table, order.claim) if order.claim else None
    if payment is None or not payment.in_flight:
        told = "authorization_lapsed" if order.lapsed_at else "not_authorized"
        raise Conflict("no money is reserved for the order", code=told)
    if payment.state is not PaymentState.AUTHORIZED:
        if payment.session_id is not None and payment.two_stage:
            look(context, payment.session_id, payment.account)
            payment = read_payment(context.table, payment.id) or payment
        if payment.in_flight and payment.state is not PaymentState.AUTHORIZED:
            submitted = payment.state is not PaymentState.PENDING or not payment.two_stage
            raise Conflict("no money is reserved for the order", code=_unreserved(order, submitted=submitted))
        if not payment.in_flight:
            raise Busy("the order is being changed, try again")
    if payment.releasing is not None:
        raise Conflict("what is reserved is being given back", code="payment_pending")
    return payment


def _unreserved(order: Order, *, submitted: bool) -> str:
    return "payment_pending" if submitted and order.awaits_money else "not_authorized"


def _must_be_possible(payment: Payment, amount: int) -> None:
    if amount > payment.amount:
        error = FieldError("amount", "more_than_authorized", f"at most {payment.amount} is reserved")
        raise InvalidRequest("the request is not valid", errors=[error])
    to_stripe(amount, payment.currency)


def _settled(context: PaymentContext, order: Order, amount: int | None) -> Order:
    """The order of a repeat: paid by a capture, and of that very amount."""
    payment = read_payment(context.table, order.paid_by) if order.paid_by else None
    if payment is None or payment.authorization_id is None:
        raise order.refusal()
    if payment.due != (payment.amount if amount is None else amount):
        raise _other_amount()
    return order


def _other_amount() -> Conflict:
    return Conflict("another amount was captured, or is being", code="already_captured")
