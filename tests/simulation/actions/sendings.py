"""Merchants have links sent; each message goes to an address of its own, so that one that came twice is seen."""

import json
from random import Random
from typing import Final

from functions.send_links.handler import lambda_handler as send_links
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import World
from tests.support.simulation.post_office import OPTED_OUT, REFUSED, REFUSED_MAIL


def send_link(world: World, step: Step, chance: Random) -> None:
    """By SMS or mail, to somebody who may be refused or want none."""
    if not world.known.links:
        return
    link, number = recent(chance, world.known.links), world.known.number()
    if chance.random() < 0.7:
        end = chance.choices(("00", REFUSED, OPTED_OUT), (6, 2, 1))[0]
        body = {"channel": "sms", "to": f"+491512{number % 100_000:05d}{end}"}
    else:
        body = {"channel": "email", "to": f"{chance.choice(('mira', REFUSED_MAIL))}-{number}@example.com"}
    event = http_event(
        "POST /v1/payment-links/{link_id}/send",
        world.api.key_of(link.merchant_id),
        body=json.dumps(body),
        path={"link_id": link.id},
        headers={"idempotency-key": f"send-{number}"},
    )
    world.repeatable(send_links, event, lambda _: None)


ACTIONS: Final = {"send_link": Action(send_link, 3)}
