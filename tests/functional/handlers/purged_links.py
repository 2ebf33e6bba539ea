"""Links that are to be forgotten, and where something of them can still be found."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.read_links.handler import lambda_handler as read_links
from tests.functional.handlers import auditing, jobs
from tests.functional.handlers.shop import Shop, token_of
from tests.support.world import Json, World

BUYER = {"name": "Mira Okafor", "email": "mira@buyer.example", "phone": "+4915112345678", "locale": "de"}
PERSONAL = ("Mira Okafor", "mira@buyer.example", "+4915112345678", "changed my mind", "buyer@example.com")
"""What the shop told of the buyer, and what the buyer typed at the provider."""


def made(shop: Shop, **order: Any) -> Json:
    """A link for a buyer's order."""
    return shop.link(shop.order(collect="none", customer=BUYER, **order), invoice_number="INV-7")


def paid(shop: Shop) -> Json:
    link = made(shop)
    shop.page(link)
    shop.world.pay(shop.checkout(link))
    shop.world.settle_down()
    return link


def void(shop: Shop) -> Json:
    link = made(shop)
    shop.checkout(link)
    shop.void(link["id"])
    shop.world.settle_down()
    return link


def expired(shop: Shop) -> Json:
    link = made(shop)
    shop.checkout(link)
    return link


WAYS: list[Callable[[Shop], Json]] = [paid, void, expired]


def left_of(world: World, link: Json) -> list[str]:
    """The kinds of the items in which the link, its token or anything of its buyer can still be found."""
    words = (token_of(link), *PERSONAL)
    return [item["kind"] for item in world.backing.items() if _tells(item, link["id"], words)]


def _tells(item: Json, link_id: str, words: tuple[str, ...]) -> bool:
    text = json.dumps(item, ensure_ascii=False)
    return item["pk"] == link_id or any(word in text for word in words)


def age(world: World, **more: float) -> None:
    """90 days, in which the schedules ran."""
    world.pass_time(days=30)
    jobs.repair()
    world.pass_time(days=60, **more)
    jobs.expire()
    world.settle_down()
    jobs.expire()


def listed(shop: Shop) -> list[Json]:
    """The shop's links."""
    return list(shop.world.call(read_links, "read_links", query=None, authorizer=shop.me).json["data"])


def in_flight(shop: Shop) -> Json:
    """A link whose buyer pays at the last moment, by a means that takes hours."""
    link, provider = made(shop), shop.world.stripe.simulator.world
    provider.settings = replace(provider.settings, async_payment=3 * 3600)
    shop.world.pass_time(days=89, hours=23, minutes=50)
    shop.page(link)
    shop.world.pay(shop.checkout(link), paypal="pending_paid")
    shop.world.deliver_webhooks()
    return link


def wait(world: World, *, minutes: float) -> None:
    """Nothing happens at the provider meanwhile."""
    world.clock.moment += timedelta(minutes=minutes)


def audited(world: World) -> list[Json]:
    """What an audit of today finds now."""
    asked = auditing.ask(world.clock.now().date().isoformat())
    assert asked["state"] == "done"
    return list(auditing.audit(world, asked["id"])["data"])
