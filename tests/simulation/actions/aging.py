"""Months go by as they do, quietly; then something happens at the very end of a link's days."""

from random import Random
from typing import Final

from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import recent
from tests.simulation.actions.time import run
from tests.simulation.rest import deliver_all, next_due, run_due_schedules
from tests.simulation.step import Step
from tests.simulation.world import World

_DAYS: Final = 90 * 86_400.0
_ROUNDS: Final = 100


def grow_old(world: World, step: Step, chance: Random) -> None:
    """Until seconds or minutes before a link is to be forgotten; what is due meanwhile is done."""
    links = [item for known in world.known.links if (item := world.books.link(known.id))]
    if not links:
        return
    link = recent(chance, links)
    ends = world.books.made_at(link) + _DAYS - chance.choice((3, 3, 300, 1_200))
    for _ in range(_ROUNDS):
        deliver_all(world)
        due = next_due(world)
        if due is None or due + 61 > ends:
            break
        world.pass_time(max(due - world.clock.seconds(), 0) + 61)
        run_due_schedules(world)
    world.pass_time(max(ends - world.clock.seconds(), 0))
    world.struck["grown_old"] += 1


def come_of_age(world: World, step: Step, chance: Random) -> None:
    """Past that moment; no schedule has run yet."""
    world.pass_time(chance.choice((5, 5, 301, 1_201, 4_000, 90_000)))


def purge(world: World, step: Step, chance: Random) -> None:
    """The job that forgets links."""
    run(world, step, "purge_links")


def expire(world: World, step: Step, chance: Random) -> None:
    """The job that expires links, and a minute later once more if one could not be closed at once."""
    run(world, step, "expire_links")
    if any(link["status"] == "voiding" for _, link in world.books.of_kind("link")):
        world.pass_time(61)
        run(world, step, "expire_links")


ACTIONS: Final = {
    "grow_old": Action(grow_old, 0),
    "come_of_age": Action(come_of_age, 0),
    "purge": Action(purge, 1),
    "expire": Action(expire, 0),
}
