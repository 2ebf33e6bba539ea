"""The table's stream tells its two readers what has changed, each at its own pace."""

from random import Random
from typing import Final

from functions.record_timeline.handler import lambda_handler as record_timeline
from functions.relay_events.handler import lambda_handler as relay_events
from tests.simulation.actions.action import Action
from tests.simulation.step import Step
from tests.simulation.world import World
from tests.support.simulation.stream import UNREADABLE, Stream
from tests.support.simulation.table import Change
from tests.support.simulation.tasks import Task

_READERS: Final = {"relay_events": relay_events, "record_timeline": record_timeline}
_BATCH: Final = 100


def relay(world: World, step: Step, chance: Random) -> None:
    """To the queues and to the bus."""
    _tell(world, world.stream, step, chance)


def relay_apart(world: World, step: Step, chance: Random) -> None:
    """To the queues and to the bus, each item in a batch of its own, as from many lanes."""
    for key in world.stream.items():
        taken = world.stream.take([key], _BATCH)
        _hand_over(world, world.stream, taken, taken, twice=False)


def record(world: World, step: Step, chance: Random) -> None:
    """To the timelines of orders."""
    _tell(world, world.timelines, step, chance)


def _tell(world: World, stream: Stream, step: Step, chance: Random) -> None:
    """A batch: some items' next changes, in any order of items."""
    keys = stream.items()
    replayed = stream.told[-chance.randint(1, 6) :] if step.has("stream_replayed") else []
    if not keys and not replayed:
        return
    if step.has("stream_reordered"):
        chance.shuffle(keys)
        world.struck["stream_reordered"] += len(keys) > 1
    elif chance.random() < 0.3:
        keys = keys[: chance.randint(1, len(keys))] if keys else keys
    taken = stream.take(keys, chance.choice((1, 2, _BATCH, _BATCH)))
    world.struck["stream_replayed"] += bool(replayed)
    twice = step.has("stream_duplicated")
    world.struck["stream_duplicated"] += twice
    if step.has("stream_poisoned"):
        world.struck["stream_poisoned"] += 1
        stream.poison(chance.choice(UNREADABLE[stream.reader]))
    _hand_over(world, stream, [*replayed, *taken], taken, twice=twice)


def tell_all(world: World, stream: Stream) -> None:
    """Everything that the stream holds, in one batch."""
    taken = stream.take(stream.items(), _BATCH)
    _hand_over(world, stream, taken, taken, twice=False)


def _hand_over(world: World, stream: Stream, told: list[Change], taken: list[Change], *, twice: bool) -> None:
    """What was ``taken`` comes again if the invocation fails, or ``twice`` for no reason."""
    poison = list(stream.poisoned)
    records = [*poison, *(stream.record(change) for change in told)]

    def ended(task: Task) -> None:
        world.note_error(stream.reader, task)
        told = not task.crashed and task.error is None and not twice
        stream.give_back(taken, relayed=told)
        if told:
            stream.set_aside(poison)

    world.start(stream.reader, lambda: _READERS[stream.reader]({"Records": records}, None), ended)


ACTIONS: Final = {
    "relay": Action(relay, 6, always=True),
    "relay_apart": Action(relay_apart, 3, always=True),
    "record": Action(record, 2, always=True),
}
