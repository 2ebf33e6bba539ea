"""Money that goes back or is taken back, told by the API and by the provider alike (rules M7, M13, M14)."""

from typing import Any

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.dashboard import Dashboard
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]


@pytest.fixture
def dashboard(stack: LocalStack) -> Dashboard:
    """The platform's account at the provider."""
    return Dashboard(stack.stripe)


@pytest.fixture
def payment(shop: Shop) -> str:
    """A payment of 12.50 EUR by card."""
    return buy(shop)


def buy(shop: Shop) -> str:
    """An order that a buyer has paid on its link; the payment's id."""
    order = shop.place(amount=1_250, collect="link")
    shop.stripe.pay(shop.press_pay(order["payment_link"]))
    return str(shop.await_paid(order["id"])["payments"][0]["id"])


def order_of(shop: Shop, payment: str) -> Json:
    """The order that a payment paid."""
    [result] = shop.api.read(f"/v1/payments/{payment}")["results"]
    return shop.read_order(result["order"])


def refund(stack: LocalStack, payment: str, key: str | None = None, **body: object) -> Any:
    """The operator sends money back."""
    return stack.operator.post(f"/v1/payments/{payment}/refunds", body, key)


def await_status(shop: Shop, payment: str, status: str) -> Json:
    """The order once it says so."""
    return eventually(lambda: order_of(shop, payment), lambda order: order["payment_status"] == status)


def test_in_part_then_the_rest_and_never_more(
    stack: LocalStack, shop: Shop, dashboard: Dashboard, payment: str
) -> None:
    part = body_of(refund(stack, payment, "once", amount=500), 201)
    assert body_of(refund(stack, payment, "once", amount=500), 201)["id"] == part["id"]
    assert order_of(shop, payment)["payment_status"] == "partially_refunded"
    problem_of(refund(stack, payment, amount=751), 409, "already_returned")

    assert body_of(refund(stack, payment), 201)["amount"] == 750

    assert order_of(shop, payment)["payment_status"] == "refunded"
    problem_of(refund(stack, payment), 409, "already_returned")
    assert [each["amount"] for each in dashboard.refunds(dashboard.intent_of(payment))] == [750, 500]
    assert shop.api.read(f"/v1/payments/{payment}")["returned"] == 1_250
    problem_of(shop.api.post(f"/v1/payments/{payment}/refunds", {}), 403, "operator_key_required")


def test_what_credits_paid_goes_back_to_the_credits(stack: LocalStack, funded: Shop) -> None:
    paid = funded.await_paid(funded.place(amount=4_000)["id"])["payments"][0]["id"]

    assert body_of(refund(stack, paid, amount=1_500), 201)["to"] == "wallet"

    assert funded.wallet()["balance"] == 7_500
    assert [line["kind"] for line in funded.journal()[-1]["lines"]] == ["order_refunded"]


def test_a_refund_in_the_dashboard_is_seen(stack: LocalStack, shop: Shop, dashboard: Dashboard, payment: str) -> None:
    intent = dashboard.intent_of(payment)

    dashboard.refund(intent, 300)
    await_status(shop, payment, "partially_refunded")
    dashboard.refund(intent)

    await_status(shop, payment, "refunded")
    told = list(stack.operator.listed(f"/v1/payments/{payment}/refunds"))
    assert [(each["origin"], each["amount"]) for each in told] == [("provider", 950), ("provider", 300)]


def test_a_refund_that_fails_later_can_be_made_again(
    stack: LocalStack, shop: Shop, dashboard: Dashboard, payment: str
) -> None:
    made = body_of(refund(stack, payment), 201)

    dashboard.fail_refund(made["provider_reference"])

    await_status(shop, payment, "paid")
    [failed] = stack.operator.listed(f"/v1/payments/{payment}/refunds")
    assert (failed["status"], failed["counted"]) == ("failed", 0)
    assert body_of(refund(stack, payment), 201)["amount"] == 1_250
    await_status(shop, payment, "refunded")


def test_a_disputed_order_is_paid_again_when_the_dispute_is_won(
    stack: LocalStack, shop: Shop, dashboard: Dashboard, payment: str
) -> None:
    dispute = dashboard.dispute(dashboard.intent_of(payment))
    await_status(shop, payment, "disputed")
    problem_of(refund(stack, payment), 409, "already_returned")

    dashboard.end_dispute(dispute, "won")

    await_status(shop, payment, "paid")


def test_a_spent_top_up_that_is_disputed_leaves_a_debt_until_it_is_won(shop: Shop, dashboard: Dashboard) -> None:
    shop.consent()
    top_up = shop.start_top_up(5_000)
    shop.stripe.pay(top_up["checkout_url"])
    eventually(shop.wallet, lambda wallet: wallet["balance"] == 5_000)
    shop.await_paid(shop.place(amount=4_000)["id"])

    dispute = dashboard.dispute(dashboard.intent_of(top_up["id"]))
    indebted = eventually(shop.wallet, lambda wallet: wallet["balance"] == -4_000)
    assert (indebted["debt"], indebted["auto_debit"]["suspended_by_debt"]) == (4_000, True)
    waiting = shop.place(amount=500)["id"]
    assert shop.await_order(waiting, lambda order: order["unpaid_reason"] is not None)["payment_status"] == "unpaid"

    dashboard.end_dispute(dispute, "won")

    eventually(shop.wallet, lambda wallet: wallet["debt"] == 0)
    shop.await_paid(waiting)
    assert shop.wallet()["balance"] == 500
    kinds = [line["kind"] for page in shop.journal() for line in page["lines"]]
    assert kinds == ["top_up", "order", "top_up_disputed", "top_up_reinstated", "order"]
