"""What the schedule does about money that is reserved: goes on with what was asked, looks, warns of its end."""

from datetime import datetime, timedelta
from typing import Final

from shared.errors import AccountUnreachable, ProviderRejected
from shared.orders.reserving import expiring_update
from shared.orders.reserving import lost_update as lost_order_update
from shared.payments.capturing.asking import go_on
from shared.payments.capturing.cancelling import give_back_for
from shared.payments.capturing.moments import is_over, is_to_be_warned_of, next_look, until_of
from shared.payments.capturing.store import looked_update, lost_update, warned_update
from shared.payments.context import PaymentContext
from shared.payments.model import Payment, PaymentState
from shared.payments.settling.reconciliation import look
from shared.payments.store import read_payment
from shared.table.attempt import try_update
from shared.table.due import next_try
from shared.table.port import TransactionFailed

_LONGEST_WAIT: Final = timedelta(hours=1)
"""What is asked of a reservation, or to be told of it, has to be before it lapses: a day may be all that is left."""


def watch(context: PaymentContext, payment: Payment) -> None:
    """One turn of an authorization. Raises the provider's errors; it is due again."""
    now = context.clock.now()
    # First, so that one whose look fails does not hold up the others at every run.
    if not try_update(context.table, looked_update(payment, _next_turn(payment, now))):
        return  # It ended, or something else is asked of it now: whoever asks goes on with that.
    try:
        _turn(context, payment, now)
    except AccountUnreachable:
        if not is_over(payment, now):
            raise
        _tell_that_it_is_lost(context, payment, now)


def _next_turn(payment: Payment, now: datetime) -> datetime:
    asked = payment.releasing is not None or payment.capture_amount is not None
    if is_over(payment, now):
        return now + timedelta(days=1)
    if asked or is_to_be_warned_of(payment, now):
        return min(next_try(now, payment.looks), now + _LONGEST_WAIT)
    return next_look(now, until_of(payment, now), warned=payment.warned_at is not None)


def _turn(context: PaymentContext, payment: Payment, now: datetime) -> None:
    if payment.releasing is not None and payment.authorization_id is not None:
        give_back_for(context, payment, payment.releasing)
    elif payment.capture_amount is not None:
        _go_on(context, payment)
    else:
        # Also what is given back before it was recorded: the look finds it, and goes on with that.
        look(context, payment.session_id or "", payment.account)
        _warn(context, payment.id, now)


def _go_on(context: PaymentContext, payment: Payment) -> None:
    try:
        go_on(context, payment)
    except AccountUnreachable:
        raise
    except ProviderRejected:
        return  # It is reserved as before, its shop is told, and may ask for another amount.


def _tell_that_it_is_lost(context: PaymentContext, payment: Payment, now: datetime) -> None:
    """Once. The order stays pending: its owner may have captured the money at the provider, and nobody is to pay twice.

    It is looked at daily, and goes on once its account is connected again; or its shop cancels the order.
    """
    try:
        context.table.transact([lost_update(payment, now), lost_order_update(payment.targets[0].id, payment.id, now)])
    except TransactionFailed:
        return  # It was told before, or has ended.


def _warn(context: PaymentContext, payment_id: str, now: datetime) -> None:
    """Once, a day ahead: the order says so, and the stream tells of it."""
    payment = read_payment(context.table, payment_id)
    if payment is None or payment.state is not PaymentState.AUTHORIZED or not is_to_be_warned_of(payment, now):
        return
    try:
        context.table.transact([warned_update(payment, now), expiring_update(payment.targets[0].id, payment.id, now)])
    except TransactionFailed:
        return  # It was captured, given back or told of meanwhile.
