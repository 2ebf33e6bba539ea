"""An event about a payout: it says that there is something to ask."""

from typing import Final

from shared.payments.context import PaymentContext
from shared.payments.payouts.store import told_update
from shared.table.attempt import try_update

PAYOUT_TYPES: Final = (
    "payout.created",
    "payout.updated",
    "payout.reconciliation_completed",
    "payout.paid",
    "payout.failed",
    "payout.canceled",
)
"""What tells of a payout (https://docs.stripe.com/api/events/types#event_types-payout.created)."""


def told_of_payout(context: PaymentContext, payout_id: str, account: str | None) -> bool:
    """Have the job look at it; whether it is one. Under a name of its own: nothing else is ever written over."""
    if not payout_id.startswith("po_"):
        return False
    return try_update(context.table, told_update(payout_id, account, context.clock.now()))
