"""Looking at what became of a charge that was begun for a wallet, and keeping that: nobody else tells of it."""

from dataclasses import replace
from datetime import datetime

from shared.clock import rfc3339
from shared.notifications.model import NoticeKind, NoticeValues
from shared.notifications.store import notice_put
from shared.payments.model import Payment, PaymentState
from shared.payments.store import read_payment
from shared.table.due import CAUGHT_UP
from shared.table.port import Put, Table, TransactionFailed
from shared.wallets.refills.model import NO_FAILURES, REPEATED, Cause, Failures, Refill
from shared.wallets.refills.store import changed_put


def account_for(table: Table, refill: Refill, now: datetime) -> bool:
    """Free the place of a charge that has ended, and count what failed; whether there was any: read again then."""
    after, notices = refill, list[Put]()
    if refill.top_up is not None and (payment := _ended(table, refill.top_up.payment_id)) is not None:
        failures = _counted(refill.top_up_failures, payment, now, asked_for=refill.top_up.cause is Cause.REQUEST)
        after = replace(after, top_up=None, top_up_failures=failures)
        if failures.count == REPEATED and failures != refill.top_up_failures:
            notices.append(failing_repeatedly(refill, failures, payment.amount, now))
    if refill.collecting is not None and (payment := _ended(table, refill.collecting.payment_id)) is not None:
        failures = _counted(refill.collect_failures, payment, now, asked_for=False)
        # What came to wait while this was on its way may not be in the index yet.
        after = replace(after, collecting=None, collect_failures=failures, look_at=now + CAUGHT_UP)
    if after == refill:
        return False
    keep(table, refill, after, notices, now)
    return True


def keep(table: Table, before: Refill, after: Refill, notices: list[Put], now: datetime) -> bool:
    """Write it, and what is told with it; False when somebody else changed it meanwhile."""
    try:
        table.transact([changed_put(before, after, now), *notices])
    except TransactionFailed:
        return False
    return True


def failing_repeatedly(refill: Refill, failures: Failures, amount: int, now: datetime) -> Put:
    """Told once for a row of failures: with the version that was read, this write is the only one."""
    values: NoticeValues = {"amount": amount, "currency": refill.currency, "times": failures.count}
    values |= {"next_try": rfc3339(failures.next_at)} if failures.next_at else {}
    values |= {"reason": failures.reason} if failures.reason else {}
    kind = NoticeKind.TOP_UP_FAILING_REPEATEDLY
    return notice_put(refill.merchant_id, kind, refill.wallet, str(refill.version), values, now)


def _ended(table: Table, payment_id: str) -> Payment | None:
    """The payment if it is over; it was stored together with its place, so it is there."""
    payment = read_payment(table, payment_id)
    return payment if payment is not None and not payment.in_flight else None


def _counted(before: Failures, payment: Payment, now: datetime, *, asked_for: bool) -> Failures:
    """Money ends a row of failures; who asked for a charge sees himself that it failed, and may ask again."""
    if payment.state is PaymentState.SUCCEEDED:
        return NO_FAILURES
    if asked_for:
        return before
    reason = "surplus" if payment.state is PaymentState.SURPLUS else payment.failure or str(payment.state)
    return before.after(reason, payment.id, now)
