"""Voiding and expiring a payment link: first close the provider's session, then write the end (rule M8)."""

from datetime import timedelta
from typing import Final

from shared.errors import Busy, Conflict
from shared.links.model import CLOSED, Closing, LinkStatus, PaymentLink
from shared.links.store import closing_update, find_link
from shared.payments.context import PaymentContext
from shared.payments.model import PaymentState
from shared.payments.settling.reconciliation import act_on, collecting_payment, finish_closing, write_end
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment
from shared.table.attempt import try_update

_ATTEMPTS: Final = 5
_RETRY_AFTER: Final = timedelta(minutes=1)


def close_link(context: PaymentContext, link: PaymentLink, closing: Closing) -> PaymentLink:
    """The link, void or expired, so that nobody can pay it; calling again goes on where a crash left off.

    Raises ``Conflict``: ``link_paid`` when the money was quicker, ``payment_pending`` when a buyer has submitted and
    the provider is still waiting: the link stays ``voiding`` and ends with that payment. Provider errors leave it
    ``voiding`` too; the schedule goes on.
    """
    for _ in range(_ATTEMPTS):
        if link.status in CLOSED:
            return link
        if link.status is LinkStatus.PAID:
            raise Conflict("the payment link has been paid", code="link_paid")
        if link.status is LinkStatus.OPEN:
            # Refused when it was paid or closed meanwhile: the next read tells.
            retry_at = context.clock.now() + _RETRY_AFTER
            try_update(context.table, closing_update(link.id, closing, retry_at))
        elif not _close_session(context, link):
            raise Conflict("a payment on this link is on its way", code="payment_pending")
        link = find_link(context.table, link.id)
    if link.status in CLOSED:
        return link
    raise Busy("the payment link is being changed, try again")


def _close_session(context: PaymentContext, link: PaymentLink) -> bool:
    """End what this link's payment has open; false when the provider is waiting for the buyer's money."""
    payment = collecting_payment(context, link)
    if payment is None:
        # The link was voiding when its order was read: no payment can have claimed that since.
        write_end(context, link)
        return True
    if payment.session_id is None:
        if end_payment(context, payment, PaymentState.CANCELLED, reason="link_closed"):
            finish_closing(context, link.id)
        return True
    act_on(context, context.gateway.expire_session(payment.session_id, payment.account))
    current = read_payment(context.table, payment.id)
    return current is None or not current.in_flight
