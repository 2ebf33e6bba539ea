"""Payment links: made, replaced, voided."""

import json
from random import Random
from typing import Any, Final

from functions.manage_links.handler import lambda_handler as manage_links
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import Answer, Known, World


def make_link(world: World, step: Step, chance: Random) -> None:
    """For an order that may have one, be paid, or be on its way."""
    if not world.known.orders:
        return
    order = recent(chance, world.known.orders)
    body: dict[str, Any] = {"expires_in_days": chance.choice((1, 3, 90))}
    if chance.random() < 0.2:
        body["amount"] = order.body["amount"] + 100

    def made(answer: Answer) -> None:
        if answer.status == 201 and all(link.id != answer.json["id"] for link in world.known.links):
            token = answer.json["url"].rsplit("/", 1)[1]
            world.known.links.append(Known(order.merchant_id, answer.json["id"], {"token": token, "order": order.id}))

    event = http_event(
        "POST /v1/orders/{order_id}/payment-links",
        world.api.key_of(order.merchant_id),
        body=json.dumps(body),
        path={"order_id": order.id},
        headers={"idempotency-key": f"link-{world.known.number()}"},
    )
    world.repeatable(manage_links, event, made)


def void_link(world: World, step: Step, chance: Random) -> None:
    """Withdraw a link in whatever state."""
    if not world.known.links:
        return
    link = recent(chance, world.known.links)

    def told(answer: Answer) -> None:
        if answer.status == 200:
            world.books.closed_by_answer(link.id)
        if answer.status == 422:
            world.failures.append(f"voiding {link.id} was refused by the provider: {answer.text}")

    event = http_event(
        "POST /v1/payment-links/{link_id}/void", world.api.key_of(link.merchant_id), path={"link_id": link.id}
    )
    world.request(manage_links, event, told)


ACTIONS: Final = {"make_link": Action(make_link, 4), "void_link": Action(void_link, 3)}
