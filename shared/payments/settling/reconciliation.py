"""Asking the provider what a hosted checkout has come to, and bringing the payment to its true end.

Webhooks, the repair job, voiding and expiry all end here: a message only triggers the look, it is never believed.
"""

from collections.abc import Callable
from datetime import datetime

from shared.errors import Busy, ProviderUnavailable
from shared.links.model import CLOSED, PaymentLink
from shared.links.store import closed_update, failed_update, read_link
from shared.orders.reserving import given_back_update, lapsed_update
from shared.payables.kinds import find_payable, kind_of
from shared.payments.capturing.authorizing import record_authorization
from shared.payments.capturing.releasing import Reserved, give_back
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState, Receipt
from shared.payments.settling.release import end_payment
from shared.payments.settling.settlement import Settlement, settle
from shared.payments.store import processing_update, read_payment
from shared.stripe_gateway.port import CheckoutSession, Decline, SessionState
from shared.table.attempt import try_update
from shared.table.port import TransactionFailed, Update, Write

DEPLOYMENT = "orderpay_deployment"
PAYMENT = "orderpay_payment"
MERCHANT = "orderpay_merchant"
LAPSED = "authorization_lapsed"
UNSEEN = "account_unreachable"
ORDER_CANCELLED = "order_cancelled"


def look(
    context: PaymentContext, session_id: str, account: str | None, event_id: str | None = None
) -> SessionState | None:
    """Read the session on its account at the provider and act on it; ``None`` when it is not ours (rule M3)."""
    return act_on(context, context.gateway.retrieve_session(session_id, account), event_id)


def act_on(context: PaymentContext, session: CheckoutSession, event_id: str | None = None) -> SessionState | None:
    """Bring the payment that this session belongs to where the provider says it is.

    ``None`` when it is not ours: without our metadata, or on another account than the payment. Whoever holds an account
    can write any metadata there.
    """
    payment_id = session.metadata.get(PAYMENT)
    if payment_id is None or session.metadata.get(DEPLOYMENT) != context.deployment_id:
        return None
    if session.state is SessionState.PAID:
        settled = settle(context, payment_id, _receipt(session), event_id)
        return None if settled is Settlement.FOREIGN else session.state
    payment = read_payment(context.table, payment_id)
    if (payment.account if payment else None) != session.account:
        return None
    if session.state is SessionState.AUTHORIZED:
        return _authorized(context, payment_id, session)
    if payment is not None and payment.in_flight and payment.session_id in (None, session.id):
        _follow(context, payment, session)
    return session.state


def _authorized(context: PaymentContext, payment_id: str, session: CheckoutSession) -> SessionState | None:
    """Record what is reserved; what nobody wants is given back at once, and no money is taken."""
    reason = record_authorization(context, payment_id, session)
    if reason is None:
        return session.state
    reserved = Reserved(payment_id, session.id, session.intent_id or "", session.account)
    after = give_back(context, reserved, reason)
    if after.state is SessionState.AUTHORIZED:
        raise ProviderUnavailable("what is reserved cannot be given back now")
    return act_on(context, after)


def _receipt(session: CheckoutSession) -> Receipt:
    return Receipt(
        intent_id=session.intent_id or session.id,
        session_id=session.id,
        amount=session.received,
        currency=session.currency,
        account=session.account,
        merchant_id=session.metadata.get(MERCHANT),
        paid_with=session.paid_with,
        buyer_email=session.buyer_email,
        funds=session.funds,
    )


def _follow(context: PaymentContext, payment: Payment, session: CheckoutSession) -> None:
    """What a checkout that is not paid does to its payment."""
    if session.decline is not None and payment.link_id is not None:
        _note_failure(context, payment.link_id, session.decline)
    if payment.state is PaymentState.AUTHORIZED or payment.releasing is not None:
        _follow_authorized(context, payment, session)
    elif session.state is SessionState.PROCESSING:
        _mark_processing(context, payment, session.id)
    elif session.state is SessionState.FAILED:
        _end(context, payment, session.id, PaymentState.FAILED)
    elif session.state is SessionState.EXPIRED:
        _end(context, payment, session.id, PaymentState.CANCELLED)


def _note_failure(context: PaymentContext, link_id: str, decline: Decline) -> None:
    """For the buyer, who may try again, and for the history. Refused when it is noted already, or the link is gone."""
    failed = failed_update(link_id, decline.reason, decline.attempt, context.clock.now())
    try_update(context.table, failed)


def finish_closing(context: PaymentContext, link_id: str) -> None:
    """Write the end of a link whose closing has begun, if no payment of it is in flight any more.

    While the link is ``voiding`` no new payment can claim its target, so none can appear after this look.
    """
    link = read_link(context.table, link_id)
    if (
        link is None
        or link.closing_to is None
        or link.status in CLOSED
        or collecting_payment(context, link) is not None
    ):
        return
    write_end(context, link)


def write_end(context: PaymentContext, link: PaymentLink) -> None:
    """The end of a link whose closing had begun before it was seen that no payment of it is in flight."""
    if link.closing_to is None:
        return
    end: list[Write] = [closed_update(link, link.closing_to, context.clock.now())]
    pointer = kind_of(link.target_id).unlinked(link.target_id, link.id)
    for writes in ([*end, pointer], end):
        try:
            context.table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return  # Another run wrote the end.
        else:
            return


def collecting_payment(context: PaymentContext, link: PaymentLink) -> Payment | None:
    """The payment of this very link that holds its target's claim and may still collect."""
    claim = find_payable(context.table, link.target_id).claim
    payment = read_payment(context.table, claim) if claim else None
    return payment if payment is not None and payment.link_id == link.id and payment.in_flight else None


def _mark_processing(context: PaymentContext, payment: Payment, session_id: str) -> None:
    if payment.state is PaymentState.PROCESSING:
        return
    writes: list[Write] = [processing_update(payment.id, session_id)]
    writes += [kind_of(target.id).pending(target.id, payment.id) for target in payment.targets]
    try:
        context.table.transact(writes)
    except TransactionFailed as refused:
        current = read_payment(context.table, payment.id)
        if current is not None and current.state in (PaymentState.PENDING, PaymentState.UNKNOWN):
            raise Busy("the payment is being changed, try again") from refused
        # Another look, at the same moment, has seen as much or more.


def _follow_authorized(context: PaymentContext, payment: Payment, session: CheckoutSession) -> None:
    """What was reserved is so no more: given back at our word, or lapsed; what is being captured goes on."""
    if session.state in (SessionState.PROCESSING, SessionState.OPEN):
        return
    if payment.releasing is not None:
        free = given_back_update if payment.releasing == ORDER_CANCELLED else None
        _end(context, payment, session.id, PaymentState.CANCELLED, payment.releasing, free)
    else:
        _end(context, payment, session.id, PaymentState.CANCELLED, LAPSED, lapsed_update)


def end_unseen(context: PaymentContext, payment: Payment) -> None:
    """End a reservation of a cancelled order, and the order with it, where the provider lets us see it no more."""
    _end(context, payment, payment.session_id or "", PaymentState.CANCELLED, UNSEEN, given_back_update)


def _end(
    context: PaymentContext,
    payment: Payment,
    session_id: str,
    state: PaymentState,
    reason: str | None = None,
    free: Callable[[str, str, datetime], Update] | None = None,
) -> None:
    told = reason or f"session_{state}"
    if not end_payment(context, payment, state, session_id=session_id, reason=told, free=free):
        current = read_payment(context.table, payment.id)
        if current is not None and current.in_flight:
            raise Busy("the payment is being changed, try again")
    if payment.link_id:
        finish_closing(context, payment.link_id)
