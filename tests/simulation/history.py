"""A history: what happens, in order, and what goes wrong at each step. One seed always gives the same one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.simulation.actions import ACTIONS
from tests.simulation.faults import AT_CALLS, IN_DELIVERY
from tests.simulation.step import Step
from tests.support.simulation.tasks import Fault

_PLACES = (0, 0, 0, 1, 1, 2, 3, 4, 6)
_PAUSES = ("paused_before", "paused_after", "paused_before_commit", "paused_before_commit")
_RIVALS = ("flow", "flow", "consume", "relay", "deliver_webhook", "press", "void_link", "run_schedule", "withdraw")
"""What is likely to meet an invocation that stands still."""

_OPENINGS = (
    ("open_shop",),
    ("open_shop", "open_shop", "agree", "fund"),
    ("open_shop", "agree", "fund", "flow"),
    ("open_shop", "agree", "fund", "place_many", "flow"),
    ("open_shop", "place_many", "make_link", "press"),
    ("open_shop", "agree", "fund", "place_order", "make_link", "buy"),
)


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


def generate(seed: int) -> History:
    """A random day. Each history has its own taste: some actions and faults often, others never."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    weights = {name: action.weight * chance.choice((0, 1, 1, 2)) for name, action in ACTIONS.items()}
    weights |= {name: action.weight for name, action in ACTIONS.items() if action.always}
    names, odds = list(weights), list(weights.values())
    kinds = chance.sample(list(AT_CALLS), chance.randint(1, 6))
    trouble = chance.choice((0.0, 0.3, 0.5, 0.7))
    opening = chance.choice(_OPENINGS)
    steps = [Step(name, chance.getrandbits(32)) for name in opening]
    pending: list[int] = []
    for _ in range(chance.randint(6, 22)):
        name = chance.choice(_RIVALS) if pending and chance.random() < 0.5 else chance.choices(names, odds)[0]
        faults = _faults(chance, name, kinds) if chance.random() < trouble else ()
        step = Step(name, chance.getrandbits(32), faults)
        steps.append(step)
        pending = [left - 1 for left in pending]
        steps += [Step("resume", chance.getrandbits(32)) for left in pending if left == 0]
        if step.pauses:
            pending.append(chance.randint(1, 4))
    return History(seed, tuple(steps))


def _faults(chance: Random, action: str, kinds: Sequence[str]) -> tuple[Fault, ...]:
    own = sorted(IN_DELIVERY.get(action, ()))
    if own and chance.random() < 0.4:
        return (Fault(chance.choice(own)),)
    if chance.random() < 0.3:
        return (Fault(chance.choice(_PAUSES), chance.choice(_PLACES)),)
    return tuple(Fault(chance.choice(kinds), chance.choice(_PLACES)) for _ in range(chance.choice((1, 1, 2))))
