"""Each seeded bug is noticed: a simulation that finds nothing could be one that looks at nothing."""

from itertools import chain
from typing import Final

import pytest

from tests.simulation.bugs import hunt
from tests.simulation.mutations import MUTATIONS
from tests.support.simulation.install import Switchboard

_BUDGET = 1500
"""Histories; `python -m tests.simulation --bugs 1500` says after how many each is caught."""

_LAST_CAUGHT_BY: Final = {
    "ignore_other_session": 40,
    "repair_does_not_look": 229,
    "skip_wallet_sequence": 52,
    "consent_only_at_the_look": 133,
    "reuse_payment_id": 26,
    "claim_without_condition": 181,
    "claim_without_link_guard": 137,
    "hand_out_without_guard": 201,
    "timeout_means_closed": 162,
    "new_key_each_time": 55,
    "forget_events_that_the_bus_refused": 103,
    "swallow_failed_messages": 221,
    "show_anybody": 132,
}
"""The seeds that caught those of which no early history tells. They only save time: a stale one costs a search."""


def test_there_are_enough() -> None:
    assert len(MUTATIONS) >= 15


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_seeded_bug_is_caught(board: Switchboard, name: str) -> None:
    first = [_LAST_CAUGHT_BY[name]] if name in _LAST_CAUGHT_BY else []
    caught = hunt(board, MUTATIONS[name], chain(first, range(_BUDGET)))
    assert caught is not None, f"nothing broke in {_BUDGET} histories with {name}"
