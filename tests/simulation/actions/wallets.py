"""Credits: consent, and paying in."""

import json
from collections.abc import Callable
from random import Random
from typing import Final

from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.top_up_wallet.handler import lambda_handler as top_up_wallet
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import GOOD_CARD, Json, http_event, recent
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
    change_wallet(world, chance, {"auto_debit": wish})


def change_wallet(world: World, chance: Random, changes: Json) -> None:
    """Send these settings of some wallet."""
    if not world.known.merchants:
        return
    event = http_event(
        "PATCH /v1/wallets/{currency}",
        world.api.key_of(recent(chance, world.known.merchants)),
        body=json.dumps(changes),
        path={"currency": any_currency(chance)},
    )
    world.request(manage_wallets, event, lambda _: None)


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
            world.hand_out(url)
            then(url)

    event = http_event(
        "POST /v1/wallets/{currency}/top-ups",
        world.api.key_of(recent(chance, world.known.merchants)),
        body=json.dumps({"amount": chance.choice((1000, 3000, 5000, 10_000))}),
        path={"currency": any_currency(chance)},
        headers={"idempotency-key": f"top-up-{world.known.number()}"},
    )
    world.repeatable(top_up_wallet, event, opened)


def any_currency(chance: Random) -> str:
    """Mostly the one that the shops sell in."""
    return "JPY" if chance.random() < 0.08 else "EUR"


def repeat_request(world: World, step: Step, chance: Random) -> None:
    """A client that did not hear sends the same again, or does so for no reason."""
    if world.known.requests:
        world.request(*chance.choice(world.known.requests[-6:]))


def pause(world: World, step: Step, chance: Random) -> None:
    """Stop automatic debit, which the next message must obey."""
    change_wallet(world, chance, {"paused": True})


def unpause(world: World, step: Step, chance: Random) -> None:
    """Go on; what came in meanwhile is paid."""
    change_wallet(world, chance, {"paused": False})


def limit(world: World, step: Step, chance: Random) -> None:
    """Bound automatic debit, or lift the bounds."""
    limits = {"per_order": chance.choice((None, 600, 2000)), "per_day": chance.choice((None, 1300, 3000))}
    change_wallet(world, chance, {"limits": limits})


def drain_after_top_up(world: World, step: Step, chance: Random) -> None:
    """Let top-ups pay what waits, or no more."""
    change_wallet(world, chance, {"drain_after_top_up": chance.random() < 0.8})


def drain(world: World, step: Step, chance: Random) -> None:
    """Have what waits paid, or ask what that would be."""
    if not world.known.merchants:
        return
    dry = chance.random() < 0.3

    def told(answer: Answer) -> None:
        if answer.status == 200 and answer.json["balance_after"] < min(
            0, answer.json["balance_after"] + answer.json["total"]
        ):
            world.failures.append(f"M7: a drain would leave {answer.json['balance_after']}")

    event = http_event(
        "POST /v1/wallets/{currency}/drain",
        world.api.key_of(recent(chance, world.known.merchants)),
        body=json.dumps({"dry_run": True}) if dry else "",
        path={"currency": any_currency(chance)},
    )
    world.request(manage_wallets, event, told)


ACTIONS: Final = {
    "agree": Action(agree, 2),
    "withdraw": Action(withdraw, 1),
    "pause": Action(pause, 1),
    "unpause": Action(unpause, 1),
    "limit": Action(limit, 1),
    "drain": Action(drain, 2),
    "drain_after_top_up": Action(drain_after_top_up, 1),
    "top_up": Action(top_up, 2),
    "fund": Action(fund, 3, always=True),
    "repeat_request": Action(repeat_request, 3),
}
