"""A history: what happens, in order, and what goes wrong at each step. One seed always gives the same one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from tests.simulation.actions import ACTIONS
from tests.simulation.faults import AT_CALLS, AT_INVOCATION, IN_DELIVERY
from tests.simulation.races import ENCOUNTERS, OPENINGS, RIVALS, SORE_POINTS
from tests.simulation.step import Step
from tests.support.simulation.tasks import Fault

_TROUBLE = (0.0, 0.3, 0.5, 0.7)
_PLACES = (0, 0, 0, 1, 1, 2, 3, 4, 6)
_NEAR = (0, 0, 0, 0, 1, 2)
_LATE = (2, 2, 3, 4, 4, 5)
_PAUSES = ("paused_before", "paused_after", "paused_before_commit", "paused_before_commit", "paused_before_provider")


@dataclass(frozen=True, slots=True)
class History:
    """Steps under a seed, which also seeds the ids that the product draws."""

    seed: int
    steps: tuple[Step, ...]

    def text(self) -> str:
        """The seed and the steps, a line each."""
        return "\n".join([str(self.seed), *(step.text() for step in self.steps)])


def read_history(text: str) -> History:
    """What :meth:`History.text` wrote."""
    first, *rest = text.strip().splitlines()
    rows = [json.loads(line) for line in rest]
    steps = [Step(action, chance, tuple(Fault(*fault) for fault in faults)) for action, chance, faults in rows]
    return History(int(first), tuple(steps))


def generate(seed: int, focus: Sequence[str] | None = None) -> History:
    """A random day, with this encounter if one is named.

    Each history has its own taste: some actions and faults often, others never.
    """
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    weights = {name: action.weight * chance.choice((0, 1, 1, 2)) for name, action in ACTIONS.items()}
    weights |= {name: action.weight for name, action in ACTIONS.items() if action.always}
    taste = _Taste(
        list(weights),
        list(accumulate(weights.values())),
        chance.sample([*AT_CALLS, *AT_INVOCATION], chance.randint(1, 6)),
        chance.choice(_TROUBLE),
    )
    steps = [Step(name, chance.getrandbits(32)) for name in chance.choice(OPENINGS)]
    for _ in range(chance.choice((1, 1, 1, 2))):
        steps += _stretch(chance, taste)
        if focus is not None or chance.random() < 0.6:
            steps += _encounter(chance, focus or chance.choice(ENCOUNTERS))
    return History(seed, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Taste:
    names: list[str]
    odds: list[int]
    """Cumulative, in the order of the names."""
    kinds: list[str]
    trouble: float


def _stretch(chance: Random, taste: _Taste) -> list[Step]:
    """A few actions, some in trouble; what stands still goes on a few steps later."""
    steps: list[Step] = []
    pending: list[int] = []
    for _ in range(chance.randint(1, 6)):
        rival = pending and chance.random() < 0.5
        name = chance.choice(RIVALS) if rival else chance.choices(taste.names, cum_weights=taste.odds)[0]
        faults = _faults(chance, name, taste.kinds) if chance.random() < taste.trouble else ()
        step = Step(name, chance.getrandbits(32), faults)
        steps.append(step)
        pending = [left - 1 for left in pending]
        steps += [Step("resume", chance.getrandbits(32)) for left in pending if left == 0]
        if step.pauses:
            pending.append(chance.randint(1, 4))
    return steps


def _encounter(chance: Random, meeting: Sequence[str]) -> list[Step]:
    """One of the known ways to meet."""
    steps = []
    for marked in meeting:
        name = marked.rstrip("*!~")
        mark = marked[len(name) :]
        kinds, places = _marked(chance, name, mark), _LATE if mark == "**" else _NEAR
        faults = (Fault(chance.choice(kinds), chance.choice(places)),) if kinds else ()
        steps.append(Step(name, chance.getrandbits(32), faults))
    return [*steps, Step("resume", chance.getrandbits(32))]


def _marked(chance: Random, action: str, mark: str) -> Sequence[str]:
    """The kinds of fault that a mark in an encounter stands for."""
    if mark in ("*", "**"):
        return _PAUSES
    if mark == "~":
        return sorted(IN_DELIVERY[action])
    if mark == "!":
        scope = chance.choice(sorted(SORE_POINTS[action]))
        return [kind for kind, fault in AT_CALLS.items() if fault.meets(scope) and not kind.startswith("paused")]
    return ()


def _faults(chance: Random, action: str, kinds: Sequence[str]) -> tuple[Fault, ...]:
    own = sorted(IN_DELIVERY.get(action, ()))
    if own and chance.random() < 0.4:
        return (Fault(chance.choice(own)),)
    if chance.random() < 0.3:
        return (Fault(chance.choice(_PAUSES), chance.choice(_PLACES)),)
    return tuple(Fault(chance.choice(kinds), chance.choice(_PLACES)) for _ in range(chance.choice((1, 1, 2))))
