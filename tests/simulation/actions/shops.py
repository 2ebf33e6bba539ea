"""Merchants come."""

import json
from random import Random
from typing import Final

from functions.manage_merchants.handler import lambda_handler as manage_merchants
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.install import OPERATOR_KEY

_MOST: Final = 3


def open_shop(world: World, step: Step, chance: Random) -> None:
    """A new merchant; a second and a third are there to keep apart from the first."""
    if len(world.known.merchants) >= _MOST:
        return
    number = world.known.number()
    about = {
        "name": f"Shop {number}",
        "currency": "EUR",
        "email": "help@shop.example",
        "balance_payment": number % 4 > 0,
    }
    body = json.dumps(about)
    headers = {"idempotency-key": f"shop-{number}"}
    event = http_event("POST /v1/merchants", OPERATOR_KEY, body=body, headers=headers)

    def made(answer: Answer) -> None:
        if answer.status == 201 and answer.json["id"] not in world.known.merchants:
            world.known.merchants.append(answer.json["id"])

    world.request(manage_merchants, event, made)


ACTIONS: Final = {"open_shop": Action(open_shop, 0)}
