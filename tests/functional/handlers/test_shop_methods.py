"""``GET /v1/shops/{shop_id}/payment-methods``: what buyers can pay with, by account and currency."""

import pytest

from functions.read_shop_methods.handler import lambda_handler as read_shop_methods
from tests.functional.handlers.own_account import ACCOUNT, OwnAccount
from tests.functional.handlers.shop import Shop
from tests.support.world import Answer, Json, World


def asked(shop: Shop, shop_id: str | None = None, **query: str) -> Answer:
    """Of itself, unless another is named."""
    path = {"shop_id": shop_id or shop.id}
    return shop.world.call(read_shop_methods, "read_shop_methods", path=path, query=query, authorizer=shop.me)


def reasons(answer: Answer) -> Json:
    """By kind, why not."""
    assert answer.status == 200, answer.text
    rows = answer.json["data"]
    assert all(row["available"] is (row["reason"] is None) for row in rows)
    return {row["type"]: row["reason"] for row in rows}


def switch(world: World, **offers: str) -> None:
    """In the provider's dashboard."""
    world.browser.post(f"{world.stripe.url}/_sim/offers", json=offers).raise_for_status()


def test_everything_that_is_switched_on(shop: Shop) -> None:
    answer = asked(shop)
    assert reasons(answer) == {"card": None, "paypal": None}
    assert (answer.json["shop_id"], answer.json["currency"], answer.json["account"]) == (shop.id, "EUR", None)


@pytest.mark.parametrize(("state", "reason"), [("off", "switched_off"), ("unavailable", "not_activated")])
def test_what_is_switched_off_or_not_activated(shop: Shop, state: str, reason: str) -> None:
    switch(shop.world, paypal=state)
    assert reasons(asked(shop)) == {"card": None, "paypal": reason}
    switch(shop.world, card=state, paypal="on")
    assert reasons(asked(shop)) == {"card": reason, "paypal": None}


def test_paypal_knows_few_currencies(shop: Shop) -> None:
    assert reasons(asked(shop, currency="USD")) == {"card": None, "paypal": None}
    answer = asked(shop, currency="KWD")
    assert (answer.json["currency"], reasons(answer)) == ("KWD", {"card": None, "paypal": "currency_not_supported"})


def test_a_shops_own_account_takes_cards_alone(shop: Shop) -> None:
    OwnAccount(shop).connected()
    answer = asked(shop)
    assert (answer.json["account"], reasons(answer)) == (ACCOUNT, {"card": None, "paypal": "not_on_own_account"})
    switch(shop.world, account=ACCOUNT, card="off")
    assert reasons(asked(shop))["card"] == "switched_off"


@pytest.mark.parametrize("currency", ["eur", "XXX", "€"])
def test_a_currency_that_is_none_is_refused(shop: Shop, currency: str) -> None:
    answer = asked(shop, currency=currency)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "currency")


def test_another_shop_is_not_there(world: World, shop: Shop) -> None:
    other = world.merchant()
    assert asked(shop, other).status == asked(shop, "mer_" + "0" * 26).status == 404


def test_a_provider_that_does_not_answer_is_503(shop: Shop) -> None:
    fault = {"kind": "timeout", "path": "/v1/payment_method_configurations", "count": 1}
    shop.world.faults(calls=[fault, fault])
    assert asked(shop).status == 503
