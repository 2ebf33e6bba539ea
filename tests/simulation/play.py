"""Plays one history and says how it ended."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from tests.simulation.actions import ACTIONS
from tests.simulation.history import History
from tests.simulation.invariants.broken import Broken
from tests.simulation.rest import come_to_rest
from tests.simulation.world import World
from tests.support.simulation.install import Switchboard
from tests.support.simulation.over_sdk import sdk_gateway
from tests.support.simulation.tasks import Armed


@dataclass
class Outcome:
    """``problem`` is the first rule that broke, ``None`` when all held; ``at`` is the step after which it was seen."""

    problem: str | None = None
    rule: str | None = None
    at: int = 0
    struck: Counter[str] = field(default_factory=Counter)


def play(board: Switchboard, history: History) -> Outcome:
    """One history from an empty world to rest."""
    outcome = Outcome()
    return _played(board, history, World(history.seed, outcome.struck), outcome)


def play_over_sdk(board: Switchboard, history: History) -> Outcome:
    """The same with the provider's SDK in between, which costs much time and repeats calls by itself."""
    outcome = Outcome()
    world = World(history.seed, outcome.struck)
    with sdk_gateway(world.gate, world.provider, world.books.after_provider_call) as world.gateway:
        return _played(board, history, world, outcome)


def _played(board: Switchboard, history: History, world: World, outcome: Outcome) -> Outcome:
    board.now = world
    board.defects.clear()
    try:
        for outcome.at, step in enumerate(history.steps):
            world.armed = Armed(step.faults)
            ACTIONS[step.action].run(world, step, Random(step.chance))  # noqa: S311 - repeatable on purpose
            world.books.after_step()
            if _broken(board, world, outcome):
                return outcome
        outcome.at, world.armed = len(history.steps), Armed(())
        try:
            come_to_rest(world)
        except Broken as broken:
            world.books.problems.append(broken)
        _broken(board, world, outcome)
    finally:
        world.end()
    return outcome


def _broken(board: Switchboard, world: World, outcome: Outcome) -> bool:
    if world.books.problems:
        outcome.problem, outcome.rule = str(world.books.problems[0]), world.books.problems[0].rule
    elif world.failures:
        outcome.problem, outcome.rule = world.failures[0], world.failures[0].split(":")[0]
    elif world.api.problems:
        outcome.problem, outcome.rule = world.api.problems[0], "keys"
    elif board.defects:
        outcome.problem, outcome.rule = board.defects[0], "defect"
    return outcome.problem is not None
