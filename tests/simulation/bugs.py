"""Looks for a seeded bug."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from tests.simulation.history import generate
from tests.simulation.mutations import FOCUS, Break
from tests.simulation.play import play
from tests.support.simulation.install import Switchboard


@dataclass(frozen=True, slots=True)
class Caught:
    """The seed whose history gave the bug away, and how it did."""

    seed: int
    problem: str


def hunt(board: Switchboard, mistake: Break, seeds: Iterable[int]) -> Caught | None:
    """Put the mistake in, play until a rule breaks, take it out.

    Each history has the encounter that the mistake is about, if it names one.
    """
    focus = FOCUS.get(mistake.__name__)
    with pytest.MonkeyPatch.context() as patch:
        mistake(patch)
        for seed in seeds:
            problem = play(board, generate(seed, focus)).problem
            if problem is not None:
                return Caught(seed, problem)
    return None
