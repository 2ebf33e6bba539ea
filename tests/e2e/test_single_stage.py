"""Single-stage payment in one call, on the deployed stack: an order, its page, its buyer's way to pay and back."""

import json

from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

BACK = {"success": "https://shop.example/thanks", "cancel": "https://shop.example/basket"}


def test_what_buyers_can_use_is_known_before(stack: LocalStack, shop: Shop) -> None:
    offered = shop.api.read(f"/v1/shops/{shop.id}/payment-methods")
    assert offered["currency"] == shop.currency
    assert {each["type"]: each["available"] for each in offered["data"]} == {"card": True, "paypal": True}
    in_dinars = shop.api.read(f"/v1/shops/{shop.id}/payment-methods", currency="KWD")
    assert {each["type"]: each["reason"] for each in in_dinars["data"]}["paypal"] == "currency_not_supported"


def test_another_shops_are_not_told(stack: LocalStack, shop: Shop) -> None:
    assert shop.api.get(f"/v1/shops/{stack.new_shop().id}/payment-methods").status_code == 404


def test_one_call_makes_the_order_and_its_page(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="link", payment_method="card", return_urls=BACK)
    assert (order["status"], order["auto_capture"], order["payments"]) == ("in_progress", True, [])

    url = shop.press_pay(order["payment_link"])
    session = stack.stripe.session_at(url)
    assert session["payment_method_types"] == ["card"]
    assert (session["success_url"], session["cancel_url"]) == (BACK["success"], BACK["cancel"])
    stack.stripe.pay(url)

    (payment,) = shop.await_paid(order["id"])["payments"]
    assert (payment["status"], payment["method"]["kind"]) == ("succeeded", "card")
    assert payment["provider"]["payment_intent"]
    eventually(lambda: stack.released(order["id"]), lambda events: len(events) == 1)


def test_what_goes_for_a_page_needs_one(shop: Shop) -> None:
    for field in ({"payment_method": "card"}, {"return_urls": BACK}, {"auto_capture": False}):
        answer = shop.api.post("/v1/orders", shop.order(collect="none", **field))
        assert "needs_link" in json.dumps(body_of(answer, 422)["errors"])
