"""Connecting shops: once, with a secret that is told once, and changed by its merchant alone."""

from datetime import timedelta

import pytest

from shared.shops.systems import ShopSystem
from tests.functional.handlers.connected import CONNECTIONS, DOMAINS, ONE, Connected, ask, connect
from tests.functional.handlers.shop import Shop
from tests.support.world import Json

WOO: Json = {"system": "woocommerce", "domain": "shop.example"}


@pytest.fixture
def connected(shop: Shop) -> Connected:
    """A shop on WooCommerce."""
    return connect(shop)


def refused(shop: Shop, **body: object) -> tuple[str, str]:
    """Field and code of what is wrong."""
    answer = ask(shop, f"POST {CONNECTIONS}", body=WOO | body)
    assert answer.status == 422, answer.text
    (error,) = answer.json["errors"]
    return error["field"], error["code"]


def test_a_shop_is_connected_once_and_its_secret_told_once(shop: Shop) -> None:
    first = ask(shop, f"POST {CONNECTIONS}", body=WOO)
    assert first.status == 201
    made = first.json
    assert made["webhook_url"] == f"https://api.example.com/v1/shop-orders/woocommerce/{made['id']}"
    assert (made["source"], made["collect"], made["currency"]) == ("shop.example", "auto", "shop")
    again = ask(shop, f"POST {CONNECTIONS}", body=WOO | {"domain": "https://Shop.example/"})
    assert (again.status, again.json["id"]) == (200, made["id"])
    assert made["secret"] not in again.text
    for change in ({"collect": "link"}, {"test_orders": True}, {"currencies": ["EUR"]}, {"secret": "another-one"}):
        other = ask(shop, f"POST {CONNECTIONS}", body=WOO | change)
        assert (other.status, other.json["code"]) == (409, "shop_connected")
    assert len(shop.world.items("shop_connection")) == 1


def test_a_secret_of_the_shops_own_making_is_taken(shop: Shop) -> None:
    body = {"system": "shopify", "domain": DOMAINS[ShopSystem.SHOPIFY], "secret": "hush-hush-client-secret"}
    made = ask(shop, f"POST {CONNECTIONS}", body=body)
    assert (made.status, made.json["secret"]) == (201, body["secret"])
    assert ask(shop, f"POST {CONNECTIONS}", body=body).status == 200
    for secret in ("short", "with a space", "ümlaute-ohne-ende", "x" * 256, "new\nline-and-more"):
        assert refused(shop, secret=secret)[0] == "secret"


@pytest.mark.parametrize(
    ("domain", "kept"),
    [
        ("HTTPS://Shop.Example/", "shop.example"),
        ("https://example.com/de/", "example.com/de"),
        ("example.com:8443", "example.com:8443"),
        ("http://localhost", "localhost"),
        (f"shop.example/{'a/' * 100}b", f"shop.example/{'a/' * 100}b"),
    ],
)
def test_a_domain_is_kept_as_deliveries_name_it(shop: Shop, domain: str, kept: str) -> None:
    connected = connect(shop, domain=domain, source="web")
    assert connected.ask("GET").json["domain"] == kept
    assert connected.deliver().status == 200


@pytest.mark.parametrize(
    "domain",
    ["", "/", "https://", "user@shop.example", "shop example", "shöp.example", "a" * 256, "http://[::1", "-a.b"],
)
def test_what_is_no_domain_is_refused(shop: Shop, domain: str) -> None:
    assert refused(shop, domain=domain)[0] == "domain"


def test_shopify_and_long_domains_have_rules_of_their_own(shop: Shop) -> None:
    for domain in ("shop.example", "myshopify.com", "a.b.myshopify.com", "paper.myshopify.com/de"):
        assert refused(shop, system="shopify", domain=domain) == ("domain", "invalid_domain")
    long = f"{'a' * 60}.example.com"
    assert refused(shop, domain=long) == ("source", "missing")
    assert connect(shop, domain=long, source="web").ask("GET").json["source"] == "web"


def test_settings_are_changed_and_a_repeat_writes_nothing(connected: Connected) -> None:
    wish = {"collect": "link", "currency": "presentment", "currencies": ["USD", "EUR", "USD"], "test_orders": True}
    changed = connected.ask("PATCH", body=wish)
    assert changed.status == 200
    assert {name: changed.json[name] for name in wish} == wish | {"currencies": ["EUR", "USD"]}
    before = connected.shop.world.items("shop_connection")
    assert connected.ask("PATCH", body=wish).json == changed.json
    assert connected.ask("PATCH", body={}).json == changed.json
    assert connected.shop.world.items("shop_connection") == before
    assert connected.ask("PATCH", body={"currencies": None}).json["currencies"] is None
    wrongs: list[Json] = [
        {"collect": None},
        {"system": "shopify"},
        {"currencies": []},
        {"currencies": ["XXX"]},
        {"paused": 1},
    ]
    for wrong in wrongs:
        assert connected.ask("PATCH", body=wrong).status == 422


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


ROUTES = (
    "GET", "PATCH", "DELETE", "POST /rotate-secret", "POST /test", "GET /deliveries", "GET /deliveries/{delivery_id}",
    "POST /deliveries/{delivery_id}/replay", "POST /deliveries/replay",
)  # fmt: skip
BODIES = {"POST /deliveries/replay": {"outcome": "rejected"}, "PATCH": {"paused": True}}


@pytest.mark.parametrize("route", ROUTES)
def test_anothers_connection_is_one_that_does_not_exist(connected: Connected, route: str) -> None:
    connected.deliver(b"{")
    other = Shop(connected.shop.world, connected.shop.world.merchant())
    path = {"delivery_id": connected.deliveries()[0].id}
    before = connected.shop.world.backing.items()
    asked = {"path": path, "body": BODIES.get(route, "")}
    theirs = connected.ask(route, authorizer=other.me, **asked)
    nobodys = connected.ask(route, **asked | {"path": path | {"connection_id": "shp_" + "0" * 26}})
    assert (theirs.status, nobodys.status) == (404, 404)
    assert theirs.json == nobodys.json
    assert connected.shop.world.backing.items() == before
    assert ask(other, f"GET {CONNECTIONS}").json["data"] == []


def test_anothers_delivery_is_not_found_by_way_of_ones_own_connection(connected: Connected) -> None:
    connected.deliver(b"{")
    other = connect(Shop(connected.shop.world, connected.shop.world.merchant()))
    assert other.id != connected.id, "one shop may be connected by two merchants"
    path = {"delivery_id": connected.deliveries()[0].id}
    for route in ("GET /deliveries/{delivery_id}", "POST /deliveries/{delivery_id}/replay"):
        assert other.ask(route, path=path).status == 404


def test_removed_and_connected_again_it_has_its_address_and_another_secret(connected: Connected) -> None:
    assert connected.ask("DELETE").status == 204
    assert connected.ask("DELETE").status == 404
    assert connected.deliver().status == 401
    again = connect(connected.shop)
    assert (again.id, again.secret == connected.secret) == (connected.id, False)
    assert again.deliver().status == 200
    assert connected.deliver().status == 401


def test_changes_at_the_same_time_are_all_made(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody pauses between the reading and the writing of a rotation."""
    table = type(connected.shop.world.table)
    update = table.update
    paused: list[bool] = []

    def late(self: object, change: object) -> object:
        if not paused:
            paused.append(True)
            assert connected.ask("PATCH", body={"paused": True}).status == 200
        return update(self, change)  # type: ignore[arg-type]

    monkeypatch.setattr(table, "update", late)
    assert connected.ask("POST /rotate-secret").status == 201
    shown = connected.ask("GET").json
    assert shown["paused_at"] is not None
    assert len(shown["secrets"]) == 2
    assert ONE.format(connection_id=shown["id"]).endswith(connected.id)
