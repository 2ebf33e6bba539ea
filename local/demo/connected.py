"""Shops that are connected: what their webhooks became here, against what stands in the shops' own books."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from local.demo.api import Api
from local.demo.buyer import Buyer
from local.demo.scenario import WalletPlan
from local.demo.shops import Shop, fill_wallet
from local.demo.street import Street
from local.stack.description import MerchantEntry

_QUIET_SECONDS = 45.0
_NAME = "Paper Thread"
_CREDITS = 100_000
_UNDECIDED = {"received", "waiting", "held"}
_UNSOUND = {"rejected", "conflict"}


@dataclass(frozen=True)
class Plan:
    """A shop, how its orders are collected, and what happens in it (names of the storefront's tales)."""

    system: str
    domain: str
    collect: str
    tales: tuple[str, ...]


PLANS = (
    Plan(
        "shopify",
        "paper-thread.myshopify.com",
        "link",
        ("ordered", "ordered_and_told_again", "edited", "overtaken", "cancelled", "paid_in_the_shop", "paid_later") * 2
        + ("tested", "forged"),
    ),
    Plan(
        "woocommerce",
        "thread.example/shop",
        "auto",
        ("pinged",)
        + ("ordered", "ordered_and_told_again", "overtaken", "cancelled", "paid_in_the_shop") * 2
        + ("forged",),
    ),
)


@dataclass(frozen=True)
class ConnectedStory:
    """What became of one shop: its orders by how they stand here, its deliveries by outcome, and what is wrong."""

    domain: str
    orders: Mapping[str, int]
    outcomes: Mapping[str, int]
    answers: Mapping[str, int]
    forged: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Connected:
    """One shop that is connected; ``number`` is its place in the street."""

    plan: Plan
    shop: Shop
    id: str
    source: str
    street: Street
    number: int

    @property
    def _path(self) -> str:
        return f"/v1/shop-connections/{self.id}"

    def listed(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Its deliveries and its orders as the API shows them."""
        deliveries = list(self.shop.api.listed(f"{self._path}/deliveries"))
        return deliveries, list(self.shop.api.listed("/v1/orders", source=self.source))


def open_connected(http: httpx.Client, base_url: str, operator: Api, buyer: Buyer, day: str) -> Shop:
    """A merchant whose orders all come from shops, with credits for them."""
    merchant = operator.create("/v1/merchants", {"name": _NAME, "currency": "EUR"}, f"{day}-connected")
    key = operator.create(f"/v1/merchants/{merchant['id']}/api-keys", {"label": "demo"}, f"{day}-key")
    entry = MerchantEntry(merchant["id"], key["key"], _NAME, "EUR")
    shop = Shop(entry, Api(http, base_url, entry.key))
    fill_wallet(shop, buyer, WalletPlan(_NAME, "EUR", 100, _CREDITS), day)
    return shop


def connect(shop: Shop, street: Street) -> list[Connected]:
    """Connect both shops, and let their day begin: it goes on beside everything else."""
    connected = []
    for plan in PLANS:
        wanted = {"system": plan.system, "domain": plan.domain, "collect": plan.collect}
        made = shop.api.create("/v1/shop-connections", wanted, f"{plan.system}-connection")
        opened = {"system": plan.system, "domain": plan.domain, "url": made["webhook_url"], "secret": made["secret"]}
        number = street.ask(open=opened)["shop"]
        street.ask(shop=number, play=plan.tales)
        connected.append(Connected(plan, shop, made["id"], made["source"], street, number))
    return connected


def await_connected(connected: Sequence[Connected]) -> list[ConnectedStory]:
    """What became of each shop's day; waited for while anything is still to come."""
    return [_await(each, each.street.ask(shop=each.number, report=True)) for each in connected]


def _await(each: Connected, told: dict[str, Any]) -> ConnectedStory:
    last, since = None, time.monotonic()
    while True:
        story = _story(each, told)
        if story != last:
            last, since = story, time.monotonic()
        if not story.faults or time.monotonic() - since > _QUIET_SECONDS:
            return story
        time.sleep(0.5)


def _story(each: Connected, told: dict[str, Any]) -> ConnectedStory:
    deliveries, orders = each.listed()
    outcomes = Counter(delivery["outcome"] for delivery in deliveries)
    forged = each.plan.tales.count("forged")
    found = Counter(_stands(order) for order in orders)
    faults = [f"{number} deliveries {name}" for name, number in outcomes.items() if name in _UNDECIDED | _UNSOUND]
    faults += _differences(told["orders"], orders, each.plan.collect)
    if told["answers"].get("401", 0) != forged or set(told["answers"]) - {"200", "401"}:
        faults.append(f"answered {told['answers']}, and {forged} were forged")
    return ConnectedStory(each.plan.domain, found, outcomes, told["answers"], forged, tuple(faults))


def _differences(books: Sequence[dict[str, Any]], orders: Sequence[dict[str, Any]], collect: str) -> list[str]:
    """What the shop's own books say and we do not."""
    due = {"link": "link open", "auto": "paid from credits"}[collect]
    states = {"due": due, "paid": "paid in the shop", "cancelled": "cancelled"}
    here = Counter((order["external_id"], order["amount"], _stands(order)) for order in orders)
    there = Counter((order["id"], order["amount"], states[order["state"]]) for order in books)
    return [f"{order} is not here" for order in (there - here)] + [f"{order} is here" for order in (here - there)]


def _stands(order: Mapping[str, Any]) -> str:
    if order["status"] == "cancelled":
        return "cancelled"
    if order["payment_status"] == "paid":
        means = order["payments"][0]["means"]
        return {"external": "paid in the shop", "credits": "paid from credits"}.get(means, f"paid by {means}")
    return "link open" if order["payment_link"] else "unpaid"
