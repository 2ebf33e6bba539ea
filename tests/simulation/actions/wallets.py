"""Credits: consent, and paying in."""

import json
from collections.abc import Callable
from random import Random
from typing import Final

from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.top_up_wallet.handler import lambda_handler as top_up_wallet
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import GOOD_CARD, Json, as_merchant, http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import Answer, World

_CONSENT: Final = {"enabled": True, "terms": "terms 2026-10", "accepted_by": "Mira Okafor"}


def agree(world: World, step: Step, chance: Random) -> None:
    """Agree to automatic debit."""
    _wish(world, step, chance, _CONSENT)


def withdraw(world: World, step: Step, chance: Random) -> None:
    """Agree no more."""
    _wish(world, step, chance, {"enabled": False})


def _wish(world: World, step: Step, chance: Random, wish: Json) -> None:
    if not world.known.merchants:
        return
    event = http_event(
        "PATCH /v1/wallets/{currency}",
        as_merchant(recent(chance, world.known.merchants)),
        body=json.dumps({"auto_debit": wish}),
        path={"currency": _currency(chance)},
    )
    world.request("consent", manage_wallets, event, lambda _: None)


def top_up(world: World, step: Step, chance: Random) -> None:
    """Ask for a page on which to buy credits."""
    _top_up(world, step, chance, lambda _: None)


def fund(world: World, step: Step, chance: Random) -> None:
    """Buy credits and pay for them at once."""
    _top_up(world, step, chance, lambda url: world.provider.post(url, GOOD_CARD))


def _top_up(world: World, step: Step, chance: Random, then: Callable[[str], object]) -> None:
    if not world.known.merchants:
        return

    def opened(answer: Answer) -> None:
        url = answer.json.get("checkout_url")
        if answer.status == 201 and url:
            world.books.hand_out(url)
            world.known.urls.append(url)
            then(url)

    event = http_event(
        "POST /v1/wallets/{currency}/top-ups",
        as_merchant(recent(chance, world.known.merchants)),
        body=json.dumps({"amount": chance.choice((1000, 3000, 5000, 10_000))}),
        path={"currency": _currency(chance)},
        headers={"idempotency-key": f"top-up-{world.known.number()}"},
    )
    world.known.requests.append(("top_up", top_up_wallet, event, opened))
    world.request("top_up", top_up_wallet, event, opened)


def _currency(chance: Random) -> str:
    return "JPY" if chance.random() < 0.08 else "EUR"


def repeat_request(world: World, step: Step, chance: Random) -> None:
    """A client that did not hear sends the same again, or does so for no reason."""
    if world.known.requests:
        name, handler, event, on_answer = chance.choice(world.known.requests[-6:])
        world.request(f"repeat_{name}", handler, event, on_answer)


ACTIONS: Final = {
    "agree": Action(agree, 2),
    "withdraw": Action(withdraw, 1),
    "top_up": Action(top_up, 2),
    "fund": Action(fund, 3, always=True),
    "repeat_request": Action(repeat_request, 3),
}
