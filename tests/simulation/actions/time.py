"""Time goes by, schedules run, paused invocations go on."""

from collections.abc import Mapping
from random import Random
from typing import Final

from functions.clear_payments.handler import lambda_handler as clear_payments
from functions.collect_invoices.handler import lambda_handler as collect_invoices
from functions.expire_links.handler import lambda_handler as expire_links
from functions.find_missed_events.handler import lambda_handler as find_missed_events
from functions.purge_links.handler import lambda_handler as purge_links
from functions.remind_methods.handler import lambda_handler as remind_methods
from functions.repair_payments.handler import lambda_handler as repair_payments
from functions.retry_callbacks.handler import lambda_handler as retry_callbacks
from functions.retry_shop_orders.handler import lambda_handler as retry_shop_orders
from functions.return_money.handler import lambda_handler as return_money
from functions.wake_wallets.handler import lambda_handler as wake_wallets
from tests.simulation.actions.action import Action
from tests.simulation.step import Step
from tests.simulation.world import Handler, World
from tests.support.simulation.tasks import Task

SCHEDULES: Final[Mapping[str, tuple[Handler, frozenset[str]]]] = {
    "expire_links": (expire_links, frozenset({"link"})),
    "purge_links": (purge_links, frozenset({"purge"})),
    "repair_payments": (repair_payments, frozenset({"payment"})),
    "find_missed_events": (find_missed_events, frozenset({"seen_event"})),
    "wake_wallets": (wake_wallets, frozenset({"wallet", "refill"})),
    "remind_methods": (remind_methods, frozenset({"payment_methods", "method_setup"})),
    "collect_invoices": (collect_invoices, frozenset({"invoice", "merchant"})),
    "return_money": (return_money, frozenset({"surplus", "return"})),
    "retry_callbacks": (retry_callbacks, frozenset({"callback_line", "callback_endpoint"})),
    "retry_shop_orders": (retry_shop_orders, frozenset({"shop_delivery"})),
    "clear_payments": (clear_payments, frozenset({"clearing"})),
}
"""Each schedule's function, and what it finds by the due index: kinds of items, or of work for them."""

_SPANS: Final = (2, 20, 90, 400, 400, 1200, 3700, 11_000, 90_000)


def pass_time(world: World, step: Step, chance: Random) -> None:
    """Seconds to hours; then the schedules run, unless they are skipped."""
    seconds = chance.choice(_SPANS)
    if step.has("clock_jump"):
        seconds = chance.choice((90_000, 200_000))
        world.struck["clock_jump"] += 1
    world.pass_time(seconds)
    if step.has("schedule_skipped"):
        world.struck["schedule_skipped"] += 1
    elif seconds >= 60:
        run_schedules(world, step)


def run_schedule(world: World, step: Step, chance: Random) -> None:
    """One of them, at any moment; late, or twice."""
    name = chance.choice(sorted(SCHEDULES))
    if step.has("schedule_late"):
        world.struck["schedule_late"] += 1
        world.pass_time(chance.choice((1800, 7200)))
    run(world, step, name)
    if step.has("schedule_twice"):
        world.struck["schedule_twice"] += 1
        run(world, step, name)


def repair(world: World, step: Step, chance: Random) -> None:
    """The repair job, once what has just begun is due for a look."""
    world.pass_time(301 if not world.paused else 40)
    run(world, step, "repair_payments")


def run_schedules(world: World, step: Step) -> None:
    """Each once."""
    for name in SCHEDULES:
        run(world, step, name)


def run(world: World, step: Step, name: str) -> None:
    """What fails in it is due again."""

    def ended(task: Task) -> None:
        world.note_error(name, task)
        if "provider_rejected" in (task.result or {}).get("failed", ()):
            world.failures.append(f"{name} asked the provider for something that is not there")

    world.start(name, lambda: SCHEDULES[name][0]({}, None), ended)


def resume(world: World, step: Step, chance: Random) -> None:
    """A paused invocation goes on."""
    if world.paused:
        world.resume(chance.choice(world.paused))


def return_money_now(world: World, step: Step, chance: Random) -> None:
    """Surplus and refunds, once they are due."""
    world.pass_time(301 if not world.paused else 40)
    run(world, step, "return_money")


ACTIONS: Final = {
    "pass_time": Action(pass_time, 4, always=True),
    "run_schedule": Action(run_schedule, 3),
    "repair": Action(repair, 1),
    "return_money": Action(return_money_now, 2),
    "resume": Action(resume, 0),
}
