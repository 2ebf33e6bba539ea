"""API keys: made, replaced, revoked, guessed."""

from random import Random
from typing import Final

from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.read_orders.handler import lambda_handler as read_orders
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent_merchant
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.install import OPERATOR_KEY


def replace_key(world: World, step: Step, chance: Random) -> None:
    """A new key, and when that is there the old one is revoked."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    old = world.api.key_of(merchant_id)

    def minted(answer: Answer) -> None:
        if answer.status == 201 and "key" in answer.json:
            world.api.replace_key(merchant_id, answer.json["key"])
            _revoke(world, merchant_id, old)

    event = http_event(
        "POST /v1/merchants/{merchant_id}/api-keys",
        OPERATOR_KEY,
        path={"merchant_id": merchant_id},
        headers={"idempotency-key": f"key-{world.known.number()}"},
    )
    world.request(manage_merchants, event, minted)


def _revoke(world: World, merchant_id: str, key: str) -> None:
    def revoked(answer: Answer) -> None:
        if answer.status == 204:
            world.api.revoked.append(key)

    path = {"merchant_id": merchant_id, "key_id": f"key_{key.split('_')[1][:26]}"}
    event = http_event("DELETE /v1/merchants/{merchant_id}/api-keys/{key_id}", OPERATOR_KEY, path=path)
    world.request(manage_merchants, event, revoked)


def knock(world: World, step: Step, chance: Random) -> None:
    """With a key that was revoked, or with a guess; the gateway's stand-in says what may open."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    prefix, body, checksum = world.api.key_of(merchant_id).split("_")
    guesses = [f"{prefix}_{body[:-1]}x_{checksum}", f"{prefix}_{body}_{checksum[::-1]}", "operator", merchant_id]
    key = chance.choice([*world.api.revoked, *world.api.revoked, *guesses])
    world.request(read_orders, http_event("GET /v1/orders", key), lambda _: None)


ACTIONS: Final = {
    "replace_key": Action(replace_key, 1),
    "knock": Action(knock, 1),
}
