"""A crash after every call on the way of a callback, then what AWS does by itself: told again, and the schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from shared.callbacks.delivering.replaying import replay
from shared.callbacks.endpoint import Health
from shared.callbacks.messages import read_told
from shared.callbacks.requests import ReplayRequest
from shared.events.port import GroupedMessage
from shared.events.senders import SqsGroupedQueue
from shared.runtime import wiring
from shared.table.callback_keys import callback_endpoint_key
from tests.functional.handlers.books_of_callbacks import (
    every_delivered_one_was_taken,
    every_event_is_kept_once,
    nothing_sent_too_early,
)
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.dead_letters import TOLD, redrive
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told, resend, send
from tests.support.receivers import BROKEN, GONE, TAKEN, Receivers
from tests.support.world import World

EVENTS = (("ord_1", 1), ("ord_2", 1), ("ord_1", 2), ("ord_3", 1), ("ord_1", 3))


@dataclass
class Scenario:
    """What runs, and must come to this once everything is well again."""

    run: Callable[[], None]
    states: frozenset[str] = frozenset({"delivered"})
    in_order: bool = True
    """Nothing is replayed."""


def delivering(told: Told) -> Scenario:
    return Scenario(lambda: _go(told))


def refused_at_first(told: Told) -> Scenario:
    told.receivers.answers[told.at] = [BROKEN, TAKEN, BROKEN, TAKEN]
    return Scenario(lambda: _go(told, 1, 2, 9))


def too_slow_for_the_fast_lane(told: Told) -> Scenario:
    told.receivers.takes[told.at] = 8
    return Scenario(lambda: _go(told, 1))


def failing_and_well_again(told: Told) -> Scenario:
    told.change(failures=4)
    told.receivers.answers[told.at] = [BROKEN] * 4 + [TAKEN]
    return Scenario(lambda: _go(told, 1.5, 8, 16, 31))


def switched_off(told: Told) -> Scenario:
    now = told.world.clock.now()
    told.change(failures=6, failing_since=now - timedelta(hours=73), health=Health.FAILING, probes=9, probe_at=now)
    told.receivers.answers[told.at] = [BROKEN]
    return Scenario(lambda: _go(told, 1.5, 61), frozenset({"waiting"}))


def told_that_it_is_gone(told: Told) -> Scenario:
    told.receivers.answers[told.at] = [GONE]
    return Scenario(lambda: _go(told, 1.5), frozenset({"waiting"}))


def refused_for_good(told: Told) -> Scenario:
    told.receivers.answers[told.at] = [BROKEN]
    told.change(health=Health.OK)

    def run() -> None:
        _go(told)
        for _ in range(11):
            told.change(failures=0, failing_since=None)
            told.wait(hours=27)

    # What follows about the same thing has ten tries of its own.
    return Scenario(run, frozenset({"failed", "waiting"}))


def replayed(told: Told) -> Scenario:
    _go(told)

    def run() -> None:
        callback = told.callbacks()[0]
        replay(told.world.table, told.world.clock, callback)
        _go(told, 1)

    return Scenario(run, in_order=False)


def replayed_all(told: Told) -> Scenario:
    start = told.world.clock.now()
    _go(told)
    end = told.world.clock.now()
    asked = ReplayRequest(id="rpl_1", merchant_id=told.shop.id, start=start, end=end)
    _queue(told, "callback_retry").send([asked.message()])

    def run() -> None:
        for _ in range(7):
            _go(told, 0.1)

    return Scenario(run, in_order=False)


def taken_away(told: Told) -> Scenario:
    told.receivers.answers[told.at] = [BROKEN]
    send(told.world)
    told.world.backing.lose(callback_endpoint_key(told.shop.id))
    return Scenario(lambda: _go(told, 1.5, 8), frozenset({"failed"}))


def redriven(told: Told) -> Scenario:
    bodies = [told.event(*event) for event in EVENTS]

    def run() -> None:
        assert redrive(*bodies) == TOLD
        _go(told, 1)

    return Scenario(run)


SCENARIOS = (
    *(delivering, refused_at_first, too_slow_for_the_fast_lane, failing_and_well_again, switched_off),
    *(told_that_it_is_gone, refused_for_good, replayed, replayed_all, taken_away, redriven),
)


@pytest.mark.parametrize("make", SCENARIOS, ids=lambda make: make.__name__)
def test_no_crash_loses_a_callback_or_sends_one_too_early(
    world: World, receivers: Receivers, interruptions: Interruptions, make: Callable[[Told], Scenario]
) -> None:
    changes, died = 0, True
    while died:
        world.start_over()
        receivers.clear()
        told = Told(Shop(world, world.merchant()), receivers).register()
        messages = [told.event(*event) for event in EVENTS]
        _queue(told, "callback").send([GroupedMessage(body, read_told(body).subject_id, body) for body in messages])
        scenario = make(told)
        died = interruptions.kills(scenario.run, after=changes)
        where = f"died after {interruptions.calls}"
        scenario.run()
        for _ in range(3):
            _go(told, 61)
        assert set(told.states()) == scenario.states, where
        every_event_is_kept_once(told, messages)
        every_delivered_one_was_taken(told)
        if scenario.in_order:
            nothing_sent_too_early(told)
        notices = [each for each in world.items("notice") if each["notice_kind"] == "callbacks_disabled"]
        off = make in (switched_off, told_that_it_is_gone)
        assert len(notices) == off, where
        changes += 1
    assert changes > 2


def _go(told: Told, *minutes: float) -> None:
    """First tries, and second tries after so many minutes each."""
    send(told.world)
    resend(told.world)
    for wait in minutes:
        told.wait(minutes=wait)
        send(told.world)


def _queue(told: Told, name: str) -> SqsGroupedQueue:
    return SqsGroupedQueue(wiring.sqs(), getattr(told.world.resources, f"{name}_queue_url"))
