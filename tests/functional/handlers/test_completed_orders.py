"""What credits pay is complete at once; and what can still be done with a completed order."""

from typing import Any

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.clearing import events, state, told, wait
from tests.functional.handlers.shop import Shop
from tests.support.world import World

CLEARED = jobs.ONE


def test_credits_clear_at_once_and_are_told_of_like_all_others(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(25_000)
    order, by_hand = shop.order(4_590), shop.order(1_000, collect="none")
    world.settle_down()
    shop.pay([by_hand])
    world.settle_down()
    for each in (order, by_hand):
        shown = shop.read(each)
        assert (shown["status"], shown["payment_status"]) == ("completed", "paid")
        assert shown["completed_at"] == shown["paid_at"] == shown["released_at"]
    assert told(world, "order.released") == told(world) == [order, by_hand]
    (first, _) = events(world, "order.completed")
    assert (first["paid_means"], first["payment_status"], first["paid_amount"]) == ("credits", "paid", 4_590)
    wait(world, days=5)
    assert jobs.clear() == jobs.NOTHING, "nothing is to be asked about it, nor about the top-up"


def test_a_refund_of_a_completed_order_shows_in_its_payment_status(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    payment = shop.buy(order)
    wait(world, days=2)
    jobs.clear()
    assert shop.refund(payment).status == 201
    assert state(shop, order) == ("completed", "refunded")
    refused = shop.cancel(order)
    assert (refused.status, refused.json["code"]) == (409, "order_completed")


@pytest.mark.parametrize("refunded", [None, 590, 4_590])
def test_a_completed_order_that_credits_paid_can_be_cancelled(world: World, shop: Shop, refunded: int | None) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order(4_590)
    world.settle_down()
    if refunded is not None:
        assert shop.refund(shop.read(order)["payments"][0]["id"], amount=refunded).status == 201
    assert shop.read(order)["status"] == "completed"
    answer = shop.cancel(order)
    assert (answer.status, answer.json["status"], answer.json["payment_status"]) == (200, "cancelled", "refunded")
    assert shop.wallet()["balance"] == 10_000
    assert shop.cancel(order).status == 200
    world.settle_down()
    assert told(world) == told(world, "order.cancelled") == [order]
    assert sum(each["refunded_amount"] == 4_590 for each in events(world, "order.refunded")) == 1
    (shown,) = shop.read(order)["payments"]
    assert (shown["captured_amount"], shown["refunded_amount"], shown["disputed_amount"]) == (4_590, 4_590, 0)
    assert shop.timeline(order).json["data"][-1]["type"] == "cancelled"
    audit(world)


def test_a_completed_order_that_a_buyer_paid_is_not_cancelled(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.buy(order)
    wait(world, days=2)
    jobs.clear()
    refused = shop.cancel(order)
    assert (refused.status, refused.json["code"]) == (409, "order_completed")
    assert shop.refund(shop.read(order)["payments"][0]["id"]).status == 201


@pytest.mark.parametrize("by_credits", [True, False])
def test_nothing_else_can_be_done_with_a_completed_order(world: World, shop: Shop, by_credits: Any) -> None:
    """What is refused of a paid one is refused of it, in the same words."""
    shop.fund(10_000)
    order = shop.order(collect="none")
    if by_credits:
        shop.pay([order])
    else:
        shop.buy(order)
        wait(world, days=2)
        jobs.clear()
    assert shop.read(order)["status"] == "completed"
    changed, link = shop.change(order, amount=1_000), shop.ask_link(order)
    assert [(each.status, each.json["code"]) for each in (changed, link)] == [(409, "order_paid")] * 2
    paid = shop.pay([order])
    assert [each["reason"] for each in paid.json["results"]] == ["order_paid"]
    world.settle_down()
    audit(world)
