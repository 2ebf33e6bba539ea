"""The unpaid queue, paid oldest first once credits come: after a top-up if the merchant chose that, or when asked."""

import json

import pytest

from functions.auto_debit.handler import lambda_handler as auto_debit
from shared.payments.credits import draining
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def waiting(shop: Shop, *amounts: int) -> list[str]:
    """Orders that were decided on and wait, oldest first."""
    orders = []
    for amount in amounts:
        orders.append(shop.order(amount))
        shop.world.pass_time(seconds=1)
    shop.world.settle_down()
    return orders


def states(shop: Shop, orders: list[str]) -> list[str]:
    return [shop.read(order)["payment_status"] for order in orders]


def test_a_top_up_drains_nothing_unless_the_merchant_chose_it(shop: Shop) -> None:
    shop.consent()
    orders = waiting(shop, 1_000, 2_000)
    shop.fund(5_000)
    shop.world.settle_down()
    assert states(shop, orders) == ["unpaid", "unpaid"]
    assert shop.wallet()["balance"] == 5_000


def test_a_top_up_pays_what_waits_oldest_first_skipping_what_does_not_fit(shop: Shop) -> None:
    shop.consent()
    assert shop.change_wallet(drain_after_top_up=True).json["drain_after_top_up"] is True
    orders = waiting(shop, 3_000, 4_000, 2_000, 100)
    shop.fund(5_100)
    shop.world.settle_down()
    assert states(shop, orders) == ["paid", "unpaid", "paid", "paid"]
    assert shop.wallet()["balance"] == 0
    assert [event["data"]["order_id"] for event in shop.world.released()] == [orders[0], orders[2], orders[3]]
    audit(shop.world)
    nothing_is_stuck(shop.world)


def test_a_dry_run_says_what_would_be_paid_and_changes_nothing(shop: Shop) -> None:
    shop.consent()
    orders = waiting(shop, 3_000, 4_000)
    shop.fund(5_000)
    answer = shop.drain(dry_run=True)
    assert answer.status == 200
    assert answer.json["would_pay"] == [{"order": orders[0], "amount": 3_000}]
    assert answer.json["would_wait"] == [{"order": orders[1], "reason": "insufficient_credits", "shortfall": 2_000}]
    assert (answer.json["total"], answer.json["balance_after"]) == (3_000, 2_000)
    shop.world.settle_down()
    assert states(shop, orders) == ["unpaid", "unpaid"]


def test_a_merchant_can_ask_for_it(shop: Shop) -> None:
    shop.consent()
    orders = waiting(shop, 3_000)
    shop.fund(5_000)
    assert shop.drain().status == 202
    shop.world.settle_down()
    assert states(shop, orders) == ["paid"]
    audit(shop.world)


def test_more_than_a_page_or_a_transaction_holds_is_drained_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "MAX_ORDERS", 3)
    monkeypatch.setattr(draining, "_PAGE", 2)
    shop.consent()
    orders = waiting(shop, *[10] * 20)
    shop.fund(190)
    shop.drain()
    shop.world.settle_down()
    assert states(shop, orders) == ["paid"] * 19 + ["unpaid"]
    audit(shop.world)


@pytest.mark.parametrize("collect", ["link", "none"])
def test_what_is_collected_otherwise_is_not_drained(shop: Shop, collect: str) -> None:
    shop.consent()
    order = shop.order(collect=collect)
    shop.fund(10_000)
    shop.drain()
    shop.world.settle_down()
    assert states(shop, [order]) == ["unpaid"]


def test_an_order_that_a_buyer_is_paying_is_left_to_the_buyer(shop: Shop) -> None:
    shop.consent()
    (order,) = waiting(shop, 1_000)
    shop.checkout(shop.link(order))
    shop.fund(10_000)
    shop.drain()
    shop.world.settle_down()
    assert states(shop, [order]) == ["unpaid"]


def test_a_pause_stops_debits_and_resuming_pays_what_came_meanwhile(shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    assert shop.change_wallet(paused=True).json["paused"] is True
    orders = waiting(shop, 1_000, 2_000)
    assert [shop.read(order)["unpaid_reason"] for order in orders] == ["paused", "paused"]
    assert shop.wallet()["balance"] == 10_000
    assert shop.change_wallet(paused=False).json["paused"] is False
    shop.world.settle_down()
    assert states(shop, orders) == ["paid", "paid"]
    audit(shop.world)


def test_a_paused_wallet_is_not_drained(shop: Shop) -> None:
    shop.consent()
    shop.change_wallet(paused=True)
    (order,) = waiting(shop, 1_000)
    shop.fund(10_000)
    shop.drain()
    shop.world.settle_down()
    assert states(shop, [order]) == ["unpaid"]


def test_what_still_waits_says_why_it_waits_now(shop: Shop) -> None:
    shop.consent()
    shop.change_wallet(paused=True)
    orders = waiting(shop, 3_000, 100)
    shop.fund(1_000)
    shop.change_wallet(paused=False)
    shop.world.settle_down()
    assert states(shop, orders) == ["unpaid", "paid"]
    assert [(shop.read(orders[0])[name]) for name in ("unpaid_reason", "shortfall")] == ["insufficient_credits", 2_000]


def test_an_order_whose_debit_is_still_to_come_is_left_to_it_and_not_stranded(shop: Shop) -> None:
    """Its message is behind the drain in the wallet's group, so it is decided against what the drain leaves."""
    shop.consent()
    (waited,) = waiting(shop, 1_000)
    shop.fund(1_500)
    shop.drain()
    shop.world.relay()
    orders = [shop.order(600), shop.order(500)]
    shop.world.debit()
    assert states(shop, [waited, *orders]) == ["paid", "unpaid", "unpaid"]
    assert shop.read(orders[1])["unpaid_reason"] is None
    shop.world.settle_down()
    assert states(shop, orders) == ["unpaid", "paid"]
    assert shop.read(orders[0])["unpaid_reason"] == "insufficient_credits"


def test_an_order_whose_debit_came_before_a_top_up_is_found_by_the_drain_behind_it(shop: Shop) -> None:
    shop.consent()
    shop.change_wallet(drain_after_top_up=True)
    order = shop.order(1_000)
    shop.world.relay()
    shop.fund(5_000)
    shop.world.settle_down()
    assert states(shop, [order]) == ["paid"]


@pytest.mark.parametrize("change", ["amount", "claim"])
def test_an_order_that_was_left_undecided_is_decided_by_a_drain(shop: Shop, change: str) -> None:
    """Whatever became of the message that should have had it debited anew."""
    shop.consent()
    order = shop.order(1_000)
    if change == "amount":
        shop.world.settle_down()
        assert shop.change(order, amount=900).status == 200
    else:
        checkout = shop.checkout(shop.link(order))
        shop.world.settle_down()
        assert checkout
        shop.world.pass_time(hours=25)
        jobs.repair()
    shop.world.relay()
    shop.world.waiting_debits()  # Taken out of the queue: nobody decides.
    assert shop.read(order)["unpaid_reason"] is None
    shop.drain()
    shop.world.settle_down()
    assert shop.read(order)["unpaid_reason"] == "insufficient_credits"


def test_a_drain_that_changes_nothing_writes_nothing(shop: Shop, interruptions: Interruptions) -> None:
    shop.consent()
    waiting(shop, 1_000, 2_000)
    shop.drain()
    shop.world.relay()
    with interruptions.counting() as calls:
        shop.world.debit()
    assert set(calls) == {"GetItem", "Query", "BatchGetItem"}


def test_the_same_message_twice_pays_nothing_twice(shop: Shop, world: World) -> None:
    shop.consent()
    orders = waiting(shop, 1_000, 2_000)
    shop.fund(10_000)
    body = json.dumps({"drain": {"after_top_up": False, "currency": "EUR", "merchant_id": shop.id}})
    for number in range(2):
        message = {"messageId": str(number), "body": body, "attributes": {"MessageGroupId": f"{shop.id}.EUR"}}
        assert auto_debit({"Records": [message]}, None) == {"batchItemFailures": []}
    assert states(shop, orders) == ["paid", "paid"]
    assert shop.wallet()["balance"] == 7_000
    audit(world)


def test_an_empty_change_is_refused(shop: Shop) -> None:
    answer = shop.change_wallet()
    assert answer.status == 422
    assert [error["code"] for error in answer.json["errors"]] == ["empty_change"]
