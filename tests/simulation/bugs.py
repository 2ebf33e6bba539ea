"""Looks for a seeded bug."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pytest

from tests.simulation.history import generate
from tests.simulation.mutations import FOCUS, Break
from tests.simulation.play import play
from tests.support.simulation.install import Switchboard

_CRASHED: Final = re.compile(r"\b(TypeError|AttributeError|NameError|ImportError)\(")


@dataclass(frozen=True, slots=True)
class Caught:
    """The seed whose history gave the bug away, and how it did."""

    seed: int
    problem: str


def hunt(board: Switchboard, mistake: Break, seeds: Iterable[int]) -> Caught | None:
    """Put the mistake in, play until a rule breaks, take it out.

    Each history has the encounter that the mistake is about, if it names one. Raises ``AssertionError`` for a mistake
    that no longer fits the product: one that only crashes shows nothing.
    """
    focus = FOCUS.get(mistake.__name__)
    with pytest.MonkeyPatch.context() as patch:
        mistake(patch)
        for seed in seeds:
            problem = play(board, generate(seed, focus)).problem
            if problem is not None:
                assert not _CRASHED.search(problem), f"{mistake.__name__} does not fit the product: {problem}"
                return Caught(seed, problem)
    return None
