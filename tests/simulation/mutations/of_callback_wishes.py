"""Mistakes in what merchants ask for: which events, under which secret, and some once more."""

from typing import Any, Final

import pytest

from shared.callbacks.delivering import carrying_out, replaying, slow_lane
from shared.callbacks.delivering.fast_lane import FastLane
from shared.callbacks.endpoint import Endpoint
from tests.simulation.mutations.originals import original


def sign_with_the_oldest(patch: pytest.MonkeyPatch) -> None:
    """A new secret signs once the old one is over."""
    patch.setattr(
        Endpoint, "live_secrets", lambda self, now: tuple(each for each in self.secrets if each.live(now))[-1:]
    )


def sign_once(patch: pytest.MonkeyPatch) -> None:
    """Each try bears the time of the first."""
    letter = original(slow_lane, "letter")
    patch.setattr(slow_lane, "letter", lambda endpoint, head, _: letter(endpoint, head, head.created_at))


def one_server_for_a_batch(patch: pytest.MonkeyPatch) -> None:
    """The first endpoint of a batch serves for all of it."""
    find = FastLane._endpoint

    def first(self: Any, merchant_id: str) -> Any:
        return find(self, next(iter(self._endpoints), merchant_id))

    patch.setattr(FastLane, "_endpoint", first)


def tell_of_everything(patch: pytest.MonkeyPatch) -> None:
    """What a merchant chose to be told is not looked at."""
    patch.setattr(Endpoint, "wants", lambda *_: True)


def replay_in_words(patch: pytest.MonkeyPatch) -> None:
    """What was delivered is not sent again, whatever was answered."""
    update = original(replaying, "callback_update")
    patch.setattr(replaying, "callback_update", lambda found, _: update(found, found))


def replay_the_first_slice(patch: pytest.MonkeyPatch) -> None:
    """A slice asks for no other."""
    replay = original(carrying_out, "replay_slice")

    class Nowhere:
        def send(self, _: Any) -> None:
            """Nothing is kept."""

    patch.setattr(carrying_out, "replay_slice", lambda table, clock, _, asked: replay(table, clock, Nowhere(), asked))


_TOLD: Final = ("listen", "agree", "fund", "flow", "place_auto", "flow")
_MANY: Final = ("place_many", "relay", "debit", "relay", "call_back")
_AGAIN: Final = ("retry_callbacks", "call_again")
_ROTATED: Final = (*_TOLD, "rotate_secret", "place_auto", "flow")
_OTHERS: Final = ("open_shop", "open_shop", "listen", "place_auto", "place_auto", "place_auto", "flow")

FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "sign_with_the_oldest": _ROTATED,
    "sign_once": (*_TOLD, "server_broken", "place_auto", "flow", *_AGAIN),
    "one_server_for_a_batch": _OTHERS,
    "tell_of_everything": (*_TOLD, "choose_types", "choose_types", "place_auto", "flow"),
    "replay_in_words": (*_TOLD, "replay_callback"),
    "replay_the_first_slice": (*_TOLD, *_MANY, "pass_time", "replay_callbacks", "call_again"),
}
"""The encounter that each is about."""

MUTATIONS: Final = (
    sign_with_the_oldest,
    sign_once,
    one_server_for_a_batch,
    tell_of_everything,
    replay_in_words,
    replay_the_first_slice,
)
