"""Asking the provider what a hosted checkout has come to, and bringing the payment to its true end.

Webhooks, the repair job, voiding and expiry all end here: a message only triggers the look, it is never believed.
"""

from shared.errors import Busy
from shared.links.model import CLOSED, PaymentLink
from shared.links.store import closed_update, failed_update, read_link
from shared.payables.kinds import find_payable, kind_of
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState, Receipt
from shared.payments.settling.release import end_payment
from shared.payments.settling.settlement import Settlement, settle
from shared.payments.store import processing_update, read_payment
from shared.stripe_gateway.port import CheckoutSession, Decline, SessionState
from shared.table.attempt import try_update
from shared.table.port import TransactionFailed, Write

DEPLOYMENT = "orderpay_deployment"
PAYMENT = "orderpay_payment"
MERCHANT = "orderpay_merchant"


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
    if payment is not None and payment.in_flight and payment.session_id in (None, session.id):
        _follow(context, payment, session)
    return session.state


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
    if session.state is SessionState.PROCESSING:
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


def _end(context: PaymentContext, payment: Payment, session_id: str, state: PaymentState) -> None:
    if not end_payment(context, payment, state, session_id=session_id, reason=f"session_{state}"):
        current = read_payment(context.table, payment.id)
        if current is not None and current.in_flight:
            raise Busy("the payment is being changed, try again")
    if payment.link_id:
        finish_closing(context, payment.link_id)
