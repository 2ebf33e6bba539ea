"""A buyer's money that the provider has reserved: recorded for its order, or found to be wanted by nobody."""

from typing import Final

from shared.errors import Busy, NotFound
from shared.links.store import find_link, still_open
from shared.orders.reserving import authorized_update
from shared.orders.store import OrderVersion, find_order
from shared.payments.capturing.moments import LEAST
from shared.payments.capturing.store import authorized_update as payment_authorized_update
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.store import read_payment
from shared.stripe_gateway.port import CheckoutSession
from shared.table.port import TransactionFailed, Write

_ATTEMPTS: Final = 8


def record_authorization(context: PaymentContext, payment_id: str, session: CheckoutSession) -> str | None:
    """Record what is reserved under this session, once; why nobody wants it, if so: it is then to be given back.

    One transaction: payment, order, and that its link still stands (rule M8). No money has come: nothing is settled.
    Raises ``Busy`` when too many other writers were in the way.
    """
    for _ in range(_ATTEMPTS):
        payment = read_payment(context.table, payment_id)
        if payment is None:
            return "unknown_payment"
        if _is_recorded(payment, session):
            return None
        try:
            writes = _writes(context, payment, session)
        except NotFound:
            return "target_gone"
        if isinstance(writes, str):
            return writes
        try:
            context.table.transact(writes)
        except TransactionFailed:
            continue
        return None
    raise Busy("the payment is being changed, try again")


def _is_recorded(payment: Payment, session: CheckoutSession) -> bool:
    """Whoever has it taken, or given back, goes on with that."""
    return payment.state is PaymentState.AUTHORIZED and payment.authorization_id == session.intent_id


def _writes(context: PaymentContext, payment: Payment, session: CheckoutSession) -> list[Write] | str:
    """What records it; or why it is not wanted."""
    if (reason := _does_not_fit(payment, session)) is not None:
        return reason
    (target,) = payment.targets
    order, link = find_order(context.table, target.id), find_link(context.table, payment.link_id or "")
    if order.closed_because is not None:
        return order.closed_because
    if (order.claim, order.amount_version) != (payment.id, target.version):
        return "claim_lost"
    if link.status != "open":
        return f"link_{link.status}"
    now = context.clock.now()
    until = session.capture_before or now + LEAST
    version = OrderVersion(order.id, order.merchant_id, target.version)
    return [
        payment_authorized_update(payment, session, now, until),
        authorized_update(version, payment.id, session.authorized, now, until),
        still_open(link.id),
    ]


def _does_not_fit(payment: Payment, session: CheckoutSession) -> str | None:
    if payment.releasing is not None:
        return payment.releasing
    if not payment.in_flight:
        return f"payment_{payment.state}"
    if payment.session_id not in (None, session.id):
        return "other_session"
    if not payment.two_stage or payment.link_id is None:
        return "not_two_stage"
    if (payment.amount, payment.currency) != (session.authorized, session.currency):
        return "amount_mismatch"
    return None
