"""Mistakes in telling merchants' servers."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.callbacks.delivering import fast_lane, lines, looking, slow_lane
from shared.callbacks.delivering.fast_lane import FastLane
from shared.callbacks.model import Callback, CallbackState
from shared.callbacks.record_store import Subject, callback_put, read_subject
from shared.payments.outbox import relay
from tests.simulation.mutations.originals import original


def send_past_what_waits(patch: pytest.MonkeyPatch) -> None:
    """A new callback is sent although an earlier one about its thing still waits."""
    read = original(fast_lane, "read_latest")

    def nothing_waits(table: Any, subject_id: str) -> Any:
        subject = read(table, subject_id)
        done = tuple(replace(each, state=CallbackState.DELIVERED) for each in subject.callbacks)
        return replace(subject, callbacks=done, line=None)

    patch.setattr(fast_lane, "read_latest", nothing_waits)


def try_the_newest_first(patch: pytest.MonkeyPatch) -> None:
    """Second tries begin at the wrong end."""
    newest = property(lambda self: next((each for each in reversed(self.callbacks) if each.waiting), None))
    patch.setattr(Subject, "head", newest)


def wait_where_nobody_looks(patch: pytest.MonkeyPatch) -> None:
    """What was refused is kept, and no line tells of it."""

    def alone(table: Any, clock: Any, told: Any, place: Any, tried: Any = None) -> Any:
        subject = read_subject(table, told.subject_id)
        if (known := subject.of_event(told.event_id)) is not None:
            return known
        callback = tried or lines.new_callback(clock, told, subject)
        table.put(callback_put(callback))
        return callback

    patch.setattr(fast_lane, "store", alone)


def refused_is_delivered(patch: pytest.MonkeyPatch) -> None:
    """A server's error counts as taken."""
    tried = Callback.tried

    def lenient(self: Any, answer: Any, at: Any, **rest: Any) -> Any:
        return tried(self, replace(answer, error=None), at, **rest)

    patch.setattr(Callback, "tried", lenient)


def count_each_telling(patch: pytest.MonkeyPatch) -> None:
    """A message that comes again is another callback."""
    patch.setattr(Subject, "of_event", lambda *_: None)


def leave_the_line_behind(patch: pytest.MonkeyPatch) -> None:
    """A line is taken away although somebody has just come into it."""
    delete = original(slow_lane, "line_delete")
    patch.setattr(slow_lane, "line_delete", lambda line: replace(delete(line), condition=None))


def give_up_at_once(patch: pytest.MonkeyPatch) -> None:
    """The second try is the last."""
    patch.setattr(slow_lane, "TRIES", 2)


def never_send_what_was_held(patch: pytest.MonkeyPatch) -> None:
    """A server that is well again is told of what comes, not of what was."""
    patch.setattr(looking, "_ask_for_held", lambda *_: 0)


def forget_callbacks(patch: pytest.MonkeyPatch) -> None:
    """The relay tells the bus alone, every other time."""
    messages = original(relay, "callback_messages")
    patch.setattr(relay, "callback_messages", lambda events: [told[::2] for told in messages(events)])


def drop_what_is_not_well(patch: pytest.MonkeyPatch) -> None:
    """What comes for a server that is not well is not even kept."""
    patch.setattr(FastLane, "_keep", lambda *_: {"callback": "dropped"})


_TOLD: Final = ("listen", "agree", "fund", "flow", "place_auto", "flow")
_REFUSED: Final = (*_TOLD, "server_broken", "call_back", "cancel", "relay", "call_back")
_MANY: Final = ("place_many", "relay", "debit", "relay", "call_back")
_HELD: Final = ("listen", "server_broken", *_MANY, *_MANY)

FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "send_past_what_waits": (*_REFUSED[:-1], "server_well", "call_back"),
    "try_the_newest_first": (*_REFUSED, "server_well", "retry_callbacks", "call_again"),
    "wait_where_nobody_looks": _REFUSED,
    "refused_is_delivered": _REFUSED,
    "count_each_telling": (
        *_TOLD,
        "call_back!",
        "cancel",
        "relay",
        "call_back!",
        "pass_time",
        "call_back",
        "call_back",
    ),
    "leave_the_line_behind": (
        *("listen", "agree", "fund", "flow", "place_auto", "relay", "debit", "relay", "server_slow", "call_back"),
        # The first message looks at the server, which is new; the line goes with the last write of the second.
        *("server_well", "retry_callbacks", "call_again", "call_again**", "cancel", "relay_apart", "relay"),
        *("call_back", "call_back"),
    ),
    "give_up_at_once": (*_REFUSED, *("retry_callbacks", "call_again") * 3),
    "never_send_what_was_held": _HELD,
    "forget_callbacks": _TOLD,
    "drop_what_is_not_well": _HELD,
}

MUTATIONS: Final = (
    send_past_what_waits,
    try_the_newest_first,
    wait_where_nobody_looks,
    refused_is_delivered,
    count_each_telling,
    leave_the_line_behind,
    give_up_at_once,
    never_send_what_was_held,
    forget_callbacks,
    drop_what_is_not_well,
)
