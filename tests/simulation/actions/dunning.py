"""What is owed is collected by itself: days go by, the job runs, banks refuse, and the operator changes its mind."""

import json
from random import Random
from typing import Final

from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.read_account.handler import lambda_handler as read_account
from local.stripe_simulator.resources import planned_outcomes
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import http_event, recent_merchant
from tests.simulation.actions.time import run
from tests.simulation.step import Step
from tests.simulation.world import Answer, World
from tests.support.simulation.install import OPERATOR_KEY

_DAY: Final = 86_400.0


def collect(world: World, step: Step, chance: Random) -> None:
    """The job, at any moment; now and then twice at once."""
    if chance.random() < 0.4:
        planned_outcomes.plan(world.provider.world, planned_outcomes.ANY_METHOD, "insufficient_funds", None, 1)
    run(world, step, "collect_invoices")
    if chance.random() < 0.2:
        run(world, step, "collect_invoices")


def wait_for_the_next_attempt(world: World, step: Step, chance: Random) -> None:
    """Some days, then the job; invocations that pause do not live so long."""
    world.pass_time(chance.choice((2, 5, 7, 7)) * _DAY + 1 if not world.paused else 40)
    collect(world, step, chance)


def never_pay(world: World, step: Step, chance: Random) -> None:
    """Weeks go by, the job runs, and every bank refuses."""
    if world.paused:
        return
    for days in (0, 2, 5, 7, 7):
        world.pass_time(days * _DAY + 1)
        planned_outcomes.plan(world.provider.world, planned_outcomes.ANY_METHOD, "insufficient_funds", None, 9)
        run(world, step, "collect_invoices")
    planned_outcomes.forget(world.provider.world, planned_outcomes.ANY_METHOD)


def change_collection(world: World, step: Step, chance: Random) -> None:
    """The operator lets a merchant pay by hand, or no more."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    body = json.dumps({"collection": chance.choice(("manual", "automatic", "automatic"))})
    path = {"merchant_id": merchant_id}
    event = http_event("PATCH /v1/merchants/{merchant_id}", OPERATOR_KEY, body=body, path=path)
    world.request(manage_merchants, event, lambda _: None)


def read_own_account(world: World, step: Step, chance: Random) -> None:
    """It tells at once what stands."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return

    def told(answer: Answer) -> None:
        if answer.status == 200:
            for invoice in (answer.json["restriction"] or {"invoices": []})["invoices"]:
                if not invoice["collection"]["exhausted"]:
                    world.failures.append(f"M6: {merchant_id} is restricted for {invoice['id']}, still to be tried")

    world.request(read_account, http_event("GET /v1/account", world.api.key_of(merchant_id)), told)


ACTIONS: Final = {
    "collect": Action(collect, 2),
    "wait_for_the_next_attempt": Action(wait_for_the_next_attempt, 1),
    "never_pay": Action(never_pay, 1),
    "change_collection": Action(change_collection, 1),
    "read_own_account": Action(read_own_account, 1),
}
