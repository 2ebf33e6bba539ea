"""Makes a failing history small: steps and faults go while the same rule still breaks."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.simulation.history import History
from tests.simulation.play import Outcome

Play = Callable[[History], Outcome]


def shrink(history: History, play: Play) -> History:
    """Greedy: cut what can be cut, big pieces first, until nothing more can go."""
    outcome = play(history)
    rule = outcome.rule
    history = _cut(history, replace(history, steps=history.steps[: outcome.at + 1]), play, rule)
    shrinking = True
    while shrinking:
        shrinking = False
        for smaller in _smaller(history):
            if play(smaller).rule == rule:
                history, shrinking = smaller, True
                break
    return history


def _cut(history: History, smaller: History, play: Play, rule: str | None) -> History:
    return smaller if play(smaller).rule == rule else history


def _smaller(history: History) -> Iterator[History]:
    steps = history.steps
    size = len(steps) // 2
    while size >= 1:
        for start in range(len(steps) - size, -1, -1):
            yield replace(history, steps=steps[:start] + steps[start + size :])
        size //= 2
    for place, step in enumerate(steps):
        for fault in step.faults:
            rest = tuple(each for each in step.faults if each is not fault)
            yield replace(history, steps=(*steps[:place], replace(step, faults=rest), *steps[place + 1 :]))
