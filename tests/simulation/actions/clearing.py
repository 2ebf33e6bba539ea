"""Money becomes available: the provider books it, late now and then, and the job completes what it paid."""

from random import Random
from typing import Final

from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import recent
from tests.simulation.actions.time import run
from tests.simulation.step import Step
from tests.simulation.world import World

_CLEARED: Final = 2 * 86_400 + 60


def clear(world: World, step: Step, chance: Random) -> None:
    """The job, once what was paid now is available; or, while something stands still, a moment later."""
    world.pass_time(_CLEARED if not world.paused else 40)
    run(world, step, "clear_payments")


def book_late(world: World, step: Step, chance: Random) -> None:
    """The provider has taken money and has no line of a balance for it: for good, in these histories."""
    taken = [each for each in world.provider.charges() if each["status"] == "succeeded" and each["balance_transaction"]]
    if taken:
        recent(chance, taken)["balance_transaction"] = None
        world.struck["booked_late"] += 1


ACTIONS: Final = {
    "clear": Action(clear, 2),
    "book_late": Action(book_late, 1),
}
