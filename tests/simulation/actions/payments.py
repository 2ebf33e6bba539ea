"""Merchants pay chosen orders: from credits, or several in one checkout."""

import json
from collections.abc import Callable
from random import Random
from typing import Final

from functions.pay_orders.handler import lambda_handler as pay_orders
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import GOOD_CARD, http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import Answer, Known, World


def pay_credits(world: World, step: Step, chance: Random) -> None:
    """Some orders from credits; it says of each what became of it."""
    _pay(world, chance, "credits", lambda _: None)


def pay_checkout(world: World, step: Step, chance: Random) -> None:
    """Some orders together on one hosted page."""
    _pay(world, chance, "checkout", lambda _: None)


def buy_many(world: World, step: Step, chance: Random) -> None:
    """The same, and the merchant pays there at once."""
    _pay(world, chance, "checkout", lambda url: world.provider.post(url, GOOD_CARD))


def _pay(world: World, chance: Random, method: str, then: Callable[[str], object]) -> None:
    if not world.known.orders:
        return
    first = recent(chance, world.known.orders)
    own = [order for order in world.known.orders if order.merchant_id == first.merchant_id]
    chosen = {first.id: first} | {order.id: order for order in own[-chance.randint(1, 3) :]}
    strange = [order for order in world.known.orders if order.merchant_id != first.merchant_id]
    if strange and chance.random() < 0.1:
        chosen[strange[-1].id] = strange[-1]
    answered: list[str] = []

    def paid(answer: Answer) -> None:
        _check(world, first, list(chosen.values()), answer)
        if answer.status not in (201, 202):
            return
        if answer.json["id"] not in answered:
            world.known.payments.append(Known(first.merchant_id, answer.json["id"], {}))
        answered.append(answer.json["id"])
        if keyed and answered[0] != answered[-1]:
            world.failures.append(f"M6: one idempotency key made {sorted(set(answered))}")
        if (url := answer.json["checkout_url"]) is not None:
            world.hand_out(url)
            then(url)

    keyed = chance.random() < 0.9
    event = http_event(
        "POST /v1/payments",
        world.api.key_of(first.merchant_id),
        body=json.dumps({"orders": list(chosen), "method": method}),
        headers={"idempotency-key": f"pay-{world.known.number()}"} if keyed else {},
    )
    world.repeatable(pay_orders, event, paid)


def _check(world: World, first: Known, chosen: list[Known], answer: Answer) -> None:
    """What was answered is so: another's order is not there, and what is told paid is."""
    if any(order.merchant_id != first.merchant_id for order in chosen):
        if answer.status not in (404, 503):
            world.failures.append(f"M10: a payment of another's order was answered {answer.status}")
    elif answer.status == 201:
        told = {result["order"]: result["outcome"] for result in answer.json["results"]}
        if told.keys() != {order.id for order in chosen}:
            world.failures.append(f"M6: {answer.json['id']} says nothing of some orders: {told}")
        for order_id, outcome in told.items():
            stands = world.books.order(order_id)
            if outcome == "paid" and stands.get("paid_by") != answer.json["id"]:
                world.failures.append(f"M6: {order_id} was told paid by {answer.json['id']}, is {stands}")


ACTIONS: Final[dict[str, Action]] = {
    "pay_credits": Action(pay_credits, 3, always=True),
    "pay_checkout": Action(pay_checkout, 2),
    "buy_many": Action(buy_many, 2),
}
