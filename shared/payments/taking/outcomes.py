"""What became of a delivery, written once for each of its tries."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shared.clock import Clock
from shared.payments.taking.deciding import Decided
from shared.shops.delivery import Delivery, Outcome, moved_update
from shared.table.attempt import try_update
from shared.table.due import next_try
from shared.table.port import Table

PENDING: Final = "payment_pending"
TRIES: Final = 14 * 24 + 2
"""What waits for a payment is given up after two weeks: so long a bank may take to refuse a debit."""

_HOUR: Final = timedelta(hours=1)
_HOURLY: Final = 24
"""So often, and while a payment is on its way, a day is too long: what the shop cancelled can be paid meanwhile."""


def decided(delivery: Delivery, verdict: Decided, order_id: str | None, at: datetime) -> Delivery:
    """The delivery with what became of it."""
    return replace(
        delivery,
        outcome=verdict.outcome,
        decided_at=at,
        next_at=None,
        action=verdict.action,
        order_id=order_id,
        reason=verdict.reason,
        message=verdict.message,
        errors=tuple((error.field, error.code, error.message) for error in verdict.errors),
    )


def later(delivery: Delivery, reason: str, at: datetime) -> Delivery:
    """To be tried again by itself: in 5 minutes, then hourly; daily after a day, unless a payment is on its way."""
    due = next_try(at, delivery.tries)
    due = min(due, at + _HOUR) if reason == PENDING or delivery.tries < _HOURLY else due
    return replace(delivery, outcome=Outcome.WAITING, next_at=due, reason=reason)


def put_back(table: Table, clock: Clock, delivery: Delivery) -> None:
    """The message that should have had it taken failed for good: it is due again, unless something became of it.

    One that is held may be so for a pause that was over when it was written: who tries it again finds out.
    """
    if delivery.outcome in (Outcome.RECEIVED, Outcome.HELD):
        try_update(table, moved_update(delivery, later(delivery, "interrupted", clock.now())))
