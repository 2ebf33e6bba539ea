"""Each seeded bug is noticed: a simulation that finds nothing could be one that looks at nothing."""

from typing import Final

import pytest

from tests.simulation.bugs import hunt
from tests.simulation.mutations import MUTATIONS
from tests.support.simulation.install import Switchboard

_BUDGET = 600
"""Histories; `python -m tests.simulation --bugs 600` says after how many each is caught."""


_BEGIN_AT: Final = {
    "ignore_other_session": 58,
    "repair_does_not_look": 117,
    "skip_wallet_sequence": 179,
    "consent_only_at_the_look": 299,
    "claim_without_link_guard": 61,
    "hand_out_without_guard": 49,
    "timeout_means_closed": 206,
    "new_key_each_time": 31,
    "forget_events_that_the_bus_refused": 59,
    "swallow_failed_messages": 46,
    "show_anybody": 45,
}
"""Where the search begins for those of which no early history tells. It only saves time, and may grow stale."""


def test_there_are_enough() -> None:
    assert len(MUTATIONS) >= 15


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_seeded_bug_is_caught(board: Switchboard, name: str) -> None:
    first = _BEGIN_AT.get(name, 0)
    caught = hunt(board, MUTATIONS[name], range(first, first + _BUDGET))
    assert caught is not None, f"nothing broke in {_BUDGET} histories with {name}"
