"""Merchants have linked methods fill their wallets and pay their orders; days go by, and banks refuse or take long."""

import json
from random import Random
from typing import Final

from functions.top_up_wallet.handler import lambda_handler as top_up_wallet
from local.stripe_simulator.resources import planned_outcomes
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import Json, http_event, recent
from tests.simulation.actions.time import run
from tests.simulation.actions.wallets import any_currency, change_wallet
from tests.simulation.step import Step
from tests.simulation.world import Answer, World

_AGREED: Final = {"enabled": True, "terms": "terms 2026-11", "accepted_by": "Mira Okafor"}
_NO_MORE: Final = {"enabled": False}
_SPANS: Final = (3_700, 14_500, 86_500, 259_300)


def want_top_ups(world: World, step: Step, chance: Random) -> None:
    """Agree to automatic top-up, to other amounts, or no more."""
    amounts = {"threshold": chance.choice((500, 1500)), "amount": chance.choice((2000, 4000))}
    wish: Json = _AGREED | amounts if chance.random() < 0.85 else _NO_MORE
    change_wallet(world, chance, {"automatic_top_up": wish})


def want_schedule(world: World, step: Step, chance: Random) -> None:
    """Have the wallet topped up each day or week, or no more."""
    ways = ({"every": "day", "amount": 700}, {"every": "week", "weekday": "tuesday", "amount": 900}, None)
    change_wallet(world, chance, {"top_up_schedule": chance.choice(ways)})


def want_collecting(world: World, step: Step, chance: Random) -> None:
    """Agree that methods pay orders, or no more."""
    change_wallet(world, chance, {"collect_from_methods": _AGREED if chance.random() < 0.85 else _NO_MORE})


def top_up_by_method(world: World, step: Step, chance: Random) -> None:
    """Ask for a top-up now; what is told is true."""
    if not world.known.merchants:
        return

    def told(answer: Answer) -> None:
        state = world.books.payment(answer.json["id"]).get("state") if answer.status == 201 else None
        if answer.status == 201 and answer.json["status"] == "succeeded" != state:
            world.failures.append(f"M6: top-up {answer.json['id']} was told to have succeeded, is {state}")

    event = http_event(
        "POST /v1/wallets/{currency}/top-ups",
        world.api.key_of(recent(chance, world.known.merchants)),
        body=json.dumps({"amount": chance.choice((1000, 3000)), "method": "auto"}),
        path={"currency": any_currency(chance)},
        headers={"idempotency-key": f"top-up-{world.known.number()}"},
    )
    world.repeatable(top_up_wallet, event, told)


def take_long(world: World, step: Step, chance: Random) -> None:
    """The next charge waits for its result."""
    outcome = chance.choice(("pending_paid", "pending_paid", "pending_failed"))
    planned_outcomes.plan(world.provider.world, planned_outcomes.ANY_METHOD, outcome, None, 1)


def refuse(world: World, step: Step, chance: Random) -> None:
    """The next charges are refused."""
    planned_outcomes.plan(world.provider.world, planned_outcomes.ANY_METHOD, "insufficient_funds", None, 3)


def wait_for_a_retry(world: World, step: Step, chance: Random) -> None:
    """Hours or days, then the job; invocations that pause do not live so long."""
    world.pass_time(chance.choice(_SPANS) if not world.paused else 40)
    run(world, step, "wake_wallets")


ACTIONS: Final = {
    "want_top_ups": Action(want_top_ups, 2),
    "want_schedule": Action(want_schedule, 1),
    "want_collecting": Action(want_collecting, 2),
    "top_up_by_method": Action(top_up_by_method, 1),
    "take_long": Action(take_long, 1),
    "refuse": Action(refuse, 1),
    "wait_for_a_retry": Action(wait_for_a_retry, 1),
}
