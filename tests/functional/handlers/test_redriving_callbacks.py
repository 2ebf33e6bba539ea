"""Callbacks whose message ended in a dead-letter queue: kept, sent by second tries, and a replay goes on."""

from datetime import timedelta

from shared.callbacks.endpoint import Health
from shared.callbacks.requests import EndpointRequest, LineRequest, ReplayRequest, read_request
from shared.callbacks.service import remove_endpoint
from tests.functional.handlers.dead_letters import TOLD, redrive
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told
from tests.support.aws import bodies
from tests.support.receivers import BROKEN, TAKEN


def test_an_event_that_was_never_told_is_kept_and_told(told: Told) -> None:
    event = told.event()
    assert redrive(event, event) == TOLD
    assert told.states() == ["waiting"]
    told.wait(seconds=1)
    assert [body["sequence"] for body in told.told()] == [1]
    assert redrive(event) == TOLD
    told.wait(minutes=2)
    assert len(told.told()) == 1


def test_it_comes_behind_what_was_told_since(told: Told) -> None:
    told.happen(told.event(number=2))
    assert redrive(told.event(number=1)) == TOLD
    told.wait(seconds=1)
    assert [body["at"][-7:-1] for body in told.told()] == ["02.000", "01.000"]
    assert [body["sequence"] for body in told.told()] == [1, 2]


def test_it_comes_behind_what_waits(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN, TAKEN]
    told.happen(told.event(number=1))
    assert redrive(told.event(number=2)) == TOLD
    told.wait(minutes=2)
    assert [body["sequence"] for body in told.told()] == [1, 2]


def test_nothing_is_kept_for_who_wants_none(told: Told) -> None:
    other = Told(Shop(told.world, told.world.merchant()), told.receivers)
    told.change(types=("invoice.paid",))
    assert redrive(other.event(), told.event()) == TOLD
    assert told.world.items("callback") == []


def test_a_replay_is_asked_for_again_and_for_the_rest_one_look(told: Told) -> None:
    now = told.world.clock.now().replace(microsecond=0)
    asked = ReplayRequest(id="rpl_1", merchant_id=told.shop.id, start=now - timedelta(days=1), end=now)
    line, look = LineRequest(told.shop.id, "ord_1", "then"), EndpointRequest(told.shop.id, now)
    assert redrive(*(each.message().body for each in (asked, line, look))) == TOLD
    found = [read_request(body, now) for body in bodies(told.world.resources.callback_retry_queue_url)]
    assert found == [asked, look]


def test_what_was_to_be_given_up_is_given_up_after_all(told: Told) -> None:
    told.change(health=Health.DISABLED)
    told.happen(told.event("ord_1"), told.event("ord_2"))
    remove_endpoint(told.world.table, told.shop.id)
    assert redrive(LineRequest(told.shop.id, "ord_1", "then").message().body) == TOLD
    told.wait(seconds=1)
    assert told.states() == ["failed", "failed"]
