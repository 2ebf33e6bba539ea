"""An order that credits paid, as the checks of the audit see it, and how their findings are compared."""

from collections.abc import Sequence
from datetime import UTC, datetime

from shared.payments.audit.model import Discrepancy
from shared.payments.model import Means, Payment, PaymentState, Target
from shared.table.port import Item

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MERCHANT = "mer_" + "0" * 26
PAID = Payment(
    id="pay_2",
    merchant_id=MERCHANT,
    means=Means.CREDITS,
    amount=200,
    currency="EUR",
    created_at=NOW,
    state=PaymentState.SUCCEEDED,
    targets=(Target("ref_2", 200, 1),),
    page=2,
)
ORDER: Item = {
    "id": "ref_2", "merchant_id": MERCHANT, "currency": "EUR", "amount_version": 1, "paid_by": "pay_2",
    "paid_amount": 200, "paid_at": "2026-11-22T12:00:00.000Z",
}  # fmt: skip


def kinds(found: Sequence[Discrepancy]) -> list[str]:
    """What was found, by name."""
    return [str(each.kind) for each in found]
