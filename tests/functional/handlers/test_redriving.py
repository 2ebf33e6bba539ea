"""What ended in a dead-letter queue is tried again by a schedule: nothing is stranded, nothing happens twice."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.auto_debit import handler as auto_debit
from shared.errors import Busy
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.dead_letters import TOLD, exhausted, redrive
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


def wallet(world: World) -> Json:
    (found,) = world.items("wallet")
    return found


@pytest.fixture
def funded(shop: Shop) -> Shop:
    """A merchant whose wallet pays by itself."""
    shop.consent()
    shop.fund(10_000)
    shop.world.settle_down()
    return shop


def woken(world: World) -> None:
    """The schedule's run, and what it asks for."""
    assert jobs.wake() == jobs.ONE
    world.settle_down()


def test_orders_of_a_debit_that_failed_for_good_are_paid_once(world: World, funded: Shop) -> None:
    orders = [funded.order(1_000), funded.order(2_000)]
    assert redrive(*exhausted(world)) == TOLD
    assert jobs.wake() == jobs.NOTHING, "not at once: what failed needs time to pass"
    world.pass_time(minutes=5)
    woken(world)
    assert [funded.read(order)["payment_status"] for order in orders] == ["paid", "paid"]
    assert funded.wallet()["balance"] == 7_000
    assert "redrives" not in wallet(world)
    world.pass_time(days=2)
    assert jobs.wake() == jobs.NOTHING
    audit(world)
    nothing_is_stuck(world)


def test_an_order_that_nobody_decided_on_is_decided_also_where_it_is_not_covered(world: World, funded: Shop) -> None:
    order = funded.order(12_000)
    redrive(*exhausted(world))
    assert funded.read(order)["unpaid_reason"] is None
    world.pass_time(minutes=5)
    woken(world)
    waiting = funded.read(order)
    assert (waiting["unpaid_reason"], waiting["shortfall"]) == ("insufficient_credits", 2_000)


def test_a_message_that_comes_back_after_all_pays_nothing_twice(world: World, funded: Shop) -> None:
    order = funded.order(1_000)
    messages = exhausted(world)
    redrive(*messages)
    redrive(*messages)
    world.pass_time(minutes=5)
    woken(world)
    redrive(*messages)
    world.pass_time(minutes=5)
    woken(world)
    assert funded.read(order)["payment_status"] == "paid"
    assert funded.wallet()["balance"] == 9_000
    audit(world)


def test_it_waits_longer_each_time_and_begins_anew_after_success(
    world: World, funded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> int:
        raise Busy("the wallet is being changed, try again")

    funded.order(1_000)
    messages = exhausted(world)
    with monkeypatch.context() as broken:
        broken.setattr(auto_debit, "drain", never)
        for early, then in ({"minutes": 4}, {"minutes": 1}), ({"minutes": 59}, {"minutes": 1}), (
            {"hours": 23}, {"hours": 1}), ({"hours": 23}, {"hours": 1}):  # fmt: skip
            redrive(*messages)
            world.pass_time(**early)
            assert jobs.wake() == jobs.NOTHING
            world.pass_time(**then)
            assert jobs.wake() == jobs.ONE
            messages = exhausted(world)
    redrive(*messages)
    world.pass_time(days=1)
    woken(world)
    assert funded.wallet()["balance"] == 9_000
    funded.order(500)
    redrive(*exhausted(world))
    world.pass_time(minutes=5)
    woken(world)
    assert funded.wallet()["balance"] == 8_500
    audit(world)


def test_messages_that_failed_together_count_once(world: World, funded: Shop) -> None:
    messages = []
    for _ in range(3):
        funded.order(1_000)
        messages += exhausted(world)
    assert redrive(*messages) == TOLD
    assert wallet(world)["redrives"] == 1
    world.pass_time(minutes=5)
    woken(world)
    assert funded.wallet()["balance"] == 7_000


def test_a_drain_after_a_top_up_stays_the_merchants_choice(world: World, shop: Shop) -> None:
    shop.consent()
    order = shop.order(1_000)
    world.settle_down()
    shop.fund(5_000)
    messages = exhausted(world)
    assert redrive(*messages) == TOLD
    assert "due_sk" not in wallet(world)
    shop.change_wallet(drain_after_top_up=True)
    redrive(*messages)
    world.pass_time(minutes=5)
    woken(world)
    assert shop.read(order)["payment_status"] == "paid"


def test_a_drain_that_went_through_meanwhile_is_not_mistaken(
    world: World, funded: Shop, interruptions: Interruptions
) -> None:
    """Between reading how often it failed and writing, a drain resets that."""
    funded.order(1_000)
    redrive(*exhausted(world))
    world.pass_time(minutes=5)
    assert jobs.wake() == jobs.ONE
    world.relay()
    funded.order(2_000)
    late = json.dumps({"merchant_id": funded.id, "currency": "EUR", "orders": []})
    interruptions.before("UpdateItem", world.debit)
    assert redrive(late) == TOLD
    assert wallet(world)["redrives"] == 1
    world.pass_time(minutes=5)
    woken(world)
    assert funded.wallet()["balance"] == 7_000


def test_a_failure_during_a_drain_is_not_forgotten_by_it(
    world: World, funded: Shop, interruptions: Interruptions
) -> None:
    funded.order(1_000)
    messages = exhausted(world)
    redrive(*messages)
    world.pass_time(minutes=5)
    assert jobs.wake() == jobs.ONE
    world.relay()
    interruptions.before("UpdateItem", lambda: redrive(*messages))
    world.debit()
    assert wallet(world)["redrives"] == 2
    world.pass_time(hours=1)
    woken(world)
    assert "redrives" not in wallet(world)


def test_what_could_not_be_put_back_stays_where_it_is(
    world: World, funded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    funded.order(1_000)
    (message,) = exhausted(world)

    def busy(*_: Any) -> Mapping[str, Any]:
        raise Busy("throttled")

    with monkeypatch.context() as broken:
        broken.setattr(type(world.table), "update", busy)
        assert redrive(message) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert redrive(message) == TOLD


def test_a_death_at_any_call_strands_nothing(world: World, funded: Shop, interruptions: Interruptions) -> None:
    deaths = 0
    for after in range(4):
        funded.order(100)
        messages = exhausted(world)
        deaths += interruptions.kills(lambda messages=messages: redrive(*messages), after=after)  # type: ignore[misc]
        redrive(*messages)
        world.pass_time(minutes=5)
        interruptions.kills(world.debit, after=after)
        woken(world)
        assert funded.wallet()["balance"] == 10_000 - 100 * (after + 1)
        assert "redrives" not in wallet(world)
    assert deaths == 3
    audit(world)


def test_a_death_before_the_count_is_reset_loses_nothing(
    world: World, funded: Shop, interruptions: Interruptions
) -> None:
    funded.order(100)
    redrive(*exhausted(world))
    world.pass_time(minutes=5)
    jobs.wake()
    world.relay()
    assert interruptions.kills(world.debit, after=1)
    assert wallet(world)["redrives"] == 1
    world.settle_down()
    assert "redrives" not in wallet(world)
    assert funded.wallet()["balance"] == 9_900
