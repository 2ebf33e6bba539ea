"""Money that is said to be reserved after it must have lapsed, as the audit sees it."""

from datetime import datetime, timedelta

import pytest

from shared.clock import rfc3339
from shared.orders.model import new_order
from shared.orders.request import OrderRequest
from shared.orders.store import to_item as order_item
from shared.payments.audit.order_checks import check_open
from shared.payments.model import Means, Payment, PaymentState
from shared.payments.store import to_item
from shared.table.port import Item
from tests.unit.audit_facts import MERCHANT, NOW, kinds

SENT = {"source": "s", "external_id": "1", "amount": 500, "currency": "EUR", "collect": "link"}
WAITS = order_item(new_order(MERCHANT, OrderRequest.model_validate(SENT), NOW))


def reserved(until: datetime, **changes: str | bool) -> Item:
    payment = Payment(
        id="pay_1", merchant_id=MERCHANT, means=Means.CHECKOUT, amount=500, currency="EUR", created_at=until,
        state=PaymentState.AUTHORIZED, authorized_at=until - timedelta(days=7), capture_before=until,
    )  # fmt: skip
    return to_item(payment) | changes


@pytest.mark.parametrize(
    ("item", "fixes"),
    [
        (reserved(NOW - timedelta(days=1, microseconds=-1000)), []),
        (reserved(NOW - timedelta(days=1)), ["compare_with_provider"]),
        (reserved(NOW - timedelta(days=1), state="processing"), []),
        (reserved(NOW - timedelta(days=1), end_assumed=True), []),
        (reserved(NOW - timedelta(days=14), end_assumed=True), ["compare_with_provider"]),
        (reserved(NOW - timedelta(days=1), lost_at=rfc3339(NOW)), ["reconnect_account"]),
    ],
)
def test_what_is_reserved_long_after_its_end_is_found(item: Item, fixes: list[str]) -> None:
    order = WAITS | {"claim": "pay_1", "payment_status": "pending"}
    found = check_open(order, {"pay_1": item}, NOW)
    assert [str(each.proposed) for each in found] == fixes
    assert kinds(found) == ["authorization_overdue"] * len(fixes)
