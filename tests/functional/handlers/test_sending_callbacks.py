"""First tries: one read, one POST, one write; nothing is sent before what came earlier, nobody waits for another."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import webhooks

from functions.send_callbacks.handler import lambda_handler as send_callbacks
from shared.callbacks import record_store
from shared.callbacks.endpoint import Health
from shared.callbacks.messages import read_told
from shared.callbacks.posting.port import TIMEOUT, Answer
from shared.events.audience import MERCHANT_TYPES
from shared.runtime import callback_wiring
from shared.runtime.rounds import in_threads
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import SECRET, Told, send
from tests.support.aws import bodies
from tests.support.receivers import BROKEN, GONE, TAKEN, Receivers
from tests.support.world import World

CALLS = ["GetItem", "Query", "POST", "PutItem"]


def test_a_released_order_is_told_signed_and_kept(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = told.shop
    shop.consent()
    shop.fund(10_000)
    order = shop.order(4_590)
    shop.world.settle_down()
    send(shop.world)
    (released,) = shop.world.released()
    got = [each for each in told.receivers.got if each.content["type"] == "order.released"]
    assert [each.content for each in got] == [released | {"sequence": 1}]
    assert got[0].headers["webhook-id"] == released["id"]
    assert got[0].headers["user-agent"] == "orderpay-callbacks/1"
    monkeypatch.setattr(webhooks, "datetime", _Today(shop.world))
    assert got[0].verified(SECRET)["data"]["order_id"] == order
    (kept,) = [each for each in told.callbacks() if each.type == "order.released"]
    assert (kept.id, kept.state, kept.attempts) == (f"cb_{order}.1", "delivered", 1)
    assert kept.last is not None
    assert (kept.last.status, kept.last.error, kept.last.milliseconds) == (204, None, 20)
    assert kept.public()["last_attempt"]["status"] == 204


def test_one_read_one_call_one_write(told: Told, interruptions: Interruptions) -> None:
    with interruptions.counting() as calls:
        told.happen(told.event())
    assert calls == CALLS


def test_a_thing_of_which_much_was_told_costs_no_more(
    told: Told, interruptions: Interruptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who changes an order a hundred thousand times does not have the others of a batch wait for that."""
    for name in ("LATEST", "_PAGE"):
        monkeypatch.setattr(record_store, name, 3)
    told.happen(*(told.event(number=number) for number in range(8)))
    with interruptions.counting() as calls:
        told.happen(told.event(number=8))
    assert calls == CALLS
    told.happen(told.event(number=7))
    assert [body["sequence"] for body in told.told()] == [*range(1, 10)]
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(*(told.event(number=number) for number in range(9, 16)))
    with interruptions.counting() as calls:
        told.happen(told.event(number=16))
    assert calls == ["GetItem", "Query", "Query", "TransactWriteItems"]
    told.receivers.answers[told.at] = [TAKEN]
    told.wait(minutes=2)
    assert [body["sequence"] for body in told.told()] == [*range(1, 18)]


def test_a_merchant_without_an_endpoint_costs_one_read(
    shop: Shop, receivers: Receivers, interruptions: Interruptions
) -> None:
    told = Told(shop, receivers)
    with interruptions.counting() as calls:
        told.happen(*(told.event(f"ord_{number}") for number in range(10)))
    assert calls == ["GetItem"]
    assert told.callbacks() == []


def test_only_types_that_are_wanted_are_told(told: Told) -> None:
    told.change(types=("order.cancelled",))
    told.happen(told.event(), told.event("ord_2", kind="order.cancelled"))
    assert [body["type"] for body in told.told()] == ["order.cancelled"]
    assert len(told.callbacks()) == 1


def test_the_relay_tells_what_merchants_are_told_of(told: Told) -> None:
    told.shop.order(4_590)
    told.world.settle_down()
    types = {read_told(body).type for body in bodies(told.world.resources.callback_queue_url)}
    assert types == {"order.queued"}
    assert types <= MERCHANT_TYPES


def test_a_second_telling_is_sent_once(told: Told) -> None:
    told.happen(told.event())
    told.happen(told.event(), again=True)
    told.happen(told.event())
    assert len(told.told()) == 1
    assert told.states() == ["delivered"]


def test_numbers_count_for_each_thing(told: Told) -> None:
    told.happen(told.event(number=1), told.event("ord_2"), told.event(number=2), told.event(number=3))
    assert [body["sequence"] for body in told.told() if body["data"]["order_id"] == "ord_1"] == [1, 2, 3]
    assert [body["sequence"] for body in told.told() if body["data"]["order_id"] == "ord_2"] == [1]


@pytest.mark.parametrize("first", [BROKEN, Answer(None, "connection_failed", 3), Answer(302, "redirect", 9)])
def test_what_was_refused_waits_and_all_about_its_thing_with_it(told: Told, first: Answer) -> None:
    told.receivers.answers[told.at] = [first, TAKEN]
    told.happen(told.event(number=1), told.event("ord_2"), told.event(number=2))
    assert [body["data"]["order_id"] for body in told.told()] == ["ord_2"]
    assert told.states() == ["waiting", "waiting", "delivered"]
    told.happen(told.event(number=3))
    assert len(told.told()) == 1
    told.wait(seconds=40)
    assert len(told.told()) == 1
    told.wait(seconds=30)
    assert [body["sequence"] for body in told.told()] == [1, 1, 2, 3]
    assert told.states() == ["delivered"] * 4
    assert told.lines() == []
    assert told.callbacks()[0].attempts == 2


def test_the_id_stays_and_the_signature_is_made_anew(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN, TAKEN]
    told.happen(told.event())
    told.wait(minutes=2)
    (refused,), (taken,) = told.receivers.refused, told.receivers.got
    assert refused.body == taken.body
    assert refused.headers["webhook-id"] == taken.headers["webhook-id"]
    assert refused.headers["webhook-timestamp"] != taken.headers["webhook-timestamp"]
    assert refused.headers["webhook-signature"] != taken.headers["webhook-signature"]


def test_who_does_not_answer_in_time_is_left_to_the_slow_lane(told: Told) -> None:
    told.receivers.takes[told.at] = 9.0
    began = told.world.clock.moment
    told.happen(*(told.event(f"ord_{number}") for number in range(3)))
    # In one process one after the other; each in its own thread as a rule.
    assert told.world.clock.moment - began < timedelta(seconds=3 * 3 + 1)
    assert told.endpoint().slow(told.world.clock.now())
    assert (told.health(), told.endpoint().failures) == (Health.OK, 0)
    told.happen(told.event("ord_3"))
    assert len(told.receivers.refused) == 3
    told.wait(seconds=1)
    assert told.states() == ["delivered"] * 4


def test_who_answers_late_is_kept_off_the_fast_lane_too(told: Told) -> None:
    told.receivers.takes[told.at] = 2.0
    told.happen(told.event())
    assert told.states() == ["delivered"]
    assert told.endpoint().slow(told.world.clock.now())
    told.world.clock.moment += timedelta(minutes=11)
    assert not told.endpoint().slow(told.world.clock.now())


def test_who_refuses_late_is_kept_off_the_fast_lane_too(told: Told) -> None:
    """One that takes its time to refuse, and takes every fifth at once, is never failing: it has to be slow."""
    told.receivers.answers[told.at] = [Answer(500, "http_500", 2_900)]
    told.happen(told.event())
    assert told.endpoint().slow(told.world.clock.now())
    assert told.endpoint().failures == 1
    told.happen(told.event("ord_2"))
    assert len(told.receivers.refused) == 1


def test_gone_said_late_is_gone_and_told_once(told: Told, interruptions: Interruptions) -> None:
    told.receivers.answers[told.at] = [Answer(410, "http_410", 2_900), Answer(None, TIMEOUT, 3_000)]
    with interruptions.counting() as calls:
        told.happen(told.event(), told.event("ord_2"))
    assert told.health() is Health.DISABLED
    assert calls.count("TransactWriteItems") == 3, "the endpoint with its notice, and two callbacks"


def test_five_failures_in_a_row_and_nothing_is_sent_but_probes(told: Told) -> None:
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(*(told.event(f"ord_{number}") for number in range(5)))
    assert told.health() is Health.FAILING
    for number in range(5, 25):
        told.happen(told.event(f"ord_{number}"))
    assert len(told.receivers.refused) == 5
    assert told.states() == ["waiting"] * 25
    assert len([line for line in told.lines() if line.held_at]) == 21


def test_gone_is_taken_at_its_word(told: Told) -> None:
    told.receivers.answers[told.at] = [GONE]
    told.happen(told.event())
    assert told.health() is Health.DISABLED
    (notice,) = [each for each in told.world.items("notice") if each["notice_kind"] == "callbacks_disabled"]
    assert notice["values"] == {"reason": "callbacks_gone"}
    told.happen(told.event("ord_2"))
    told.wait(days=4)
    assert len(told.receivers.refused) == 1
    assert told.states() == ["waiting", "waiting"]


def test_one_that_comes_again_is_kept_before_it_is_sent(told: Told) -> None:
    told.happen(told.event(), again=True)
    assert told.told() == []
    assert told.states() == ["waiting"]
    told.wait(seconds=1)
    assert [body["sequence"] for body in told.told()] == [1]


def test_what_is_no_event_fails_alone(told: Told) -> None:
    bad = {"messageId": "bad", "body": "{}", "attributes": {"MessageGroupId": "x", "ApproximateReceiveCount": "1"}}
    good = {"messageId": "good", "body": told.event(), "attributes": {"MessageGroupId": "ord_1"}}
    answer = send_callbacks({"Records": [bad, good]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}


def test_behind_one_that_failed_its_group_goes_back_and_no_other(told: Told, interruptions: Interruptions) -> None:
    def lost() -> None:
        raise ValueError("a defect")

    interruptions.before("PutItem", lost)
    answer = told.happen(told.event(number=1), told.event("ord_2"), told.event(number=2))
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["0", "2"]
    assert [each.subject_id for each in told.callbacks()] == ["ord_2"]


def test_calls_are_made_beside_each_other() -> None:
    """Each waits for the other: one after the other they would never end."""
    met = threading.Barrier(2, timeout=20)
    assert list(in_threads(lambda _: met.wait() >= 0, [1, 2])) == [True, True]
    assert callback_wiring.together is in_threads


class _Today:
    """The library judges timestamps by the machine's clock."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self, tz: Any = None) -> Any:
        return self._world.clock.now().astimezone(tz)

    def __getattr__(self, name: str) -> Any:
        return getattr(datetime, name)
