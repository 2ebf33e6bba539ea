"""Mistakes in filling wallets from linked methods."""

from dataclasses import replace
from typing import Final

import pytest

from shared.payments.topping_up import accounting, refilling
from shared.wallets.refills.model import Failures
from tests.simulation.mutations.originals import original


def top_up_beside_another(patch: pytest.MonkeyPatch) -> None:
    """What is on its way is overlooked."""
    wished = original(refilling, "_wished")
    patch.setattr(refilling, "_wished", lambda wallet, refill, now: wished(wallet, replace(refill, top_up=None), now))


def wait_for_nothing(patch: pytest.MonkeyPatch) -> None:
    """A refusal is followed by the next charge at once."""
    patch.setattr(Failures, "hold", lambda *_: False)


def never_look_what_became_of_it(patch: pytest.MonkeyPatch) -> None:
    """A charge that ended keeps its place."""
    patch.setattr(accounting, "_ended", lambda *_: None)


MUTATIONS: Final = (
    top_up_beside_another,
    wait_for_nothing,
    never_look_what_became_of_it,
)
_LINKED: Final = ("open_shop", "link_method", "flow", "flow")
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "top_up_beside_another": (*_LINKED, "take_long", "want_top_ups", "flow", "want_top_ups", "flow"),
    "wait_for_nothing": (*_LINKED, "refuse", "want_top_ups", "flow", "top_up_by_method", "flow"),
    "never_look_what_became_of_it": (*_LINKED, "want_top_ups", "flow", "flow"),
}
"""The encounter that each is about."""
