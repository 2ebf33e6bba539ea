"""Secrets of connected shops: two are taken while they turn, and none is told twice or kept for nothing."""

from datetime import timedelta

import pytest

from shared.shops.systems import ShopSystem
from tests.functional.handlers.connected import CONNECTIONS, DOMAINS, Connected, ask, connect
from tests.functional.handlers.shop import Shop


@pytest.fixture
def connected(shop: Shop) -> Connected:
    """A shop on WooCommerce."""
    return connect(shop)


def test_both_secrets_are_taken_until_the_older_is_over(connected: Connected) -> None:
    turned = connected.ask("POST /rotate-secret", body={"expires_in_hours": 2})
    assert turned.status == 201
    new, old = turned.json["secret"], connected.secret
    assert [bool(each["expires_at"]) for each in turned.json["connection"]["secrets"]] == [False, True]
    assert [connected.deliver(sign=secret).status for secret in (new, old)] == [200, 200]
    third = connected.ask("POST /rotate-secret", body={"expires_in_hours": 1})
    assert (third.status, third.json["code"]) == (409, "too_many_secrets")
    connected.shop.world.clock.moment += timedelta(hours=2)
    assert [connected.deliver(sign=secret).status for secret in (new, old)] == [200, 401]
    assert connected.ask("POST /rotate-secret", body={"expires_in_hours": 1}).status == 201


def test_no_hours_end_every_other_secret_at_once(connected: Connected) -> None:
    value = "what-the-shop-made"
    mine = {"expires_in_hours": 0, "secret": value}
    turned = connected.ask("POST /rotate-secret", body=mine)
    assert (turned.status, turned.json["secret"]) == (201, value)
    assert [connected.deliver(sign=secret).status for secret in (value, connected.secret)] == [200, 401]
    (item,) = connected.shop.world.items("shop_connection")
    assert [row[1] for row in item["secrets"]] == [value, ""], "of what is over only its id is kept"
    again = connected.ask("POST /rotate-secret", body=mine)
    assert again.status == 201
    assert "secret" not in again.json, "the newest given once more makes no second"
    assert len(again.json["connection"]["secrets"]) == 1


def test_the_newest_given_again_ends_the_one_before_it_sooner_and_never_later(shop: Shop) -> None:
    """Of a secret that Shopify made there is no other to rotate to, when the one before it turns out to be stolen."""
    connected = connect(shop, ShopSystem.SHOPIFY, secret="the-stolen-one")
    mine = {"secret": "the-newest-one"}
    assert connected.ask("POST /rotate-secret", body=mine | {"expires_in_hours": 24}).status == 201
    shown = connected.ask("GET").json["secrets"]
    assert connected.ask("POST /rotate-secret", body=mine | {"expires_in_hours": 168}).status == 201
    assert connected.ask("GET").json["secrets"] == shown
    ended = connected.ask("POST /rotate-secret", body=mine | {"expires_in_hours": 0})
    assert (ended.status, ended.json["id"], "secret" in ended.json) == (201, shown[0]["id"], False)
    assert ended.json["connection"]["secrets"] == shown[:1]
    assert [connected.deliver(sign=secret).status for secret in ("the-newest-one", "the-stolen-one")] == [200, 401]
    (item,) = connected.shop.world.items("shop_connection")
    assert [row[1] for row in item["secrets"]] == ["the-newest-one", ""], "what is over is forgotten"


def test_a_secret_that_is_over_is_none_that_the_shop_is_connected_with(shop: Shop) -> None:
    body = {"system": "shopify", "domain": DOMAINS[ShopSystem.SHOPIFY], "secret": "the-first-one"}
    connected = connect(shop, ShopSystem.SHOPIFY, secret="the-first-one")
    turned = connected.ask("POST /rotate-secret", body={"secret": "the-second-one", "expires_in_hours": 1})
    assert turned.status == 201
    assert ask(shop, f"POST {CONNECTIONS}", body=body).status == 200
    shop.world.clock.moment += timedelta(hours=1)
    refused = ask(shop, f"POST {CONNECTIONS}", body=body)
    assert (refused.status, refused.json["code"]) == (409, "shop_connected")
    assert ask(shop, f"POST {CONNECTIONS}", body=body | {"secret": "the-second-one"}).status == 200


def test_a_repeat_of_a_rotation_makes_no_second_and_tells_nothing(connected: Connected) -> None:
    key = {"idempotency-key": "k"}
    first = connected.ask("POST /rotate-secret", headers=key)
    again = connected.ask("POST /rotate-secret", headers=key)
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    assert "secret" not in again.json
    assert again.json["connection"] == first.json["connection"]
    other = connected.ask("POST /rotate-secret", headers=key, body={"expires_in_hours": 3})
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_secrets_are_told_once_and_never_logged(connected: Connected, caplog: pytest.LogCaptureFixture) -> None:
    turned = connected.ask("POST /rotate-secret").json["secret"]
    connected.deliver(sign="wrong")
    connected.deliver(b"{")
    delivery = connected.ask("POST /test").json["id"]
    told = [
        connected.ask("GET").text,
        connected.ask("GET /deliveries").text,
        connected.ask("GET /deliveries/{delivery_id}", path={"delivery_id": delivery}).text,
        connected.ask("PATCH", body={"collect": "link"}).text,
        ask(connected.shop, f"GET {CONNECTIONS}").text,
    ]
    logged = [str(vars(record)) for record in caplog.records]
    assert logged
    for secret in (turned, connected.secret):
        assert not [text for text in (*told, *logged) if secret in text]
