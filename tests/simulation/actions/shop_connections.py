"""Merchants connect shops, pause and resume them, change secrets, remove them, and have deliveries taken up anew."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from functions.manage_shops.handler import lambda_handler as manage_shops
from shared.shops.delivery import REPLAYABLE, Outcome, from_item
from shared.shops.systems import ShopSystem
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent, recent_merchant
from tests.simulation.actions.shop_sales import a_shop
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.shop_systems import Shop

Json = dict[str, Any]
_MOST: Final = 3
_APP_SECRET: Final = "the-secret-of-an-app"
"""One app signs for all shops that installed it; so a delivery is told from another shop's by its domain alone."""


def connect(world: World, step: Step, chance: Random) -> None:
    """A merchant's shop, or one more."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is not None and len(world.books.connected.shops) < _MOST:
        system = chance.choice(list(ShopSystem))
        number = len(world.books.connected.shops) + 1
        domain = f"shop-{number}.myshopify.com" if system is ShopSystem.SHOPIFY else f"shop-{number}.example/de"
        currency = chance.choice(("EUR",) * 8 + ("JPY", "KWD"))
        shop = Shop(merchant_id, system, domain, currency, chance.choice(("auto", "auto", "link", "none")))
        world.books.connected.shops[domain] = shop
        _connect(world, shop)


def connect_anew(world: World, step: Step, chance: Random) -> None:
    """One that was removed, or whose merchant did not hear that it is connected."""
    shop = a_shop(world, chance)
    if shop is not None:
        _connect(world, shop)


def _connect(world: World, shop: Shop) -> None:
    secret = {"secret": _APP_SECRET} if shop.system is ShopSystem.SHOPIFY else {}
    body = {"system": str(shop.system), "domain": shop.domain, "collect": shop.collect} | secret

    def told(answer: Answer) -> None:
        if answer.status in (200, 201):
            shop.connection_id = answer.json["id"]
        if answer.status == 201:
            shop.secret = answer.json["secret"]

    _call(world, shop, "POST /v1/shop-connections", body, told)


def pause(world: World, step: Step, chance: Random) -> None:
    """Nothing is made of what a shop delivers from now on."""
    _patch(world, chance, {"paused": True})


def resume_shop(world: World, step: Step, chance: Random) -> None:
    """And what was held comes after all."""
    _patch(world, chance, {"paused": False})


def resume_all(world: World) -> None:
    """All of them, at the end."""
    for shop in world.books.connected.shops.values():
        patch(world, shop, {"paused": False}, lambda _: None)


def refuse_currencies(world: World, step: Step, chance: Random) -> None:
    """Only some that no shop here has."""
    world.struck["shop_rules_changed"] += 1
    _patch(world, chance, {"currencies": ["USD"]})


def take_currencies(world: World, step: Step, chance: Random) -> None:
    """All again."""
    _patch(world, chance, {"currencies": None})


def _patch(world: World, chance: Random, body: Json) -> None:
    shop = a_shop(world, chance)
    if shop is not None:
        patch(world, shop, body, lambda _: None)


def patch(world: World, shop: Shop, body: Json, told: Callable[[Answer], None]) -> None:
    """Change a connection."""
    _call(world, shop, "PATCH /v1/shop-connections/{connection_id}", body, told)


def rotate(world: World, step: Step, chance: Random) -> None:
    """A new secret, which the shop signs with at once, later, or never."""
    shop = a_shop(world, chance)
    if shop is None:
        return
    late = chance.random() < 0.4

    def told(answer: Answer) -> None:
        if answer.status == 201 and not late:
            shop.secret = answer.json["secret"]

    body = {"expires_in_hours": chance.choice((0, 1, 24))}
    _call(world, shop, "POST /v1/shop-connections/{connection_id}/rotate-secret", body, told)


def remove(world: World, step: Step, chance: Random) -> None:
    """Nothing more is taken from it."""
    shop = a_shop(world, chance)
    if shop is not None:
        _call(world, shop, "DELETE /v1/shop-connections/{connection_id}", None, lambda _: None)


def replay_one(world: World, step: Step, chance: Random) -> None:
    """One of the last deliveries again."""
    shop = a_shop(world, chance)
    kept = [from_item(item) for _, item in world.books.of_kind("shop_delivery")]
    own = [each for each in kept if shop is not None and each.connection_id == shop.connection_id]
    if shop is None or not own:
        return
    wanted = recent(chance, own)

    def told(answer: Answer) -> None:
        fits = (200, 202) if wanted.outcome in REPLAYABLE else (200, 202, 409)
        if answer.status not in (*fits, 404, 409, 503):
            world.failures.append(f"M6: a replay of {wanted.outcome} was answered {answer.status}")

    route = "POST /v1/shop-connections/{connection_id}/deliveries/{delivery_id}/replay"
    _call(world, shop, route, None, told, {"delivery_id": wanted.id})


def replay_all(world: World, step: Step, chance: Random) -> None:
    """All with one outcome."""
    shop = a_shop(world, chance)
    if shop is not None:
        wanted = chance.choice((Outcome.IGNORED, Outcome.REJECTED, Outcome.REJECTED, Outcome.CONFLICT))
        route = "POST /v1/shop-connections/{connection_id}/deliveries/replay"
        _call(world, shop, route, {"outcome": str(wanted)}, lambda _: None)


def send_test(world: World, step: Step, chance: Random) -> None:
    """A test delivery makes no order."""
    shop = a_shop(world, chance)
    if shop is not None:
        _call(world, shop, "POST /v1/shop-connections/{connection_id}/test", None, lambda _: None)


def _call(
    world: World,
    shop: Shop,
    route: str,
    body: Json | None,
    told: Callable[[Answer], None],
    path: Json | None = None,
) -> None:
    if "{connection_id}" in route and shop.connection_id is None:
        return
    text = json.dumps(body) if body is not None else ""
    where = {"connection_id": shop.connection_id} | (path or {})
    event = http_event(route, world.api.key_of(shop.merchant_id), path=where, body=text)
    world.request(manage_shops, event, told)


ACTIONS: Final = {
    "connect_shop": Action(connect, 0),
    "connect_shop_anew": Action(connect_anew, 0),
    "pause_shop": Action(pause, 0),
    "resume_shop": Action(resume_shop, 0),
    "refuse_currencies": Action(refuse_currencies, 0),
    "take_currencies": Action(take_currencies, 0),
    "rotate_shop_secret": Action(rotate, 0),
    "remove_shop": Action(remove, 0),
    "replay_delivery": Action(replay_one, 0),
    "replay_deliveries": Action(replay_all, 0),
    "test_shop": Action(send_test, 0),
}
