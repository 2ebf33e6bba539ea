"""Merchants with an account of their own at the provider: connected, limited, let go."""

import json
from random import Random
from typing import Final

from functions.manage_stripe_account.handler import lambda_handler as manage_stripe_account
from local.stripe_simulator.resources.connected_accounts import change
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent, recent_merchant
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.install import OPERATOR_KEY

_PAGES: Final = {"country": "DE", "return_url": "https://shop.example/settings"}


def name_account(world: World, step: Step, chance: Random) -> None:
    """The operator names one for a merchant: mostly its own, sometimes another's."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    account = f"acct_1Of{chance.choice(world.known.merchants)[-12:] if chance.random() < 0.1 else merchant_id[-12:]}"
    if account not in world.provider.world.connected:
        change(world.provider.world, account, card="active", missing=[], version=chance.choice((1, 2)))
    event = http_event(
        "PUT /v1/merchants/{merchant_id}/stripe-account",
        OPERATOR_KEY,
        path={"merchant_id": merchant_id},
        body=json.dumps({"account": account}),
    )
    world.repeatable(manage_stripe_account, event, lambda _: None)


def onboard(world: World, step: Step, chance: Random) -> None:
    """A merchant asks for a new one, and mostly answers the provider's questions."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    answers = chance.random() < 0.8

    def told(answer: Answer) -> None:
        if answer.status == 201 and answers:
            world.provider.post(answer.json["onboarding"]["url"], {})

    event = http_event("POST /v1/stripe-account", world.api.key_of(merchant_id), body=json.dumps(_PAGES))
    world.request(manage_stripe_account, event, told)


def limit_account(world: World, step: Step, chance: Random) -> None:
    """The provider lets an account charge no more, or again."""
    known = list(world.provider.world.connected.values())
    if known:
        account = recent(chance, known)
        card = "active" if account["card"] != "active" else "restricted"
        change(world.provider.world, account["id"], card=card)
        world.struck[f"account_{card}"] += 1


def disconnect(world: World, step: Step, chance: Random) -> None:
    """A merchant lets its account go; once told so, nothing may begin there."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return

    def told(answer: Answer) -> None:
        if answer.status not in (204, 404, 409, 422, 503):
            world.failures.append(f"disconnecting was answered {answer.status}: {answer.text}")

    event = http_event("DELETE /v1/stripe-account", world.api.key_of(merchant_id))
    world.repeatable(manage_stripe_account, event, told)


ACTIONS: Final = {
    "name_account": Action(name_account, 4),
    "onboard": Action(onboard, 1),
    "limit_account": Action(limit_account, 1),
    "disconnect": Action(disconnect, 1),
}
