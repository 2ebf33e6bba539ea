"""Payouts end to end: made at the provider, told by webhook, read by the job, shown to the operator."""

from typing import Any

from tests.support.caller import problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

AT_ONCE = "4000000000000077"
"""A test card whose funds are available at once."""


def test_a_payout_names_the_payments_that_it_consists_of(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(amount=5_400, collect="link")
    stack.stripe.pay(shop.press_pay(order["payment_link"]), AT_ONCE)
    shop.await_paid(order["id"])
    payout = stack.stripe.pay_out("eur")
    stack.stripe.move_payout(payout["id"], "reconciled")
    path = f"/v1/platform/payouts/{payout['id']}"

    def recorded() -> dict[str, Any] | None:
        stack.run_job("follow_payouts")
        answer = stack.operator.get(path, limit="100")
        return answer.json() if answer.status_code == 200 else None

    found = eventually(recorded, lambda seen: seen is not None and seen["reconciliation"] == "recorded")
    assert found is not None
    assert found["difference"] == 0
    assert found["sums"]["total"]["net"] == payout["amount"]
    shown = shop.read_order(order["id"])["payments"][0]
    assert shown["provider"]["payout"] == payout["id"]
    lines = {line["payment"]: line for line in stack.operator.listed(path)}
    assert lines[shown["id"]]["amount"] == 5_400
    problem_of(shop.api.get(f"/v1/payouts/{payout['id']}"), 404, "not_found")
    problem_of(shop.api.get(path), 403, "operator_key_required")
