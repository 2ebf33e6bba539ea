"""Second tries: over three days with backoff, then no more; probes, what was held, and an end with notice."""

from datetime import timedelta
from itertools import pairwise

import pytest

from functions.retry_callbacks.handler import lambda_handler as retry_callbacks
from shared.callbacks.backoff import TRIES, WAITS
from shared.callbacks.delivering import looking
from shared.callbacks.endpoint import Health, enabled
from shared.callbacks.model import CallbackState
from shared.callbacks.requests import EndpointRequest, LineRequest
from shared.table.callback_keys import callback_endpoint_key
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told, resend
from tests.support.receivers import BROKEN, TAKEN


def waiting(told: Told, *things: str) -> None:
    """One callback about each of these waits; the server is not failing."""
    told.receivers.answers[told.at] = [BROKEN]
    for thing in things:
        told.happen(told.event(thing))
    told.change(failures=0)


def test_tries_go_on_for_three_days_and_then_it_has_failed(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(told.event(number=1), told.event(number=2))
    tried = [told.world.clock.moment]
    while told.callbacks()[0].state is CallbackState.WAITING:
        told.change(failures=0)  # Others are delivered meanwhile.
        (line,) = told.lines()
        assert told.callbacks()[0].next_at == line.next_at
        told.world.clock.moment = line.next_at - timedelta(seconds=10)
        told.wait(seconds=1)
        assert len(told.receivers.refused) == len(tried)
        told.wait(seconds=10)
        tried.append(line.next_at)
    assert len(tried) == TRIES
    for (before, after), wait in zip(pairwise(tried), WAITS, strict=True):
        assert wait * 0.9 - timedelta(seconds=15) <= after - before <= wait * 1.1 + timedelta(seconds=15)
    assert tried[-1] - tried[0] >= timedelta(hours=68)
    failed, following = told.callbacks()
    assert (failed.attempts, failed.next_at, failed.last and failed.last.error) == (TRIES, None, "http_500")
    # The next had its turn in the same run.
    assert (following.state, following.attempts) == (CallbackState.WAITING, 1)


def test_nothing_is_tried_before_it_is_due(told: Told) -> None:
    waiting(told, "ord_1")
    told.ask(LineRequest(told.shop.id, "ord_1", ""))
    assert len(told.receivers.refused) == 1
    told.world.clock.moment += timedelta(seconds=70)
    told.ask(LineRequest(told.shop.id, "ord_1", ""))
    told.ask(LineRequest(told.shop.id, "ord_1", ""))
    assert len(told.receivers.refused) == 2
    line = told.lines()[0]
    assert (line.tries, line.head) == (2, 1)


def test_a_second_try_that_is_taken_at_once_opens_the_fast_lane_again(told: Told) -> None:
    """Ten minutes of a thousand events each, for one late answer, would take the slow lane an hour and a half each."""
    told.receivers.takes[told.at] = 2
    told.happen(told.event("ord_1"))
    told.happen(told.event("ord_2"))
    told.wait(seconds=1)
    assert told.endpoint().slow(told.world.clock.now()), "it was slow the second time, too"
    told.receivers.takes[told.at] = 1
    told.happen(told.event("ord_3"))
    assert told.states() == ["delivered", "delivered", "waiting"]
    told.wait(seconds=1)
    version = told.endpoint().version
    told.happen(told.event("ord_4"))
    assert told.states() == ["delivered"] * 4
    told.happen(told.event("ord_5"), again=True)
    told.wait(seconds=1)
    assert told.endpoint().version == version, "it is no news any more"


def test_a_run_ends_before_its_time_is_over_and_the_rest_follows(told: Told) -> None:
    told.receivers.takes[told.at] = 10
    told.happen(*(told.event(number=number) for number in range(8)), again=True)
    told.ask(LineRequest(told.shop.id, "ord_1", ""))
    assert len(told.told()) == 3  # Half a minute.
    for _ in range(2):
        told.wait(seconds=1)
    assert [body["sequence"] for body in told.told()] == list(range(1, 9))
    assert told.lines() == []


def test_a_server_that_is_well_again_gets_what_was_held_in_order(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(*(told.event(f"ord_{number}") for number in range(5)))
    for second in (2, 3):
        told.happen(*(told.event(f"ord_{number}", second) for number in range(10)))
    told.wait(minutes=1.5)
    assert len(told.receivers.refused) == 6  # The five, and one probe: the lines that were due are held now.
    told.wait(seconds=30)
    assert len(told.receivers.refused) == 6
    told.receivers.answers[told.at] = [TAKEN]
    told.wait(minutes=8)
    assert told.health() is Health.OK
    assert set(told.states()) == {"delivered"}
    for number in range(10):
        sequences = [body["sequence"] for body in told.told() if body["data"]["order_id"] == f"ord_{number}"]
        assert sequences == list(range(1, (4 if number < 5 else 3)))
    assert told.lines() == []
    assert told.endpoint().probe_at is not None
    told.wait(minutes=1.5)
    assert told.endpoint().probe_at is None


def test_a_probe_that_fails_is_no_try_of_its_callback_and_another_is_next(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(*(told.event(f"ord_{number}") for number in range(7)))
    told.wait(minutes=2)
    before = len(told.receivers.refused)
    for _ in range(30):
        told.wait(hours=1.1)
    probes = told.receivers.refused[before:]
    assert 20 <= len(probes) <= 31
    assert len({each.content["data"]["order_id"] for each in probes}) == 7
    assert set(told.states()) == {"waiting"}


def test_after_three_days_of_failing_nothing_is_sent_until_the_merchant_says_so(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(*(told.event(f"ord_{number}") for number in range(6)))
    for _ in range(71):
        told.wait(hours=1)
    assert told.health() is Health.FAILING
    for _ in range(3):
        told.wait(hours=1)
    assert told.health() is Health.DISABLED
    (notice,) = [each for each in told.world.items("notice") if each["notice_kind"] == "callbacks_disabled"]
    assert notice["values"] == {"reason": "callbacks_failing_too_long"}
    count = len(told.receivers.refused)
    for _ in range(5):
        told.wait(days=1)
        told.happen(told.event("ord_9", number=_ + 1))
    assert len(told.receivers.refused) == count
    assert set(told.states()) == {"waiting"}
    told.receivers.answers[told.at] = [TAKEN]
    on = enabled(told.endpoint(), told.world.clock.now())
    told.change(health=on.health, failures=0, failing_since=None, probe_at=on.probe_at, disabled_at=None)
    told.wait(seconds=1)
    assert set(told.states()) == {"delivered"}
    assert [each["sequence"] for each in told.told() if each["data"]["order_id"] == "ord_9"] == [1, 2, 3, 4, 5]


def test_what_is_held_while_the_server_becomes_well_is_not_forgotten(told: Told, interruptions: Interruptions) -> None:
    """Read as failing, well and drained before it is held: who holds looks again."""
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(*(told.event(f"ord_{number}") for number in range(5)))
    told.receivers.answers[told.at] = [TAKEN]
    event = told.event("ord_9")

    def becomes_well() -> None:
        for _ in range(4):
            told.wait(minutes=1.5)
        assert told.endpoint().probe_at is None

    interruptions.before("TransactWriteItems", becomes_well)
    told.happen(event)
    told.wait(minutes=1)
    assert set(told.states()) == {"delivered"}


def test_an_endpoint_that_is_taken_away_ends_what_waits(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(*(told.event(f"ord_{number}") for number in range(6)))
    told.world.backing.lose(callback_endpoint_key(told.shop.id))
    told.ask(EndpointRequest(told.shop.id, told.world.clock.now()))
    told.wait(minutes=2)
    assert set(told.states()) == {"failed"}
    assert {each.last and each.last.error for each in told.callbacks()} == {"no_endpoint"}
    assert told.lines() == []
    assert len(told.receivers.refused) == 6


def test_the_schedule_reads_the_index_alone_and_gives_each_merchant_its_turn(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "PER_MERCHANT", 2)
    monkeypatch.setattr(looking, "_PAGE", 3)
    waiting(told, *(f"ord_{number}" for number in range(20)))
    other = Told(Shop(told.world, told.world.merchant()), told.receivers, "https://other.example/").register()
    told.receivers.answers[other.at] = [BROKEN, TAKEN]
    other.happen(other.event("ord_x"))
    told.world.clock.moment += timedelta(minutes=2)
    counts = retry_callbacks({}, None)
    assert 3 <= counts["lines"] <= 9
    resend(told.world)
    assert other.states() == ["delivered"]
