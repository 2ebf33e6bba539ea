"""Each seeded bug is noticed: a simulation that finds nothing could be one that looks at nothing."""

from typing import Final

import pytest

from tests.simulation.bugs import hunt
from tests.simulation.mutations import MUTATIONS
from tests.support.simulation.install import Switchboard

_BUDGET: Final = 400
"""Histories; `python -m tests.simulation --bugs 400` says after how many each is caught."""


def test_there_are_enough() -> None:
    assert len(MUTATIONS) >= 50


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_seeded_bug_is_caught(board: Switchboard, name: str) -> None:
    caught = hunt(board, MUTATIONS[name], range(_BUDGET))
    assert caught is not None, f"nothing broke in {_BUDGET} histories with {name}"
