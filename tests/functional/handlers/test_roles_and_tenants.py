"""Who may call what: a key sees and moves only its own merchant's things (rule M10)."""

import importlib
from typing import Any

import pytest

from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR, Answer, Json, World

MERCHANT_ROUTES = {
    "order_intake": ["POST /v1/orders"],
    "read_orders": ["GET /v1/orders", "GET /v1/orders/{order_id}"],
    "read_links": ["GET /v1/payment-links", "GET /v1/payment-links/{link_id}"],
    "manage_links": ["POST /v1/orders/{order_id}/payment-links", "POST /v1/payment-links/{link_id}/void"],
    "manage_wallets": [
        "GET /v1/wallets",
        "GET /v1/wallets/{currency}",
        "PATCH /v1/wallets/{currency}",
        "GET /v1/wallets/{currency}/journal",
        "GET /v1/wallets/{currency}/consents",
        "GET /v1/wallets/{currency}/advice",
    ],
    "top_up_wallet": ["POST /v1/wallets/{currency}/top-ups"],
    "manage_callbacks": [
        "PUT /v1/callback-endpoint",
        "GET /v1/callback-endpoint",
        "DELETE /v1/callback-endpoint",
        "POST /v1/callback-endpoint/rotate-secret",
        "POST /v1/callback-endpoint/enable",
        "POST /v1/callback-endpoint/test",
        "GET /v1/callbacks",
        "GET /v1/callbacks/{callback_id}",
        "POST /v1/callbacks/{callback_id}/replay",
        "POST /v1/callbacks/replay",
    ],
    "manage_notifications": [
        "GET /v1/notifications",
        "POST /v1/notifications/{notification_id}/read",
        "POST /v1/notifications/read",
        "GET /v1/notification-settings",
        "PATCH /v1/notification-settings",
    ],
}
OPERATOR_ROUTES = [
    "POST /v1/merchants",
    "GET /v1/merchants",
    "GET /v1/merchants/{merchant_id}",
    "PATCH /v1/merchants/{merchant_id}",
    "POST /v1/merchants/{merchant_id}/api-keys",
    "GET /v1/merchants/{merchant_id}/api-keys",
    "DELETE /v1/merchants/{merchant_id}/api-keys/{key_id}",
]
ADJUSTMENTS = "/v1/merchants/{merchant_id}/wallets/{currency}/adjustments"
BODIES: dict[str, Any] = {
    "POST /v1/orders/{order_id}/payment-links": {},
    "POST /v1/payment-links/{link_id}/void": {},
}


def ask(world: World, function: str, route: str, **changes: Any) -> Answer:
    """Call a route of a function as its sample event does."""
    handler = importlib.import_module(f"functions.{function}.handler").lambda_handler
    if route in BODIES:
        changes["body"] = BODIES[route]
    return world.call(handler, function, route, **changes)


@pytest.mark.parametrize(
    ("function", "route"), [(function, route) for function, routes in MERCHANT_ROUTES.items() for route in routes]
)
@pytest.mark.parametrize("caller", [AS_OPERATOR, {}, {"role": "merchant"}], ids=["operator", "nobody", "no merchant"])
def test_a_merchants_route_takes_a_merchants_key_only(world: World, function: str, route: str, caller: Json) -> None:
    path = {"order_id": "ord_" + "0" * 26, "link_id": "lnk_" + "0" * 26, "currency": "EUR"}
    answer = ask(world, function, route, path=path, query={}, authorizer=caller)
    assert (answer.status, answer.json["code"]) == (403, "merchant_key_required")


@pytest.mark.parametrize("route", ["GET /v1/audits", "GET /v1/audits/{audit_id}"])
def test_audits_are_the_operators(shop: Shop, route: str) -> None:
    path = {"audit_id": "aud_" + "0" * 26}
    answer = ask(shop.world, "read_audits", route, path=path, query={}, authorizer=shop.me)
    assert (answer.status, answer.json["code"]) == (403, "operator_key_required")


@pytest.mark.parametrize("route", OPERATOR_ROUTES)
def test_an_operators_route_takes_the_operators_key_only(shop: Shop, route: str) -> None:
    path = {"merchant_id": shop.id, "key_id": "key_" + "0" * 26}
    answer = ask(shop.world, "manage_merchants", route, path=path, authorizer=shop.me)
    assert (answer.status, answer.json["code"]) == (403, "operator_key_required")


@pytest.mark.parametrize("route", [f"POST {ADJUSTMENTS}", f"GET {ADJUSTMENTS}"])
def test_a_merchant_adjusts_no_wallet_not_even_its_own(shop: Shop, route: str) -> None:
    path = {"merchant_id": shop.id, "currency": "EUR"}
    answer = ask(shop.world, "adjust_wallets", route, path=path, authorizer=shop.me)
    assert (answer.status, answer.json["code"]) == (403, "operator_key_required")


def test_another_merchants_things_are_404_as_if_they_did_not_exist(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    other = Shop(world, world.merchant())
    routes = [
        ("read_orders", "GET /v1/orders/{order_id}", {"order_id": order}, {"order_id": "ord_" + "0" * 26}),
        ("manage_links", "POST /v1/orders/{order_id}/payment-links", {"order_id": order}, {"order_id": "nonsense"}),
        ("read_links", "GET /v1/payment-links/{link_id}", {"link_id": link["id"]}, {"link_id": "lnk_" + "0" * 26}),
        ("manage_links", "POST /v1/payment-links/{link_id}/void", {"link_id": link["id"]}, {"link_id": "nonsense"}),
    ]
    for function, route, theirs, nobodys in routes:
        answer = ask(world, function, route, path=theirs, authorizer=other.me)
        assert answer.status == 404, route
        assert answer.text == ask(world, function, route, path=nobodys, authorizer=other.me).text
    assert shop.page(link) == "open"


def test_links_and_wallets_are_listed_for_their_own_merchant_only(world: World, shop: Shop) -> None:
    links = [shop.link(shop.order(collect="none")) for _ in range(3)]
    shop.consent()
    shop.consent("JPY")
    other = Shop(world, world.merchant())
    listed = {name: ask(world, "read_links", "GET /v1/payment-links", query={}, authorizer=each.me).json
              for name, each in (("mine", shop), ("theirs", other))}  # fmt: skip
    assert [link["id"] for link in listed["mine"]["data"]] == [link["id"] for link in links[::-1]]
    assert listed["theirs"] == {"data": [], "next_cursor": None}
    wallets = ask(world, "manage_wallets", "GET /v1/wallets", authorizer=shop.me).json["data"]
    assert [wallet["currency"] for wallet in wallets] == ["EUR", "JPY"]
    assert ask(world, "manage_wallets", "GET /v1/wallets", authorizer=other.me).json["data"] == []


@pytest.mark.parametrize("route", [*MERCHANT_ROUTES["manage_wallets"][1:], *MERCHANT_ROUTES["top_up_wallet"]])
def test_a_wallet_of_no_currency_is_404(shop: Shop, route: str) -> None:
    function = "top_up_wallet" if "top-ups" in route else "manage_wallets"
    answer = ask(shop.world, function, route, path={"currency": "XXX"}, query={}, authorizer=shop.me)
    assert answer.status == 404


NOT_AGREED = {"enabled": False, "terms": None, "accepted_by": None, "accepted_at": None}
UNTRIED = {"failures": 0, "last_failure": None, "next_try_at": None}


def test_an_untouched_wallet_is_empty_and_without_consent(shop: Shop) -> None:
    assert shop.wallet("USD") == {
        "currency": "USD",
        "paused": False,
        "drain_after_top_up": False,
        "low_balance_alert": None,
        "limits": {"per_order": None, "per_day": None},
        "spent": {"day": None, "amount": 0},
        "balance": 0,
        "debt": 0,
        "sequence": 0,
        "auto_debit": {
            "enabled": False,
            "terms": None,
            "accepted_by": None,
            "accepted_at": None,
            "suspended_by_debt": False,
            "suspended_by_restriction": False,
        },
        "automatic_top_up": NOT_AGREED | UNTRIED | {"threshold": None, "amount": None, "method": None},
        "top_up_schedule": None,
        "pending_top_up": None,
        "collect_from_methods": NOT_AGREED | UNTRIED | {"pending": None},
    }
    assert shop.journal("USD").json == {"data": [], "next_cursor": None}


def test_consent_is_recorded_with_who_when_and_to_which_text(shop: Shop) -> None:
    shop.consent()
    given = shop.wallet()["auto_debit"]
    assert given | {"accepted_at": ""} == {
        "enabled": True, "terms": "terms 2026-10", "accepted_by": "Mira Okafor", "accepted_at": "",
        "suspended_by_debt": False, "suspended_by_restriction": False,
    }  # fmt: skip
    assert given["accepted_at"].startswith("2026-11-22T03:12:4")
    shop.consent(given=False)
    assert shop.wallet()["auto_debit"]["enabled"] is False


@pytest.mark.parametrize("wish", [{"enabled": True}, {"enabled": True, "terms": "t"}, {"enabled": "yes"}, {}])
def test_consent_that_is_not_whole_is_refused(shop: Shop, wish: Json) -> None:
    body = {"auto_debit": wish}
    answer = ask(shop.world, "manage_wallets", "PATCH /v1/wallets/{currency}", body=body, authorizer=shop.me)
    assert answer.status == 422
    assert shop.wallet()["auto_debit"]["enabled"] is False
