"""Floods of webhooks, of Stripe's and of shops': true ones many times, forged ones, and a day of them replayed."""

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from bench.drills.drill import Scene
from bench.load.books import Verdict
from tests.support.connected_shop import SYSTEMS, connect

_COPIES: Final = 10
_FORGED: Final = 60
_SALES: Final = 10
_LINKS: Final = 6
_SENDERS: Final = 6
_EVENTS_AT_MOST: Final = 100
Json = dict[str, Any]


def flood(scene: Scene) -> Verdict:
    """Every copy is answered as its first, every forgery refused; each order is there and paid once."""
    shop = scene.shop()
    wanted = _paid_links(scene, shop)
    answers: dict[str, Counter[int]] = {}
    events = [each for each in shop.stripe.events() if shop.id in json.dumps(each)]
    with ThreadPoolExecutor(_SENDERS) as pool:
        copies = [event for event in events for _ in range(_COPIES)]
        answers["copies of Stripe's"] = Counter(pool.map(lambda each: shop.stripe.deliver(each).status_code, copies))
        forged = [events[number % len(events)] for number in range(_FORGED)]
        answers["forged as Stripe's"] = Counter(
            pool.map(lambda each: shop.stripe.deliver(each, secret="whsec_guess").status_code, forged)  # noqa: S106
        )
        for system in SYSTEMS:
            connected = connect(shop, system)
            sales = [connected.sale() for _ in range(_SALES)]
            for sale in sales:
                scene.keep(shop, connected.order_id(sale))
            wanted |= {connected.order_id(sale) for sale in sales}
            said = [connected.front.announcement(sale, "created") for sale in sales] * _COPIES
            lies = [connected.front.announcement(connected.sale(), "created", secret="guess") for _ in sales]  # noqa: S106
            told = pool.map(lambda each, post=connected.post: post(each).status_code, (*said, *lies))
            statuses = list(told)
            answers[f"copies of {system}'s"] = Counter(statuses[: len(said)])
            answers[f"forged as {system}'s"] = Counter(statuses[len(said) :])
    for name, found in answers.items():
        for status, times in found.items():
            scene.count(f"{name} answered {status}", times)
    verdict = scene.end(wanted)
    verdict.faults += wrong_answers(answers)
    return verdict


def wrong_answers(answers: dict[str, Counter[int]]) -> list[str]:
    """A forgery may never be taken; 429 is the gateway's, and harms nobody."""
    taken = [name for name, found in answers.items() if name.startswith("forged") and found[200]]
    broken = [name for name, found in answers.items() if any(status >= 500 for status in found)]
    return [f"{name} was taken" for name in taken] + [f"{name} was answered 5xx" for name in broken]


def replay(scene: Scene) -> Verdict:
    """A day's events, all sent anew by the provider and in reverse by us, change nothing."""
    shop = scene.shop()
    wanted = _paid_links(scene, shop)
    wanted |= {scene.place(shop)["id"] for _ in range(_SALES)}
    scene.end(wanted)
    before = _state(shop)
    events: Sequence[Json] = [each for each in shop.stripe.events() if shop.id in json.dumps(each)][:_EVENTS_AT_MOST]
    for event in events:
        answer = scene.stack.http.post(f"{shop.stripe.url}/_sim/deliver", json={"event": event["id"]})
        answer.raise_for_status()
    # Newest first, as `events` has them: the opposite of how they happened.
    refused = sum(shop.stripe.deliver(event).status_code != 200 for event in events)
    scene.set(events_replayed=2 * len(events), refused=refused)
    verdict = scene.end(wanted)
    if _state(shop) != before:
        verdict.faults.append("a replay changed an order, the wallet or the journal")
    return verdict


def _state(shop: Any) -> Json:
    orders = {order["id"]: order for order in shop.api.listed("/v1/orders")}
    return {"orders": orders, "wallet": shop.wallet(), "journal": shop.journal()}


def _paid_links(scene: Scene, shop: Any) -> set[str]:
    links = [scene.place(shop, collect="link") for _ in range(_LINKS)]
    for order in links:
        shop.stripe.pay(shop.press_pay(order["payment_link"]))
    for order in links:
        shop.await_paid(order["id"])
    return {order["id"] for order in links}
