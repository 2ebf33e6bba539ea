"""Looks for a seeded bug."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.simulation.history import generate
from tests.simulation.mutations import Break
from tests.simulation.play import play
from tests.support.simulation.install import Switchboard

_NOTES: Final = Path(__file__).with_name("caught_at.json")


def caught_before() -> dict[str, int]:
    """By seeded bug the seed that gave it away when that was last noted."""
    return dict(json.loads(_NOTES.read_text(encoding="utf-8")))


def note(caught_at: dict[str, int]) -> None:
    """Keep these for :func:`caught_before`."""
    _NOTES.write_text(json.dumps(caught_at, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Caught:
    """The seed whose history gave the bug away, and how it did."""

    seed: int
    problem: str


def hunt(board: Switchboard, mistake: Break, seeds: Iterable[int]) -> Caught | None:
    """Put the mistake in, play until a rule breaks, take it out."""
    with pytest.MonkeyPatch.context() as patch:
        mistake(patch)
        for seed in seeds:
            problem = play(board, generate(seed)).problem
            if problem is not None:
                return Caught(seed, problem)
    return None
