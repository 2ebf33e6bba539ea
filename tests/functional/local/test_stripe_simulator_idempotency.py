"""Idempotency keys: replay, mismatch, under way, what is kept and for how long."""

import threading
import time
from typing import Any

import httpx
import pytest
import stripe

from tests.functional.local.stripe_support import KEY, Shop, payment_session

SAME: Any = {"idempotency_key": "pay:pay_1:1"}


def post(shop: Shop, path: str, body: dict[str, str], key: str) -> httpx.Response:
    """A raw call, to see its headers."""
    headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": key}
    return shop.http.post(shop.running.url + path, data=body, headers=headers)


def test_the_same_request_is_replayed(shop: Shop) -> None:
    first = shop.client.v1.checkout.sessions.create(payment_session(), SAME)
    second = shop.client.v1.checkout.sessions.create(payment_session(), SAME)
    assert first.id == second.id
    assert len(shop.client.v1.checkout.sessions.list().data) == 1


def test_a_replay_says_so(shop: Shop) -> None:
    first = post(shop, "/v1/customers", {"name": "Ada"}, "k1")
    second = post(shop, "/v1/customers", {"name": "Ada"}, "k1")
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Original-Request"] == first.headers["Request-Id"]
    assert second.content == first.content


def test_the_replay_is_the_first_answer_not_the_state(shop: Shop) -> None:
    first = shop.client.v1.checkout.sessions.create(payment_session(), SAME)
    shop.client.v1.checkout.sessions.expire(first.id)
    assert shop.client.v1.checkout.sessions.create(payment_session(), SAME).status == "open"


def test_other_parameters_or_another_endpoint_are_refused(shop: Shop) -> None:
    shop.client.v1.checkout.sessions.create(payment_session(), SAME)
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as caught:
        shop.client.v1.checkout.sessions.create(payment_session(amount=2000), SAME)
    assert caught.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        shop.client.v1.customers.create({}, SAME)


def test_keys_belong_to_an_account(shop: Shop) -> None:
    connected: Any = {**SAME, "stripe_account": "acct_1Other"}
    here = shop.client.v1.customers.create({"name": "Ada"}, SAME)
    there = shop.client.v1.customers.create({"name": "Ada"}, connected)
    assert here.id != there.id


def test_refused_parameters_are_not_kept_but_a_declined_card_is(shop: Shop) -> None:
    assert post(shop, "/v1/payment_intents", {"amount": "x", "currency": "eur"}, "k1").status_code == 400
    assert post(shop, "/v1/payment_intents", {"amount": "700", "currency": "eur"}, "k1").status_code == 200
    declined = {"amount": "700", "currency": "eur", "confirm": "true", "payment_method": "pm_card_chargeDeclined"}
    first = post(shop, "/v1/payment_intents", declined, "k2")
    second = post(shop, "/v1/payment_intents", declined, "k2")
    assert (first.status_code, second.status_code, first.content) == (402, 402, second.content)
    assert len(shop.client.v1.charges.list().data) == 1


def test_a_request_under_way_answers_409(shop: Shop) -> None:
    shop.sim("faults", {"calls": [{"kind": "delay", "path": "/v1/customers", "seconds": 1.0}]})
    slow: list[int] = []
    thread = threading.Thread(target=lambda: slow.append(post(shop, "/v1/customers", {}, "k1").status_code))
    thread.start()
    until = time.monotonic() + 5
    while shop.sim("faults", method="GET")["calls"] and time.monotonic() < until:
        time.sleep(0.01)
    meanwhile = post(shop, "/v1/customers", {}, "k1")
    thread.join()
    assert meanwhile.status_code == 409
    assert meanwhile.json()["error"]["code"] == "idempotency_key_in_use"
    assert slow == [200]
    assert post(shop, "/v1/customers", {}, "k1").headers["Idempotent-Replayed"] == "true"


def test_keys_are_forgotten_after_a_day(shop: Shop) -> None:
    first = post(shop, "/v1/customers", {}, "k1").json()["id"]
    shop.sim("advance", {"seconds": 86390})
    assert post(shop, "/v1/customers", {}, "k1").json()["id"] == first
    shop.sim("advance", {"seconds": 20})
    assert post(shop, "/v1/customers", {}, "k1").json()["id"] != first


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_keys_have_a_length(shop: Shop, key: str) -> None:
    assert post(shop, "/v1/customers", {}, key).status_code == 400
