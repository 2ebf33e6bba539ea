"""What the API refuses: keys, URLs, parameters, amounts, times."""

import time
from typing import Any

import pytest
import stripe

from tests.functional.local.stripe_support import KEY, Shop, payment_session


def refused(shop: Shop, shape: Any) -> stripe.InvalidRequestError:
    """The refusal of a checkout session."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.client.v1.checkout.sessions.create(shape)
    assert caught.value.http_status == 400
    return caught.value


def test_keys(shop: Shop) -> None:
    wrong = stripe.StripeClient("sk_test_wrong1234", base_addresses={"api": shop.running.url})
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided") as caught:
        wrong.v1.customers.list()
    assert caught.value.http_status == 401
    bare = shop.http.get(f"{shop.running.url}/v1/customers")
    assert (bare.status_code, bare.json()["error"]["type"]) == (401, "invalid_request_error")
    assert shop.http.get(f"{shop.running.url}/v1/customers", auth=(KEY, "")).status_code == 200


def test_headers_of_every_answer(shop: Shop) -> None:
    answer = shop.http.get(f"{shop.running.url}/v1/customers", auth=(KEY, ""))
    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Stripe-Version"] == stripe.api_version
    other = {"Stripe-Version": "2019-02-19"}
    assert shop.http.get(f"{shop.running.url}/v1/customers", auth=(KEY, ""), headers=other).status_code == 400


def test_unknown_urls_and_objects(shop: Shop) -> None:
    for path in ("/v1/unicorns", "/v1/customers/", "/v1/checkout/sessions/x/y"):
        assert shop.http.get(shop.running.url + path, auth=(KEY, "")).status_code == 404
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.client.v1.payment_intents.retrieve("pi_none")
    assert (caught.value.http_status, caught.value.code, caught.value.param) == (404, "resource_missing", "intent")
    assert "No such payment_intent: 'pi_none'" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"payment_intent_data": {"confirm": True}}, "parameter_unknown", "payment_intent_data[confirm]"),
        ({"mode": "pay"}, None, "mode"),
        ({"mode": "subscription"}, None, "mode"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"customer_email": ""}, "parameter_invalid_empty", "customer_email"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"customer": "cus_none"}, "resource_missing", "customer"),
        ({"customer": "cus_1", "customer_email": "a@b.example"}, "parameters_exclusive", "customer_email"),
        ({"success_url": "shop.example"}, "url_invalid", "success_url"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"line_items": [{"quantity": 1}]}, None, "line_items[0]"),
        ({"line_items": [{"price": "price_1", "quantity": 1}]}, "resource_missing", "line_items[0][price]"),
        ({"expand": ["colour"]}, None, "expand"),
        ({"allowed_payment_method_types": ["ideal"]}, None, None),
    ],
)
def test_sessions_that_are_refused(shop: Shop, change: Any, code: str | None, param: str | None) -> None:
    error = refused(shop, {**payment_session(), **change})
    assert (error.code, error.param) == (code, param)


@pytest.mark.parametrize("name", ["mode", "success_url", "line_items"])
def test_what_a_session_needs(shop: Shop, name: str) -> None:
    shape = payment_session()
    del shape[name]
    error = refused(shop, shape)
    assert (error.code, error.param) == ("parameter_missing", name)


@pytest.mark.parametrize(
    ("amount", "currency", "fine"),
    [
        (49, "eur", False),
        (50, "eur", True),
        (30, "gbp", True),
        (49, "jpy", False),
        (50, "jpy", True),
        (1234, "kwd", False),
        (1230, "kwd", True),
        (99_999_999, "usd", True),
        (100_000_000, "usd", False),
        (-5, "eur", False),
        (500, "xxx", False),
    ],
)
def test_amounts(shop: Shop, amount: int, currency: str, fine: bool) -> None:
    if fine:
        assert shop.open_session(amount=amount, currency=currency).amount_total == amount
        assert shop.client.v1.payment_intents.create({"amount": amount, "currency": currency}).amount == amount
        return
    refused(shop, payment_session(amount, currency))
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.payment_intents.create({"amount": amount, "currency": currency})


@pytest.mark.parametrize(("ahead", "fine"), [(1700, False), (1860, True), (86_300, True), (86_500, False)])
def test_a_session_lives_between_half_an_hour_and_a_day(shop: Shop, ahead: int, fine: bool) -> None:
    shape: Any = {**payment_session(), "expires_at": int(time.time()) + ahead}
    if fine:
        assert shop.client.v1.checkout.sessions.create(shape).expires_at == shape["expires_at"]
    else:
        assert refused(shop, shape).param == "expires_at"


def test_nothing_is_left_of_a_refused_session(shop: Shop) -> None:
    refused(shop, {**payment_session(), "metadata": {"k": "v" * 501}})
    assert shop.client.v1.checkout.sessions.list().data == []
    assert shop.event_types() == []


@pytest.mark.parametrize("account", ["nobody", "acct_", "acct_1;2"])
def test_accounts_that_cannot_be(shop: Shop, account: str) -> None:
    with pytest.raises(stripe.PermissionError) as caught:
        shop.client.v1.customers.list({}, {"stripe_account": account})
    assert caught.value.http_status == 403
    assert caught.value.error is not None
    assert caught.value.error.code == "account_invalid"


@pytest.mark.parametrize("text", ["a[b=1", "a=1&a[b]=2", "metadata=1", "metadata[a][b]=1", "email[x]=1"])
def test_malformed_forms(shop: Shop, text: str) -> None:
    answer = shop.http.post(f"{shop.running.url}/v1/customers", content=text, auth=(KEY, ""))
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
