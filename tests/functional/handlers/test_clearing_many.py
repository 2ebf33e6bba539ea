"""Much that is due at once: the schedule looks at a few, the others are handed over, each for itself."""

import json

import pytest

from functions.complete_orders.handler import lambda_handler as complete_orders
from shared.payments.clearing import messages
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.clearing import state, told, wait
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.dead_letters import TOLD, redrive
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies, drain
from tests.support.world import Json, World

_DONE = ("completed", "paid")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of the schedule looks at two by itself."""
    monkeypatch.setattr(messages, "OWN_SHARE", 2)


@pytest.fixture
def orders(world: World, shop: Shop) -> list[str]:
    """Five whose money is available now."""
    made = [shop.order(collect="none") for _ in range(5)]
    for each in made:
        shop.buy(each)
    wait(world, days=2)
    return made


def handed(*texts: str) -> Json:
    """A batch of the queue."""
    records = [{"messageId": str(place), "body": body, "attributes": {}} for place, body in enumerate(texts)]
    answer: Json = complete_orders({"Records": records}, None)
    return answer


def test_what_a_run_has_no_time_for_is_handed_over(world: World, shop: Shop, orders: list[str]) -> None:
    assert jobs.clear() == (2, {})
    assert sorted(state(shop, each) for each in orders) == [_DONE] * 2 + [("in_progress", "paid")] * 3
    drain(world.resources.clearing_queue_url, complete_orders)
    assert {state(shop, each) for each in orders} == {_DONE}
    assert sorted(told(world)) == sorted(orders)
    assert jobs.clear() == jobs.NOTHING
    audit(world)
    nothing_is_stuck(world)


def test_what_is_asked_for_twice_is_looked_at_once(
    world: World, shop: Shop, orders: list[str], interruptions: Interruptions
) -> None:
    jobs.clear()
    asked = bodies(world.resources.clearing_queue_url)
    assert len(asked) == 3
    assert jobs.clear() == (2, {}), "what nobody has looked at yet is due still"
    with interruptions.counting() as calls:
        assert handed(*asked, *asked) == TOLD
    assert len([call for call in calls if call.startswith("stripe get payment_intents")]) == 1
    assert {state(shop, each) for each in orders} == {_DONE}
    assert sorted(told(world)) == sorted(orders)


def test_one_that_fails_holds_up_no_other(world: World, shop: Shop, orders: list[str]) -> None:
    jobs.clear()
    first, *others = bodies(world.resources.clearing_queue_url)
    world.faults(calls=[{"kind": "fail", "status": 500, "path": "/v1/payment_intents/*", "count": 3}])
    assert handed(first, "no message of ours", *others) == {
        "batchItemFailures": [{"itemIdentifier": "0"}, {"itemIdentifier": "1"}]
    }
    assert sorted(state(shop, each) for each in orders) == [_DONE] * 4 + [("in_progress", "paid")]
    assert handed(first) == TOLD, "it is due again in an hour, by itself"
    wait(world, hours=1)
    assert jobs.clear() == jobs.ONE
    assert {state(shop, each) for each in orders} == {_DONE}


def test_what_failed_for_good_is_due_still(world: World, shop: Shop, orders: list[str]) -> None:
    jobs.clear()
    assert redrive(*bodies(world.resources.clearing_queue_url)) == TOLD
    assert jobs.clear() == (2, {})
    assert jobs.clear() == jobs.ONE
    assert {state(shop, each) for each in orders} == {_DONE}


@pytest.mark.parametrize("body", ["", "[]", "5", "{}", '{"clearing": 5}', '{"clearing": {}}', "[" * 100_000])
def test_what_is_no_message_fails_and_moves_nothing(world: World, body: str) -> None:
    assert handed(body) == {"batchItemFailures": [{"itemIdentifier": "0"}]}


@pytest.mark.parametrize("payment", ["pay_" + "0" * 26, "ord_1"])
def test_a_payment_that_is_not_there_is_nobodys_business(world: World, payment: str) -> None:
    assert handed(json.dumps({"clearing": {"payment_id": payment}})) == TOLD
