"""Connecting shops: once, with a secret that is told once, and changed by its merchant alone."""

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


def test_two_shops_never_share_a_source_for_their_orders_would_be_one(shop: Shop) -> None:
    """Both shops have an order 1: it would be one order here, changed and cancelled by either."""
    first = connect(shop, source="web")
    other = WOO | {"domain": "second.example", "source": "web"}
    refused = ask(shop, f"POST {CONNECTIONS}", body=other)
    assert (refused.status, refused.json["code"]) == (409, "source_taken")
    assert ask(shop, f"POST {CONNECTIONS}", body=WOO | {"source": "web"}).status == 200
    assert len(shop.world.items("shop_connection")) == 1
    theirs = Shop(shop.world, shop.world.merchant())
    assert ask(theirs, f"POST {CONNECTIONS}", body=other).status == 201, "another merchant's orders are others"
    assert first.ask("DELETE").status == 204
    assert ask(shop, f"POST {CONNECTIONS}", body=other).status == 201, "a shop that has moved keeps its orders"
    refused = ask(shop, f"POST {CONNECTIONS}", body=WOO | {"source": "web"})
    assert (refused.status, refused.json["code"]) == (409, "source_taken")
    assert connect(shop).ask("GET").json["source"] == "shop.example"


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
