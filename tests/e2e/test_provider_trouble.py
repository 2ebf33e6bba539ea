"""The provider breaks or does not answer, after the call has had its effect: nobody pays twice, nothing is stuck."""

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

SESSIONS = "/v1/checkout/sessions"

pytestmark = pytest.mark.usefixtures("fault_free")


def test_a_failure_that_had_its_effect_leaves_no_page_that_anybody_knows(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="link")
    # Its key repeats the failure: the client's own retry under it gets the same answer.
    stack.stripe.set_faults(calls=[{"kind": "fail", "method": "POST", "path": SESSIONS, "effect": True}])
    assert shop.api.http.post(f"{order['payment_link']}/checkout").status_code == 503

    checkout = eventually(
        lambda: shop.api.http.post(f"{order['payment_link']}/checkout"), lambda answer: answer.status_code == 303
    ).headers["location"]

    lost, opened = sorted(shop.provider(SESSIONS), key=lambda session: session["id"] in checkout)
    assert lost["metadata"]["orderpay_payment"] != opened["metadata"]["orderpay_payment"]
    shop.stripe.pay(checkout)
    paid = shop.await_paid(order["id"])
    assert [payment["id"] for payment in paid["payments"]] == [opened["metadata"]["orderpay_payment"]]


def test_a_call_without_an_answer_blocks_every_other_means_until_it_is_known(stack: LocalStack, shop: Shop) -> None:
    shop.top_up(5_000)
    order = shop.place(amount=1_000, collect="none")["id"]
    lost = {"kind": "timeout", "method": "POST", "path": SESSIONS}
    stack.stripe.set_faults(calls=[lost | {"effect": True}, lost | {"count": 9}])
    wish = {"orders": [order], "method": "checkout"}

    unknown = body_of(shop.api.post("/v1/payments", wish, "once"), 201, 202)
    [left_out] = body_of(shop.api.post("/v1/payments", wish | {"method": "credits"}), 201)["results"]
    stack.stripe.clear_faults()

    assert (unknown["status"], unknown["checkout_url"]) == ("unknown", None)
    assert (left_out["outcome"], left_out["reason"]) == ("unpaid", "payment_pending")
    problem_of(shop.api.post(f"/v1/orders/{order}/cancel"), 409, "payment_pending")
    resumed = body_of(shop.api.post("/v1/payments", wish, "once"), 200, 201)
    assert (resumed["id"], resumed["status"]) == (unknown["id"], "pending")
    shop.stripe.pay(resumed["checkout_url"])
    shop.await_paid(order)
    assert [session["status"] for session in shop.provider(SESSIONS) if session["amount_total"] == 1_000] == [
        "complete"
    ]
    assert shop.wallet()["balance"] == 5_000


def test_credits_close_an_open_checkout_at_the_provider_before_they_pay(shop: Shop) -> None:
    shop.top_up(2_000)
    order = shop.place(amount=1_000, collect="link")
    checkout = shop.press_pay(order["payment_link"])

    payment = body_of(shop.api.post("/v1/payments", {"orders": [order["id"]], "method": "credits"}), 201)

    assert payment["status"] == "succeeded"
    assert shop.stripe.session_at(checkout)["status"] == "expired"
    assert shop.stripe.pay(checkout).status_code == 410
    assert shop.wallet()["balance"] == 1_000


def test_credits_lose_to_a_buyer_of_whom_nobody_has_told_us_yet(stack: LocalStack, shop: Shop) -> None:
    shop.top_up(2_000)
    order = shop.place(amount=1_000, collect="link")
    checkout = shop.press_pay(order["payment_link"])
    stack.stripe.set_faults(deliveries=[{"kind": "drop"}])
    shop.stripe.pay(checkout)

    payment = body_of(shop.api.post("/v1/payments", {"orders": [order["id"]], "method": "credits"}), 201)

    assert [(each["outcome"], each["reason"]) for each in payment["results"]] == [("unpaid", "order_paid")]
    assert [each["means"] for each in shop.read_order(order["id"])["payments"]] == ["checkout"]
    assert shop.wallet()["balance"] == 2_000
