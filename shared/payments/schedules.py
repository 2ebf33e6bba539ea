"""What the schedules do: expire links that are due, and ask the provider about payments that nobody told us of."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from shared.errors import AppError, Conflict
from shared.links.model import LinkStatus
from shared.links.store import DUE_KIND as LINK
from shared.links.store import close_later_update, find_link
from shared.payments.checkout import open_checkout
from shared.payments.context import PaymentContext
from shared.payments.link_closing import close_link
from shared.payments.model import Payment, PaymentState
from shared.payments.reconciliation import look
from shared.payments.release import end_payment
from shared.payments.store import DUE_KIND as PAYMENT
from shared.payments.store import look_again_update, read_payment
from shared.table.due import due_ids
from shared.table.port import ConditionFailed, Update

PER_SHARD: Final = 100
_BACKOFF: Final = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))


@dataclass(slots=True)
class Sweep:
    """Counts of one run: looked at, and failed by error code; what failed is due again."""

    looked_at: int = 0
    failed: dict[str, int] = field(default_factory=dict)

    def note(self, error: AppError) -> None:
        """Count a failure; one thing that fails keeps no other from its turn."""
        self.failed[error.code] = self.failed.get(error.code, 0) + 1


def expire_due_links(context: PaymentContext) -> Sweep:
    """Close links past their expiry, and go on with any closing that was left half done."""
    sweep = Sweep()
    for link_id in due_ids(context.table, LINK, context.clock.now(), PER_SHARD):
        sweep.looked_at += 1
        try:
            _expire(context, link_id)
        except AppError as error:
            sweep.note(error)
    return sweep


def repair_due_payments(context: PaymentContext) -> Sweep:
    """Look at the provider for every payment that has been in flight for too long; back off 5 min, 1 h, daily."""
    sweep = Sweep()
    for payment_id in due_ids(context.table, PAYMENT, context.clock.now(), PER_SHARD):
        sweep.looked_at += 1
        try:
            _repair(context, payment_id)
        except AppError as error:
            sweep.note(error)
    return sweep


def _expire(context: PaymentContext, link_id: str) -> None:
    link = find_link(context.table, link_id)
    if link.status is LinkStatus.VOIDING:
        _change(context, close_later_update(link_id, context.clock.now() + _BACKOFF[0]))
    close_link(context, link, link.closing_to or LinkStatus.EXPIRED, None)


def _repair(context: PaymentContext, payment_id: str) -> None:
    payment = read_payment(context.table, payment_id)
    if payment is None or not payment.in_flight:
        return
    # First, so that a payment whose look fails does not hold up the others at every run.
    wait = _BACKOFF[min(payment.looks, len(_BACKOFF) - 1)]
    _change(context, look_again_update(payment, context.clock.now() + wait))
    if payment.session_id is not None:
        look(context, payment.session_id)
    elif payment.session_expires_at is not None and context.clock.now() < payment.session_expires_at:
        _resume(context, payment)
    else:
        # No session was ever kept, so no buyer got its URL, and by now the provider has closed it by itself.
        end_payment(context, payment, PaymentState.CANCELLED, reason="never_opened")


def _change(context: PaymentContext, update: Update) -> None:
    try:
        context.table.update(update)
    except ConditionFailed:
        return  # It has ended meanwhile; what follows will find that.


def _resume(context: PaymentContext, payment: Payment) -> None:
    try:
        open_checkout(context, payment)
    except Conflict:
        return  # Its link or order has gone on without it, and the session is closed again.
