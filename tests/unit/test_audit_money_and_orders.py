"""Checks of the audit on orders and on the provider's money, with one fault at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.payments.audit.model import FIXES, WORDS, Fix, Kind
from shared.payments.audit.money_checks import MoneyFacts, check_money
from shared.payments.audit.order_checks import check_completed, check_open, check_paid
from shared.payments.audit.return_checks import check_returned
from shared.payments.model import Payment, PaymentState
from shared.stripe_gateway.books import MoneyIn
from shared.table.port import Item
from tests.unit.audit_facts import MERCHANT, NOW, ORDER, PAID, kinds


@pytest.mark.parametrize(
    ("order", "payment", "expected"),
    [
        (ORDER, PAID, []),
        (ORDER, None, ["paid_without_payment"]),
        (ORDER, replace(PAID, state=PaymentState.SURPLUS), ["paid_without_payment"]),
        (ORDER, replace(PAID, targets=()), ["paid_without_payment"]),
        (ORDER | {"paid_amount": 201}, PAID, ["paid_amount_differs"]),
        (ORDER | {"amount_version": 2}, PAID, ["paid_amount_differs"]),
        (ORDER | {"currency": "USD"}, PAID, ["paid_amount_differs"]),
    ],
)
def test_a_paid_order(order: Item, payment: Payment | None, expected: list[str]) -> None:
    assert kinds(check_paid(order, payment)) == expected


@pytest.mark.parametrize(
    ("changes", "available", "days", "expected"),
    [
        ({}, 1, 3, ["paid_not_completed"]),
        ({}, 1, 2.9, []),
        ({}, None, 7, ["paid_not_completed"]),
        ({}, None, 6.9, []),
        ({"payment_status": "partially_refunded"}, 1, 3, ["paid_not_completed"]),
        ({"payment_status": "refunded"}, 1, 3, []),
        ({"payment_status": "disputed"}, 1, 3, []),
        ({"status": "completed"}, 1, 3, []),
        ({"status": "cancelled"}, 1, 3, []),
    ],
)
def test_a_paid_order_is_complete_in_time(
    changes: Item, available: int | None, days: float, expected: list[str]
) -> None:
    available_at = NOW + timedelta(days=available) if available else None
    payment = replace(PAID, settled_at=NOW, available_at=available_at)
    order = {"id": "ord_1", "merchant_id": MERCHANT, "status": "in_progress", "payment_status": "paid"} | changes
    assert kinds(check_completed(order, payment, NOW + timedelta(days=days))) == expected


WAITING: Item = {
    "id": "ord_1", "merchant_id": MERCHANT, "currency": "EUR", "status": "in_progress", "payment_status": "unpaid",
    "collect": "auto", "created_at": "2026-11-22T11:00:00.000Z",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["order_undecided"]),
        ({"created_at": "2026-11-22T11:00:00.001Z"}, []),
        ({"unpaid_reason": "paused"}, []),
        ({"collect": "none"}, []),
        ({"status": "cancelled"}, []),
        ({"payment_status": "paid"}, []),
        ({"payment_status": "pending"}, ["pending_without_payment"]),
        ({"claim": "pay_ended"}, ["claim_stale"]),
        ({"claim": "pay_nobody"}, ["claim_stale"]),
        ({"claim": "pay_going", "payment_status": "pending"}, []),
    ],
)
def test_an_order_that_waits(changes: Item, expected: list[str]) -> None:
    payments = {"pay_ended": {"state": "failed"}, "pay_going": {"state": "processing"}}
    assert kinds(check_open(WAITING | changes, payments, NOW)) == expected


MONEY = MoneyIn(
    account=None,
    charge_id="ch_1",
    intent_id="pi_1",
    amount=500,
    currency="EUR",
    metadata={"orderpay_merchant": "mer_m"},
)
SETTLED: Item = {
    "id": "pay_1", "merchant_id": MERCHANT, "state": "succeeded", "intent_id": "pi_1", "amount": 500,
    "received_amount": 500, "received_currency": "EUR",
}  # fmt: skip
SURPLUS: Item = {"pk": "pi_1", "amount": 500, "currency": "EUR", "reason": "order_paid"}


@pytest.mark.parametrize(
    ("payment", "surplus", "expected"),
    [
        (SETTLED, None, []),
        (None, SURPLUS, []),
        (SETTLED | {"intent_id": "pi_2"}, SURPLUS, []),
        (None, None, ["money_without_record"]),
        (SETTLED | {"intent_id": "pi_2"}, None, ["money_without_record"]),
        (SETTLED | {"state": "pending"}, None, ["money_without_record"]),
        (SETTLED, SURPLUS, ["money_recorded_twice"]),
        (SETTLED | {"received_amount": 499}, None, ["amount_differs"]),
        (SETTLED | {"amount": 499}, None, ["amount_differs"]),
        (SETTLED | {"received_currency": "USD"}, None, ["currency_differs"]),
        (None, SURPLUS | {"amount": 501}, ["amount_differs"]),
    ],
)
def test_money_at_the_provider(payment: Item | None, surplus: Item | None, expected: list[str]) -> None:
    assert kinds(check_money(MoneyFacts(MONEY, payment, surplus))) == expected


@pytest.mark.parametrize(("collected", "fix"), [(True, Fix.SETTLE), (False, Fix.ASSIGN_MONEY)])
def test_only_money_that_we_collected_is_settled(collected: bool, fix: Fix) -> None:
    (found,) = check_money(MoneyFacts(MONEY, None, None, collected=collected))
    assert (found.proposed, found.merchant_id, found.subject) == (fix, "mer_m", "pi_1")


def test_every_type_has_a_fix_and_every_fix_has_words() -> None:
    assert set(FIXES) == set(Kind)
    assert set(WORDS) == set(Fix)


@pytest.mark.parametrize(("returned", "expected"), [(3_000, []), (3_001, ["returned_differs"])])
def test_no_more_goes_back_than_was_captured_of_what_was_reserved(returned: int, expected: list[str]) -> None:
    payment = {"pk": "pay_1", "merchant_id": MERCHANT, "amount": 4_590, "capture_amount": 3_000, "returned": returned}
    assert kinds(check_returned(payment, [{"covered": returned}])) == expected
