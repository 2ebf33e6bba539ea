"""Mistakes in how merchants' servers are thought of."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from shared.callbacks import endpoint as endpoints
from shared.callbacks import service
from shared.callbacks.delivering import carrying_out, courier, fast_lane, looking, slow_lane
from shared.callbacks.delivering.slow_lane import Sent
from shared.callbacks.endpoint import Health
from shared.callbacks.model import Line
from tests.simulation.mutations.originals import original


def call_the_disabled(patch: pytest.MonkeyPatch) -> None:
    """Second tries do not look whether a server is to be called."""
    read = original(slow_lane, "read_endpoint")

    def well(*rest: Any) -> Any:
        found = read(*rest)
        return found and replace(found, health=Health.OK)

    patch.setattr(slow_lane, "read_endpoint", well)


def first_tries_for_all(patch: pytest.MonkeyPatch) -> None:
    """First tries do not look how a server fares."""
    read = original(fast_lane, "read_endpoint")

    def well(*rest: Any) -> Any:
        found = read(*rest)
        return found and replace(found, health=Health.OK)

    patch.setattr(fast_lane, "read_endpoint", well)


def probe_with_all_that_is_held(patch: pytest.MonkeyPatch) -> None:
    """One refusal is not enough."""
    send = original(looking, "send_line")

    def untold(*rest: Any, **more: Any) -> Any:
        send(*rest, **more)
        return Sent()

    patch.setattr(looking, "send_line", untold)


def probe_before_arranging(patch: pytest.MonkeyPatch) -> None:
    """The next probe is due as the last one was."""
    patch.setattr(looking, "probing", lambda endpoint, now: replace(endpoint, probe_at=now))


def never_disable(patch: pytest.MonkeyPatch) -> None:
    """A server that is dead is probed for ever."""
    failed = original(courier, "failed")
    patch.setattr(courier, "failed", lambda each, now, _: failed(each, now, timedelta(days=9_999)))


def disable_too_early(patch: pytest.MonkeyPatch) -> None:
    """An hour is taken for three days."""
    failed = original(courier, "failed")
    patch.setattr(courier, "failed", lambda each, now, _: failed(each, now, timedelta(hours=1)))


def gone_is_one_failure_more(patch: pytest.MonkeyPatch) -> None:
    """Who says that it is gone is asked again."""
    patch.setattr(courier, "GONE", 0)


def count_successes_as_nothing(patch: pytest.MonkeyPatch) -> None:
    """Failures are not in a row."""
    patch.setattr(courier, "succeeded", lambda endpoint, _: endpoint)


def fail_since_the_last(patch: pytest.MonkeyPatch) -> None:
    """The three days begin anew at each failure."""
    failed = original(courier, "failed")
    patch.setattr(courier, "failed", lambda each, now, most: failed(replace(each, failing_since=None), now, most))


def disable_in_silence(patch: pytest.MonkeyPatch) -> None:
    """Nobody is told that nothing is sent any more."""
    changed = original(courier, "changed_update")
    patch.setattr(courier, "_write", lambda kept, before, after: kept.table.update(changed(before, after)))


def enable_and_forget(patch: pytest.MonkeyPatch) -> None:
    """What was held before a server was switched on again stays where it is."""
    patch.setattr(service, "enabled", lambda endpoint, now: replace(endpoints.enabled(endpoint, now), probe_at=None))


def recover_and_forget(patch: pytest.MonkeyPatch) -> None:
    """What was held before a probe was taken stays where it is."""
    succeeded = original(courier, "succeeded")

    def alone(endpoint: Any, now: Any) -> Any:
        after = succeeded(endpoint, now)
        return after if after is endpoint else replace(after, probe_at=None)

    patch.setattr(courier, "succeeded", alone)


def believe_an_empty_index(patch: pytest.MonkeyPatch) -> None:
    """That nothing is held is believed at once."""
    patch.setattr(looking, "CAUGHT_UP", timedelta(0))


def look_at_no_server(patch: pytest.MonkeyPatch) -> None:
    """The schedule asks for lines alone."""
    patch.setattr(looking, "due_ids", lambda *_: ())


def keep_what_is_held_for_nobody(patch: pytest.MonkeyPatch) -> None:
    """A merchant takes its endpoint away, and what was held for it waits for ever."""
    look = original(carrying_out, "look_at")

    def only_who_is_there(each: Any, retries: Any, merchant_id: str) -> Any:
        if endpoints.read_endpoint(each.table, merchant_id) is None:
            return {}
        return look(each, retries, merchant_id)

    patch.setattr(carrying_out, "look_at", only_who_is_there)


def try_again_at_once(patch: pytest.MonkeyPatch) -> None:
    """No wait between two tries."""
    for lane in (fast_lane, slow_lane):
        patch.setattr(lane, "next_try", lambda now, *_: now + timedelta(seconds=1))


def try_without_arranging(patch: pytest.MonkeyPatch) -> None:
    """What is tried stays due, and the try is not counted."""
    changed = slow_lane._Run._changed

    def claims_nothing(self: Any, line: Any, after: Any) -> bool:
        claims = after is not None and after.head and after.next_at is not None and after.next_at != line.next_at
        return True if claims and after.tries != line.tries_of(after.head) else changed(self, line, after)

    patch.setattr(slow_lane._Run, "_changed", claims_nothing)


def count_probes(patch: pytest.MonkeyPatch) -> None:
    """A probe is a try of what it was made with, which is given up in the end."""
    claimed = Line.claimed
    patch.setattr(Line, "claimed", lambda self, *rest, counts=True: claimed(self, *rest))


_TOLD: Final = ("listen", "agree", "fund", "flow", "place_auto", "flow")
_MANY: Final = ("place_many", "relay", "debit", "relay", "call_back")
_FAILING: Final = ("open_shop", "listen", "agree", "fund", "flow", "server_broken", *_MANY, *_MANY, "call_back")
_AGAIN: Final = ("retry_callbacks", "call_again")

FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "call_the_disabled": (*_FAILING, "server_gone", *_AGAIN, *_MANY, *_AGAIN),
    "first_tries_for_all": (*_FAILING, *_MANY),
    "probe_with_all_that_is_held": (*_FAILING, "stay_broken"),
    "probe_before_arranging": (*_FAILING, *_AGAIN),
    "never_disable": (*_FAILING, "server_dead"),
    "disable_too_early": (*_FAILING, "stay_broken"),
    "gone_is_one_failure_more": (*_TOLD, "server_gone", "place_auto", "flow"),
    "count_successes_as_nothing": (*_TOLD, "server_shaky", *_MANY, *_AGAIN, *_AGAIN),
    "fail_since_the_last": (*_FAILING, "stay_broken"),
    "disable_in_silence": (*_FAILING, "server_gone", *_AGAIN),
    "enable_and_forget": (*_FAILING, "enable_callbacks"),
    "recover_and_forget": (*_FAILING, "server_well", *_AGAIN),
    "believe_an_empty_index": (*_FAILING, *_MANY, "enable_callbacks", *["call_again!"] * 3, "pass_time"),
    "look_at_no_server": _FAILING,
    "keep_what_is_held_for_nobody": (*_FAILING, "stop_listening"),
    "try_again_at_once": (*_TOLD, "server_broken", "place_auto", "flow", *_AGAIN),
    "try_without_arranging": (*_TOLD, "server_broken", "place_auto", "flow", *_AGAIN),
    "count_probes": (*_FAILING, "stay_broken"),
}
"""The encounter that each is about."""

MUTATIONS: Final = (
    call_the_disabled,
    first_tries_for_all,
    probe_with_all_that_is_held,
    probe_before_arranging,
    never_disable,
    disable_too_early,
    gone_is_one_failure_more,
    count_successes_as_nothing,
    fail_since_the_last,
    disable_in_silence,
    enable_and_forget,
    recover_and_forget,
    believe_an_empty_index,
    look_at_no_server,
    keep_what_is_held_for_nobody,
    try_again_at_once,
    try_without_arranging,
    count_probes,
)
