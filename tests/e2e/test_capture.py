"""Two-stage payments on the deployed stack: reserved, captured in full or less, given back, lapsed."""

from typing import Any

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never

Json = dict[str, Any]
AMOUNT = 4_590


@pytest.fixture
def reserved(stack: LocalStack, shop: Shop) -> Json:
    """An order for which its buyer's money is reserved, and told to be."""
    order = shop.place(amount=AMOUNT, collect="link", auto_capture=False)
    stack.stripe.pay(shop.press_pay(order["payment_link"]))
    return shop.await_order(order["id"], lambda seen: seen["authorization"] is not None)


def intent_of(stack: LocalStack, order: Json) -> Json:
    """What the provider has of the order's payment."""
    wanted = order["payments"][0]["provider"]["payment_intent"]
    (found,) = [each for each in stack.stripe.listed("/v1/payment_intents") if each["id"] == wanted]
    return dict(found)


def capture(shop: Shop, order: Json, amount: int | None = None) -> Json:
    """The paid order; where the provider was slow, once it has answered."""
    body = {} if amount is None else {"amount": amount}
    body_of(shop.api.post(f"/v1/orders/{order['id']}/capture", body), 200, 202)
    return shop.await_paid(order["id"])


def test_reserved_money_releases_nothing(stack: LocalStack, shop: Shop, reserved: Json) -> None:
    assert (reserved["status"], reserved["payment_status"]) == ("in_progress", "pending")
    assert (reserved["authorization"]["amount"], reserved["released_at"]) == (AMOUNT, None)
    assert reserved["payments"][0]["status"] == "authorized"
    assert intent_of(stack, reserved)["status"] == "requires_capture"
    page = stack.http.get(reserved["payment_link"])
    assert 'data-state="authorized"' in page.text
    never(lambda: stack.released(reserved["id"]), bool)


def test_all_of_it_is_captured_and_released_once(stack: LocalStack, shop: Shop, reserved: Json) -> None:
    paid = capture(shop, reserved)
    assert paid["payments"][0]["captured_amount"] == AMOUNT
    eventually(lambda: stack.released(reserved["id"]), lambda events: len(events) == 1)
    body_of(shop.api.post(f"/v1/orders/{reserved['id']}/capture", {}), 200)
    assert intent_of(stack, paid)["amount_received"] == AMOUNT


def test_less_is_captured_and_another_amount_refused(stack: LocalStack, shop: Shop, reserved: Json) -> None:
    paid = capture(shop, reserved, 3_000)
    assert paid["payments"][0]["captured_amount"] == 3_000
    assert intent_of(stack, paid)["amount_received"] == 3_000
    answer = shop.api.post(f"/v1/orders/{reserved['id']}/capture", {"amount": 2_000})
    problem_of(answer, 409, "already_captured")
    (event,) = eventually(lambda: stack.released(reserved["id"]), lambda events: len(events) == 1)
    assert event["detail"]["data"]["paid_amount"] == 3_000


def test_more_than_is_reserved_is_refused(stack: LocalStack, shop: Shop, reserved: Json) -> None:
    answer = shop.api.post(f"/v1/orders/{reserved['id']}/capture", {"amount": AMOUNT + 1})
    assert body_of(answer, 422)["errors"][0]["code"] == "more_than_authorized"
    assert intent_of(stack, reserved)["status"] == "requires_capture"


def test_cancelling_gives_it_back(stack: LocalStack, shop: Shop, reserved: Json) -> None:
    cancelled = body_of(shop.api.post(f"/v1/orders/{reserved['id']}/cancel"), 200)
    assert (cancelled["status"], cancelled["payment_status"]) == ("cancelled", "unpaid")
    assert intent_of(stack, reserved)["status"] == "canceled"
    problem_of(shop.api.post(f"/v1/orders/{reserved['id']}/capture", {}), 409, "order_cancelled")


def test_what_lapses_leaves_the_order_to_its_buyer(stack: LocalStack, shop: Shop, reserved: Json) -> None:
    body = {"payment_intent": intent_of(stack, reserved)["id"]}
    stack.http.post(f"{stack.stripe.url}/_sim/lapse", json=body).raise_for_status()
    shop.await_order(reserved["id"], lambda seen: seen["payment_status"] == "unpaid")
    problem_of(shop.api.post(f"/v1/orders/{reserved['id']}/capture", {}), 409, "authorization_lapsed")
    stack.stripe.pay(shop.press_pay(reserved["payment_link"]))
    again = shop.await_order(reserved["id"], lambda seen: seen["authorization"] is not None)
    assert capture(shop, again)["payments"][0]["captured_amount"] == AMOUNT


def test_everything_else_has_to_wait(stack: LocalStack, shop: Shop, reserved: Json) -> None:
    order = reserved["id"]
    problem_of(shop.api.patch(f"/v1/orders/{order}", {"amount": 100}), 409, "payment_pending")
    problem_of(shop.api.post(f"/v1/orders/{order}/payment-links", {}), 409, "payment_pending")
    problem_of(shop.api.post("/v1/payments", {"orders": [order], "method": "checkout"}), 409, "payment_pending")
    assert capture(shop, reserved)["payment_status"] == "paid"
