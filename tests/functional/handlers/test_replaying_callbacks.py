"""Callbacks sent once more, one or all of a time: under their own ids and numbers, lowest first."""

from datetime import timedelta

import pytest

from shared.callbacks.backoff import TRIES
from shared.callbacks.delivering import replaying
from shared.callbacks.delivering.replaying import replay
from shared.callbacks.endpoint import Health
from shared.callbacks.model import CallbackState
from shared.callbacks.requests import ReplayRequest
from shared.errors import NotFound
from shared.table.callback_keys import callback_key
from tests.functional.handlers.told import Told
from tests.support.receivers import BROKEN, TAKEN


def test_one_is_replayed_under_its_own_id(told: Told) -> None:
    told.happen(told.event(number=1), told.event(number=2))
    first = told.callbacks()[0]
    again, request = replay(told.world.table, told.world.clock, first)
    assert (again.state, again.attempts) == (CallbackState.WAITING, 0)
    told.happen(told.event(number=3))
    told.ask(request)
    assert [body["sequence"] for body in told.told()] == [1, 2, 1, 3]
    assert told.receivers.got[0].headers["webhook-id"] == told.receivers.got[2].headers["webhook-id"]
    assert told.states() == ["delivered"] * 3


def test_replaying_one_that_waits_tries_it_at_once(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(told.event())
    told.receivers.answers[told.at] = [TAKEN]
    _, request = replay(told.world.table, told.world.clock, told.callbacks()[0])
    told.ask(request)
    assert told.states() == ["delivered"]


def test_replaying_one_that_waits_gives_it_all_its_tries_again(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(told.event())
    for _ in range(TRIES - 2):
        told.change(failures=0, failing_since=None)  # Others are taken meanwhile.
        told.wait(hours=27)
    (waiting,) = told.callbacks()
    assert (waiting.state, waiting.attempts) == (CallbackState.WAITING, TRIES - 1)
    _, request = replay(told.world.table, told.world.clock, waiting)
    told.ask(request)
    (waiting,) = told.callbacks()
    assert (waiting.state, waiting.attempts) == (CallbackState.WAITING, 1)
    (line,) = told.lines()
    assert line.next_at - told.world.clock.now() < timedelta(minutes=2)


def test_replaying_sends_nothing_to_a_server_that_is_not_well(told: Told) -> None:
    told.happen(told.event())
    told.change(health=Health.DISABLED)
    _, request = replay(told.world.table, told.world.clock, told.callbacks()[0])
    told.ask(request)
    assert (len(told.told()), told.states()) == (1, ["waiting"])
    assert told.lines()[0].held_at is not None


def test_none_is_replayed_that_is_kept_no_more(told: Told) -> None:
    told.happen(told.event())
    (gone,) = told.callbacks()
    told.world.backing.lose(callback_key("ord_1", 1))
    with pytest.raises(NotFound):
        replay(told.world.table, told.world.clock, gone)


def test_a_time_is_replayed_in_slices_each_once_and_in_order(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "SLICE", 3)
    told.happen(told.event("ord_early"))
    start = told.world.clock.now()
    for second in (1, 2):
        told.happen(*(told.event(f"ord_{number}", second) for number in range(8)))
    end = told.world.clock.now()
    told.happen(told.event("ord_late"))
    told.receivers.got.clear()
    told.ask(ReplayRequest(id="rpl_1", merchant_id=told.shop.id, start=start, end=end))
    for _ in range(12):
        told.wait(seconds=1)
    sent = [(body["data"]["order_id"], body["sequence"]) for body in told.told()]
    assert sorted(sent) == sorted((f"ord_{number}", second) for number in range(8) for second in (1, 2))
    for number in range(8):
        assert [sequence for order, sequence in sent if order == f"ord_{number}"] == [1, 2]


def test_only_those_that_failed_are_replayed_if_only_they_are_wanted(told: Told) -> None:
    told.happen(told.event("ord_1"), told.event("ord_2"))
    told.world.backing.overwrite(callback_key("ord_2", 1), "state", "failed")
    told.receivers.got.clear()
    end = told.world.clock.now() + timedelta(hours=1)
    asked = ReplayRequest(
        id="rpl_1", merchant_id=told.shop.id, start=end - timedelta(days=1), end=end, state=CallbackState.FAILED
    )
    told.ask(asked)
    for _ in range(6):
        told.wait(seconds=1)
    assert [body["data"]["order_id"] for body in told.told()] == ["ord_2"]
