"""Deliveries that cannot be dealt with at once: paused, waiting for a payment, failed for good, taken up anew."""

from dataclasses import replace

import pytest

from shared.payments.taking.outcomes import later
from shared.payments.taking.walking import PAGE
from shared.shops.delivery import Outcome
from shared.shops.mapping.port import ShopState
from shared.table.port import Delete
from shared.table.shop_keys import connection_key
from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.dead_letters import TOLD, exhausted, redrive
from tests.functional.handlers.delivered import ORDER, Delivered, retry
from tests.functional.handlers.shop import Shop
from tests.support.world import World

UNPAID, PAID, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.CANCELLED


@pytest.fixture
def shop_side(shop: Shop) -> Delivered:
    """A connected shop."""
    return Delivered(shop)


@pytest.fixture
def pending(shop: Shop) -> Delivered:
    """A connected shop whose order is being paid by a way that takes days."""
    side = Delivered(shop, collect="link")
    side.hears(UNPAID)
    shop.world.pay(shop.checkout({"url": side.order()["payment_link"]}), paypal="pending_paid")
    shop.world.deliver_webhooks()
    assert side.order()["payment_status"] == "pending"
    return side


def test_what_comes_during_a_pause_is_held_until_it_is_over(shop_side: Delivered) -> None:
    shop_side.change(paused_at=shop_side.start)
    first, second = shop_side.says(UNPAID, 1_000), shop_side.says(UNPAID, 2_000, minute=1)
    shop_side.take()
    assert [shop_side.became(each)[0] for each in (first, second)] == ["held", "held"]

    shop_side.change(paused_at=None)
    shop_side.walk(Outcome.HELD)
    shop_side.settle()

    assert [shop_side.became(each)[0] for each in (first, second)] == ["applied", "applied"]
    assert shop_side.order()["amount"] == 2_000
    assert shop_side.connection.walk is None


def test_one_that_was_kept_as_held_while_the_pause_ended_is_taken(shop_side: Delivered) -> None:
    held = shop_side.delivers({"id": ORDER}, topic="orders/edited", outcome=Outcome.HELD)
    shop_side.take()

    assert shop_side.became(held) == ("ignored", "partial_payload")


def test_one_that_is_held_while_the_pause_ends_is_taken_up_again(
    shop_side: Delivered, interruptions: Interruptions
) -> None:
    shop_side.change(paused_at=shop_side.start)
    delivery = shop_side.says(UNPAID)
    shop_side.shop.world.relay()
    interruptions.before("UpdateItem", lambda: shop_side.change(paused_at=None))
    shop_side.settle()

    assert shop_side.became(delivery) == ("applied", "created")
    assert shop_side.found(delivery).turn == 1


def test_a_walk_takes_up_every_page_and_leaves_other_outcomes(shop_side: Delivered) -> None:
    many = [shop_side.delivers({"id": number}, outcome=Outcome.REJECTED) for number in range(1, PAGE + 3)]
    other = shop_side.delivers({"id": 1}, outcome=Outcome.CONFLICT)
    shop_side.walk(Outcome.REJECTED)
    shop_side.take()
    walk = shop_side.connection.walk
    assert walk is not None
    assert walk.number == PAGE

    shop_side.settle()

    assert shop_side.connection.walk is None
    assert {shop_side.found(each).turn for each in many} == {1}
    assert shop_side.found(other).turn == 0


def test_a_walk_whose_message_comes_again_takes_nothing_up_twice(shop_side: Delivered, world: World) -> None:
    rejected = shop_side.delivers({"id": 1}, outcome=Outcome.REJECTED)
    shop_side.walk(Outcome.REJECTED)
    messages = exhausted(world, "shop_order")
    assert redrive(*messages) == TOLD
    assert redrive(*messages) == TOLD
    shop_side.settle()

    assert shop_side.found(rejected).turn == 1
    assert shop_side.connection.walk is None


def test_a_walk_of_a_shop_that_is_removed_ends(shop_side: Delivered, world: World) -> None:
    shop_side.walk(Outcome.REJECTED)
    messages = exhausted(world, "shop_order")
    world.table.delete(Delete(connection_key(shop_side.id)))
    assert redrive(*messages) == TOLD
    assert shop_side.take() == {}


def test_what_meets_a_payment_on_its_way_waits_and_is_tried_again(pending: Delivered, world: World) -> None:
    cancelled = pending.says(CANCELLED, minute=1)
    pending.take()
    assert pending.became(cancelled) == ("waiting", "payment_pending")
    assert pending.hears(UNPAID, 9_900, minute=0) == ("stale", None), "the cancellation is newer, though it waits"
    assert retry() == jobs.NOTHING

    world.pass_time(minutes=6)
    assert retry() == jobs.ONE
    pending.take()
    found = pending.found(cancelled)
    assert (found.outcome, found.tries) == (Outcome.WAITING, 1)
    assert retry() == jobs.NOTHING


def test_what_the_shop_cancelled_is_cancelled_soon_after_its_payment_failed(pending: Delivered, world: World) -> None:
    cancelled = pending.says(CANCELLED, minute=1)
    pending.take()
    due = 0
    for _ in range(3 * 24):
        world.pass_time(hours=1)
        due += retry() == jobs.ONE
        pending.take()
    assert due == 3 * 24, "a bank's debit takes days to fail, and the order is to be paid again right after"

    assert pending.became(cancelled) == ("waiting", "payment_pending")


def test_after_two_weeks_it_is_a_conflict(pending: Delivered, world: World) -> None:
    cancelled = pending.says(CANCELLED, minute=1)
    pending.take()
    found, began = pending.found(cancelled), world.clock.moment
    while found.outcome is Outcome.WAITING:
        assert found.next_at is not None
        world.clock.moment = found.next_at
        assert retry() == jobs.ONE
        pending.take()
        found = pending.found(cancelled)

    assert (found.outcome, found.reason) == (Outcome.CONFLICT, "payment_pending")
    assert 14 <= (world.clock.moment - began).days < 15
    pending.take_up(cancelled)
    assert pending.found(cancelled).outcome is Outcome.WAITING, "a replay begins anew"


def test_what_failed_for_good_is_due_again(shop_side: Delivered, world: World) -> None:
    delivery = shop_side.says(UNPAID)
    messages = exhausted(world, "shop_order")
    assert redrive(*messages) == TOLD
    assert shop_side.became(delivery) == ("waiting", "interrupted")
    assert redrive(*messages) == TOLD
    assert retry() == jobs.NOTHING

    world.pass_time(minutes=6)
    assert retry() == jobs.ONE
    shop_side.take()
    assert shop_side.became(delivery) == ("applied", "created")
    assert redrive(*messages) == TOLD
    assert shop_side.became(delivery) == ("applied", "created"), "something became of it"


@pytest.mark.parametrize(("tries", "hours"), [(0, 0), (2, 1), (23, 1), (24, 24)])
def test_an_outage_of_a_day_is_over_for_each_order_an_hour_after_it(
    shop_side: Delivered, tries: int, hours: int
) -> None:
    delivery = replace(shop_side.found(shop_side.says(UNPAID)), tries=tries)
    due = later(delivery, "interrupted", shop_side.start).next_at
    assert due is not None
    assert (due - shop_side.start).total_seconds() // 3_600 == hours


def test_one_that_waits_and_is_replayed_is_not_taken_up_once_more(pending: Delivered, world: World) -> None:
    cancelled = pending.says(CANCELLED, minute=1)
    pending.take()
    waiting = pending.found(cancelled)
    world.pass_time(minutes=6)
    pending.keep(replace(waiting, outcome=Outcome.RECEIVED, turn=1, next_at=None))

    assert retry() == jobs.NOTHING
    assert pending.found(cancelled).turn == 1
