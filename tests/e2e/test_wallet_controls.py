"""What the operator adjusts, and what the merchant bounds."""

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop


def test_adjustments_are_made_once_with_who_and_why_and_never_below_zero(stack: LocalStack, shop: Shop) -> None:
    path = f"/v1/merchants/{shop.id}/wallets/EUR/adjustments"
    gift = {"amount": 1_500, "reason": "late delivery", "actor": "Lena"}

    made = body_of(stack.operator.post(path, gift, "once"), 201)
    again = body_of(stack.operator.post(path, gift, "once"), 201)

    assert again["id"] == made["id"]
    problem_of(stack.operator.post(path, gift | {"amount": -1_501}), 409, "insufficient_credits")
    assert shop.wallet()["balance"] == 1_500
    assert [each["id"] for each in stack.operator.listed(path)] == [made["id"]]
    problem_of(shop.api.post(path, gift), 403, "operator_key_required")


def test_limits_bind_automatic_debit_and_not_what_is_paid_by_hand(funded: Shop) -> None:
    limits = {"per_order": 2_000, "per_day": 3_000}
    body_of(funded.api.patch("/v1/wallets/EUR", {"limits": limits}), 200)

    too_large = funded.place(amount=2_001)["id"]
    within = funded.place(amount=2_000)["id"]
    funded.await_reason(too_large, "over_limit")
    funded.await_paid(within)
    too_much = funded.place(amount=1_001)["id"]
    funded.await_reason(too_much, "over_limit")

    payment = body_of(funded.api.post("/v1/payments", {"orders": [too_large, too_much], "method": "credits"}), 201)
    assert [result["outcome"] for result in payment["results"]] == ["paid", "paid"]
    assert funded.wallet()["balance"] == 10_000 - 2_001 - 2_000 - 1_001
