"""Merchants' own Stripe accounts on the deployed stack: connected, paid on, refunded there, let go."""

import uuid
from typing import Any

import pytest

from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never

Json = dict[str, Any]


@pytest.fixture
def account(stack: LocalStack, shop: Shop) -> str:
    """An account that takes cards, named for the merchant by the operator."""
    made = f"acct_1{uuid.uuid4().hex[:15]}"
    stack.stripe.change_account(made, card="active", missing=[])
    shown = body_of(stack.operator.put(f"/v1/merchants/{shop.id}/stripe-account", {"account": made}), 200)
    assert shown["charges_enabled"] is True
    return made


def test_a_merchant_sets_its_account_up_and_is_paid_there(stack: LocalStack, shop: Shop) -> None:
    """Merchants are made without an e-mail address here; an account needs one."""
    stack.operator.patch(f"/v1/merchants/{shop.id}", {"email": "help@shop.example"}).raise_for_status()
    wanted = {"country": "DE", "return_url": "https://shop.example/settings"}
    made = body_of(shop.api.post("/v1/stripe-account", wanted), 201)
    assert (made["status"], made["charges_enabled"]) == ("connected", False)
    stack.http.post(made["onboarding"]["url"])
    eventually(lambda: shop.api.read("/v1/stripe-account"), lambda shown: shown["charges_enabled"])

    order = shop.place(collect="link")
    shop.stripe.pay(shop.press_pay(order["payment_link"]))

    shop.await_paid(order["id"])
    eventually(lambda: stack.released(order["id"]), lambda events: len(events) == 1)
    (opened,) = stack.stripe.listed("/v1/checkout/sessions", made["id"])
    assert (opened["payment_status"], opened["amount_total"]) == ("paid", order["amount"])


def test_what_was_paid_there_goes_back_there(stack: LocalStack, shop: Shop, account: str) -> None:
    order = shop.place(amount=1_250, collect="link")
    shop.stripe.pay(shop.press_pay(order["payment_link"]))
    payment = shop.await_paid(order["id"])["payments"][0]["id"]

    refund = body_of(stack.operator.post(f"/v1/payments/{payment}/refunds", {"amount": 250}), 201)

    assert refund["status"] == "succeeded"
    assert [each["amount"] for each in stack.stripe.listed("/v1/refunds", account)] == [250]
    shop.await_order(order["id"], lambda seen: seen["payment_status"] == "partially_refunded")


def test_voiding_and_letting_go_close_the_pages_there(stack: LocalStack, shop: Shop, account: str) -> None:
    links = [shop.make_link(shop.place(collect="none")["id"]) for _ in range(2)]
    urls = [shop.press_pay(link["url"]) for link in links]

    body_of(shop.api.post(f"/v1/payment-links/{links[0]['id']}/void"), 200)
    let_go = eventually(lambda: shop.api.delete("/v1/stripe-account").status_code, lambda status: status != 503)

    assert let_go in (204, 404)
    assert [shop.stripe.pay(url).status_code for url in urls] == [410, 410]
    assert {each["status"] for each in stack.stripe.listed("/v1/checkout/sessions", account)} == {"expired"}
    shop.stripe.pay(shop.press_pay(links[1]["url"]))
    shop.await_link(links[1]["id"], "paid")
    assert len(stack.stripe.listed("/v1/checkout/sessions", account)) == 2, "the third is on the platform's account"


def test_a_sale_under_our_mark_on_that_account_pays_nobody_else_s_order(
    stack: LocalStack, shop: Shop, account: str
) -> None:
    victim = stack.new_shop()
    link = victim.make_link(victim.place(collect="none")["id"])
    marks = victim.stripe.session_at(victim.press_pay(link["url"]))["metadata"]

    stack.stripe.pay(forged(stack, account, marks, link["amount"])["url"])

    never(lambda: victim.read_link(link["id"]), lambda seen: seen["status"] != "open")
    stack.stripe.deliver_all()
    eventually(
        lambda: (stack.queues.depths()["orderpay-local-webhooks"], stack.stripe.undelivered()),
        lambda left: not any(left),
    )
    assert stack.surplus(victim.id) == []
    victim.stripe.pay(victim.press_pay(link["url"]))
    victim.await_link(link["id"], "paid")


def test_an_owner_who_takes_the_access_back(stack: LocalStack, shop: Shop, account: str) -> None:
    stack.stripe.change_account(account, revoked=True)
    eventually(lambda: shop.api.get("/v1/stripe-account").status_code, lambda status: status == 404)

    order = shop.place(collect="link")
    shop.stripe.pay(shop.press_pay(order["payment_link"]))

    shop.await_paid(order["id"])


def forged(stack: LocalStack, account: str, marks: Json, amount: int) -> Json:
    """A checkout that the account's owner opens under our mark."""
    form: Json = {
        "mode": "payment",
        "success_url": "https://elsewhere.example",
        "line_items[0][quantity]": 1,
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": amount,
        "line_items[0][price_data][product_data][name]": "Forged",
    }
    form |= {f"metadata[{name}]": value for name, value in marks.items()}
    form |= {f"payment_intent_data[metadata][{name}]": value for name, value in marks.items()}
    headers = {"Authorization": f"Bearer {stack.stripe.key}", "Stripe-Account": account}
    answer = stack.http.post(f"{stack.stripe.url}/v1/checkout/sessions", data=form, headers=headers)
    return body_of(answer, 200)
