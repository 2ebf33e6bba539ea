"""Thousands of webhooks at once, out of order and more than once: every order exactly once, and the books balance."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx
import pytest

from local.demo.storefront.sale import Sale
from local.demo.storefront.shop import Announcement
from tests.support.connected_shop import SYSTEMS, ConnectedShop, connect, distinct
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop
from tests.support.shop_audit import await_balanced
from tests.support.waiting import eventually

SEED: Final = 20261123
_SENDERS: Final = 6
_SALES: Final = 140
_TIME_OUT: Final = 5.0
"""Seconds, as Shopify has it; WooCommerce is more patient."""
_HELD: Final = 230
"""More than two pages of deliveries that are taken up at once."""
_QUIET: Final = {"applied", "unchanged", "stale"}


@pytest.fixture(autouse=True)
def quick(stack: LocalStack) -> Iterator[None]:
    """What was not done at once comes again soon."""
    with stack.queues.impatient():
        yield


def life(shop: ConnectedShop, number: int) -> tuple[Sale, list[Announcement]]:
    """How a sale ends, and four announcements of it, one of them twice."""
    sale = shop.sale(price=1_000 + number)
    if number % 5 == 3:
        end = sale.then(state="cancelled")
        said = [(sale, "created"), (end, "cancelled"), (end, "updated")]
    elif number % 5 == 4:
        sale = shop.sale(price=1_000 + number, state="paid")
        end = sale.then()
        said = [(sale, "created"), (sale, "paid"), (end, "updated")]
    else:
        end = sale.then().then()
        said = [(sale, "created"), (sale.then(), "updated"), (end, "updated")]
    made = [shop.front.announcement(*each) for each in said]
    return end, [*made, made[number % 3]]


def deliver(shop: ConnectedShop, announcements: Sequence[Announcement]) -> Counter[int]:
    """From several threads at once, each as impatient as a shop; statuses by how often."""

    def send(own: Sequence[Announcement]) -> Counter[int]:
        with httpx.Client(timeout=_TIME_OUT, trust_env=False) as http:
            return Counter(
                http.post(shop.front.url, content=each.body, headers=each.headers).status_code for each in own
            )

    with ThreadPoolExecutor(_SENDERS) as pool:
        shares = [announcements[start::_SENDERS] for start in range(_SENDERS)]
        return sum(pool.map(send, shares), Counter())


def test_a_burst_with_copies_and_out_of_order_makes_every_order_once(stack: LocalStack) -> None:
    merchant = stack.new_shop()
    merchant.consent()
    merchant.top_up(900_000)
    shops = [connect(merchant, system) for system in SYSTEMS]
    ends: dict[str, Sale] = {}
    kept: list[int] = []
    for shop in shops:
        lives = [life(shop, number) for number in range(_SALES)]
        announcements = [each for _, said in lives for each in said]
        random.Random(SEED).shuffle(announcements)  # noqa: S311
        assert deliver(shop, announcements) == {200: len(announcements)}
        ends |= {shop.order_id(end): end for end, _ in lives}
        kept.append(distinct(announcements))
    for shop, number in zip(shops, kept, strict=True):
        outcomes = Counter(each["outcome"] for each in shop.await_decided(number))
        assert outcomes.keys() <= _QUIET, outcomes

    orders = {order["id"]: order for shop in shops for order in merchant.api.listed("/v1/orders", source=shop.source)}
    assert orders.keys() <= ends.keys()
    assert {name for name, end in ends.items() if end.state != "cancelled"} <= orders.keys()
    findings = await_balanced(stack, merchant, orders)
    found = {order["id"]: _end(order) for order in findings.orders}
    assert {name: state for name, state in found.items() if state != ends[name].state} == {}
    due = [end.amount for end in ends.values() if end.state == "due"]
    assert findings.balance == 900_000 - sum(due)
    paid = [name for name, end in ends.items() if end.state != "cancelled"]
    assert stack.times_released(paid) == dict.fromkeys(paid, 1)


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_was_held_in_a_long_pause_is_taken_up_page_by_page(shop: Shop, system: str) -> None:
    connected = connect(shop, system, collect="none")
    connected.change(paused=True)
    sales = [connected.sale() for _ in range(_HELD)]
    created = [connected.front.announcement(sale, "created") for sale in sales]
    assert deliver(connected, created) == {200: _HELD}
    assert {each["outcome"] for each in connected.deliveries()} == {"held"}

    connected.change(paused=False)
    found = connected.await_outcomes(*["applied"] * _HELD)
    # Of what was still in the queue at the end of the pause some may be taken without being taken up anew.
    assert {each["replays"] for each in found} <= {0, 1}
    listed = eventually(lambda: list(shop.api.listed("/v1/orders")), lambda orders: len(orders) == _HELD)
    assert {order["id"] for order in listed} == {connected.order_id(sale) for sale in sales}
    assert eventually(lambda: shop.api.read(connected.path)["replay"], lambda walk: walk is None) is None


def _end(order: Json) -> str:
    """In the words of the shop's books."""
    if order["status"] == "cancelled":
        return "cancelled"
    means = order["payments"][0]["means"] if order["payments"] else None
    return {"external": "paid", "credits": "due"}.get(str(means), f"{order['payment_status']} by {means}")
