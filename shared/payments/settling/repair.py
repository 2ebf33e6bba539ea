"""What the schedules do: expire links that are due, and ask the provider about payments that nobody told us of."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from shared.errors import Conflict
from shared.links.model import Closing, LinkStatus
from shared.links.store import DUE_KIND as LINK
from shared.links.store import close_later_update, find_link, read_link
from shared.payments.capturing.watching import watch
from shared.payments.charging.cascade import advance
from shared.payments.collecting.checkout import can_open, open_checkout
from shared.payments.collecting.link_closing import close_link
from shared.payments.context import ChargingContext, PaymentContext
from shared.payments.model import Means, Payment, PaymentState
from shared.payments.settling.reconciliation import collecting_payment, look
from shared.payments.settling.release import end_payment
from shared.payments.store import DUE_KIND as PAYMENT
from shared.payments.store import look_again_update, read_payment
from shared.table.attempt import try_update
from shared.table.due import due_ids, next_try

PER_SHARD: Final = 100


def due_links(context: PaymentContext) -> Iterator[str]:
    """Links past their expiry, and those whose closing was left half done."""
    return due_ids(context.table, LINK, context.clock.now(), PER_SHARD)


def due_payments(context: PaymentContext) -> Iterator[str]:
    """Payments that have been in flight since their last look for as long as the backoff says."""
    return due_ids(context.table, PAYMENT, context.clock.now(), PER_SHARD)


def expire_link(context: PaymentContext, link_id: str) -> None:
    """Close one link, or go on with its closing. Raises what :func:`close_link` raises; the link is due again."""
    link, now = find_link(context.table, link_id), context.clock.now()
    if link.status is LinkStatus.VOIDING:
        try_update(context.table, close_later_update(link, now, next_try(now, 0)))
    try:
        close_link(context, link, Closing(link.closing_to or LinkStatus.EXPIRED))
    except Conflict:
        _wait_for_what_is_reserved(context, link_id, now)
        raise


def _wait_for_what_is_reserved(context: PaymentContext, link_id: str, now: datetime) -> None:
    """That may take days, and its end writes the link's as well: a look a day is enough."""
    link = read_link(context.table, link_id)
    payment = collecting_payment(context, link) if link is not None and link.closing_to is not None else None
    if link is not None and payment is not None and payment.state is PaymentState.AUTHORIZED:
        try_update(context.table, close_later_update(link, now, now + timedelta(days=1)))


def repair_payment(context: ChargingContext, payment_id: str) -> None:
    """Look at the provider for one payment and bring it to its true end; back off 5 min, 1 h, daily."""
    payment = read_payment(context.table, payment_id)
    if payment is None:
        return
    if payment.means is Means.SAVED_METHOD:
        _repair_charge(context, payment)
        return
    if not payment.in_flight:
        return
    if payment.state is PaymentState.AUTHORIZED or payment.releasing is not None:
        watch(context, payment)
        return
    now = context.clock.now()
    # First, so that a payment whose look fails does not hold up the others at every run.
    try_update(context.table, look_again_update(payment, _next_look(payment, now)))
    if payment.session_id is not None:
        look(context, payment.session_id, payment.account)
    elif can_open(payment, now):
        _resume(context, payment)
    else:
        # No session was ever kept, so no buyer has its URL.
        end_payment(context, payment, PaymentState.CANCELLED, reason="never_opened")


def _repair_charge(context: ChargingContext, payment: Payment) -> None:
    now = context.clock.now()
    try_update(context.table, look_again_update(payment, next_try(now, payment.looks)))
    advance(context, payment.id)


def _next_look(payment: Payment, now: datetime) -> datetime:
    """By the backoff, but not past the end of the session: what is over then should not hold its claim for a day."""
    by_backoff = next_try(now, payment.looks)
    ends = payment.session_expires_at
    return min(by_backoff, ends + timedelta(minutes=1)) if ends is not None and now < ends else by_backoff


def _resume(context: PaymentContext, payment: Payment) -> None:
    try:
        open_checkout(context, payment)
    except Conflict:
        return  # Its link or order has gone on without it, and the session is closed again.
