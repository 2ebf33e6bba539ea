"""What is said about an order, and what counts as unexplained."""

from typing import Any

import pytest

from local.demo.intake import Receipt
from local.demo.orders_file import OrderLine
from local.demo.outcomes import judge

_LINE = OrderLine(1, "Kiyo", {"source": "api", "external_id": "1", "amount": 1250, "currency": "KWD"})
_PAID: dict[str, Any] = {
    "payment_status": "paid",
    "released_at": "2026-01-01T00:00:00Z",
    "payments": [{"means": "credits"}],
    "unpaid_reason": None,
}
_UNPAID: dict[str, Any] = {
    "payment_status": "unpaid",
    "released_at": None,
    "payments": [],
    "unpaid_reason": None,
    "currency": "KWD",
}


@pytest.mark.parametrize(
    ("order", "link", "group"),
    [
        (_PAID, None, "paid from credits"),
        (_PAID | {"payments": [{"means": "checkout"}]}, "paid", "paid by link"),
        (_UNPAID | {"unpaid_reason": "auto_debit_off"}, None, "queued: no automatic debit"),
        (_UNPAID | {"unpaid_reason": "awaiting_buyer"}, "open", "link open: awaiting the buyer"),
        (_UNPAID | {"unpaid_reason": "awaiting_buyer"}, "expired", "link expired"),
        (_UNPAID | {"unpaid_reason": "auto_debit_off"}, "void", "link voided"),
    ],
)
def test_explained_states(order: dict[str, Any], link: str | None, group: str) -> None:
    outcome = judge(Receipt(_LINE, 201, "ord_1", None), {"ord_1": order}, {"ord_1": link} if link else {})

    assert (outcome.group, outcome.explained) == (group, True)


def test_a_shortfall_is_told_in_the_currencys_own_digits() -> None:
    order = _UNPAID | {"unpaid_reason": "insufficient_credits", "shortfall": 1005}

    assert judge(Receipt(_LINE, 201, "ord_1", None), {"ord_1": order}, {}).detail == "1.005 short"


@pytest.mark.parametrize(
    "order",
    [
        _UNPAID,
        _UNPAID | {"unpaid_reason": "something_new"},
        _UNPAID | {"payment_status": "pending"},
        _PAID | {"released_at": None},
        _PAID | {"payments": []},
        _PAID | {"payments": [{"means": "magic"}]},
    ],
)
def test_states_that_nothing_explains(order: dict[str, Any]) -> None:
    assert not judge(Receipt(_LINE, 201, "ord_1", None), {"ord_1": order}, {}).explained


def test_an_order_that_is_gone_is_a_defect() -> None:
    assert not judge(Receipt(_LINE, 201, "ord_1", None), {}, {}).explained


@pytest.mark.parametrize(("status", "explained"), [(200, True), (409, True), (422, True), (400, True), (500, False)])
def test_answers_that_made_no_order(status: int, explained: bool) -> None:
    order_id = "ord_1" if status == 200 else None

    outcome = judge(Receipt(_LINE, status, order_id, "why"), {}, {})

    assert outcome.explained is explained
    assert not outcome.is_order
