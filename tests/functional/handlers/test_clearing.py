"""From paid to completed: when the provider says that the money is available, never while a bank disputes it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from local.stripe_simulator.accounts import Account
from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.own_account import ACCOUNT, OwnAccount
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World

CLEARED = jobs.ONE


def events(world: World, kind: str) -> list[Json]:
    """What the stream means to the bus of that kind."""
    images = [record["dynamodb"] for record in world.stream_records(0)]
    changes = [(from_wire(each.get("OldImage", {})) or None, from_wire(each["NewImage"])) for each in images]
    return [event.data for old, new in changes for event in events_of(old, new) if event.type == kind]


def told(world: World, kind: str = "order.completed") -> list[str]:
    """Orders of which the bus was told that."""
    return [event["order_id"] for event in events(world, kind)]


def state(shop: Shop, order: str) -> tuple[str, str]:
    shown = shop.read(order)
    return shown["status"], shown["payment_status"]


def inside(world: World, account: str = "") -> Account:
    return world.stripe.simulator.world.account(account)


def unbook(world: World, account: str = "") -> Json:
    """The provider has taken the money, and will book it later; the line that it will have."""
    with world.stripe.server.lock:
        (charge,) = inside(world, account).charges.values()
        line = inside(world, account).balance_transactions.get(charge["balance_transaction"])
        charge["balance_transaction"] = None
    return dict(line or {})


def wait(world: World, **duration: float) -> None:
    world.pass_time(**duration)
    world.settle_down()


def test_an_order_is_completed_when_its_money_is_available_and_not_before(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.buy(order)
    assert state(shop, order) == ("in_progress", "paid")
    wait(world, hours=47, minutes=59)
    assert jobs.clear() == jobs.NOTHING
    assert state(shop, order) == ("in_progress", "paid")
    wait(world, minutes=1)
    assert jobs.clear() == CLEARED
    world.settle_down()
    shown = shop.read(order)
    assert (shown["status"], shown["payment_status"]) == ("completed", "paid")
    assert shown["completed_at"] > shown["payments"][0]["available_at"]
    assert told(world) == [order]
    assert jobs.clear() == jobs.NOTHING
    assert [entry["type"] for entry in shop.timeline(order).json["data"]][-1] == "completed"
    audit(world)
    nothing_is_stuck(world)


def test_the_event_tells_by_what_and_how_much(world: World, shop: Shop) -> None:
    order = shop.order(4_590, collect="none")
    payment = shop.buy(order)
    shop.refund(payment, amount=590)
    wait(world, days=2)
    jobs.clear()
    world.settle_down()
    (event,) = events(world, "order.completed")
    shown = shop.read(order)
    assert event == {
        "order_id": order,
        "source": "shopify",
        "external_id": "o-1",
        "amount": 4_590,
        "currency": "EUR",
        "amount_version": 1,
        "payment_status": "partially_refunded",
        "paid_by": payment,
        "paid_means": "checkout",
        "paid_amount": 4_590,
        "refunded_amount": 590,
        "completed_at": shown["completed_at"],
    }
    assert state(shop, order) == ("completed", "partially_refunded")


def test_credits_clear_at_once_and_are_told_of_by_one_event(world: World, shop: Shop) -> None:
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
    released = events(world, "order.released")
    assert [(each["order_id"], each["completed_at"] == each["released_at"]) for each in released] == [
        (order, True),
        (by_hand, True),
    ]
    assert told(world) == []
    wait(world, days=5)
    assert jobs.clear() == jobs.NOTHING, "nothing is to be asked about it, nor about the top-up"


def test_the_release_of_what_a_buyer_paid_does_not_say_that_it_is_complete(world: World, shop: Shop) -> None:
    shop.buy(shop.order(collect="none"))
    (released,) = events(world, "order.released")
    assert "completed_at" not in released


def test_a_saved_method_clears_as_a_card_on_a_page_does(world: World, shop: Shop, linked: Linked) -> None:
    linked.card()
    order = shop.order(collect="none")
    assert linked.pay(orders=[order]).json["status"] == "succeeded"
    wait(world, hours=1, minutes=4)
    assert jobs.clear() == jobs.NOTHING, "the provider may not have booked it yet"
    wait(world, minutes=2)
    assert jobs.clear() == CLEARED
    (payment,) = shop.read(order)["payments"]
    assert payment["provider"]["balance_transaction"].startswith("txn_")
    assert payment["available_at"] == "2026-11-24T03:12:42.000Z"
    assert state(shop, order) == ("in_progress", "paid")
    wait(world, days=2)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")


def test_all_orders_of_a_payment_are_completed_together(world: World, shop: Shop) -> None:
    orders = [shop.order(100 + number, collect="none") for number in range(50)]
    url = shop.pay(orders, method="checkout").json["checkout_url"]
    world.pay(url)
    world.settle_down()
    wait(world, days=2)
    assert jobs.clear() == CLEARED
    world.settle_down()
    assert {state(shop, order) for order in orders} == {("completed", "paid")}
    assert sorted(told(world)) == sorted(orders)


def test_money_on_a_merchants_own_account_is_looked_for_there(world: World, shop: Shop) -> None:
    OwnAccount(shop).connected()
    order = shop.order(collect="none")
    shop.buy(order)
    unbook(world, ACCOUNT)
    wait(world, days=1)
    assert jobs.clear() == jobs.NOTHING
    wait(world, days=1)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "paid"), "that account has not booked it"


def test_what_is_booked_late_is_looked_for_until_it_is(world: World, shop: Shop) -> None:
    """https://docs.stripe.com/payments/payment-intents/asynchronous-capture"""
    order = shop.order(collect="none")
    url = shop.checkout(shop.link(order))
    world.pay(url)
    line = unbook(world)
    world.settle_down()
    assert shop.read(order)["payments"][0]["provider"]["balance_transaction"] is None
    wait(world, hours=1, minutes=6)
    assert jobs.clear() == CLEARED
    with world.stripe.server.lock:
        (charge,) = inside(world).charges.values()
        charge["balance_transaction"] = line["id"]
    wait(world, hours=4, minutes=1)
    assert jobs.clear() == CLEARED
    (payment,) = shop.read(order)["payments"]
    assert payment["provider"]["balance_transaction"] == line["id"]
    wait(world, days=2)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")


def test_what_is_never_booked_counts_as_available_after_two_business_days(world: World, shop: Shop) -> None:
    """It is paid on a Sunday, so that it counts from Monday at midnight to Wednesday."""
    order = shop.order(collect="none")
    world.pay(shop.checkout(shop.link(order)))
    unbook(world)
    world.settle_down()
    until(world, datetime(2026, 11, 24, 23, 55, tzinfo=UTC))
    assert state(shop, order) == ("in_progress", "paid")
    wait(world, minutes=10)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")
    (payment,) = shop.read(order)["payments"]
    assert payment["available_at"] == "2026-11-25T00:00:00.000Z"
    assert payment["provider"]["balance_transaction"] is None
    assert payment["provider"]["charge"] is not None


def until(world: World, moment: datetime) -> None:
    """The job runs every hour."""
    while world.clock.moment < moment:
        wait(world, seconds=min(3600, (moment - world.clock.moment).total_seconds() + 1))
        assert jobs.clear()[1] == {}


def test_an_account_that_lets_us_look_no_more_leaves_the_fallback(world: World, shop: Shop) -> None:
    account = OwnAccount(shop).connected()
    order = shop.order(collect="none")
    shop.buy(order)
    account.becomes(revoked=True)
    wait(world, days=2)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "paid")
    wait(world, days=1)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")
    assert shop.read(order)["payments"][0]["provider"]["charge"] is not None


def test_a_line_that_is_late_is_waited_for(world: World, shop: Shop) -> None:
    """The date is what the provider expects; the line's own word counts."""
    order = shop.order(collect="none")
    shop.buy(order)
    with world.stripe.server.lock:
        (line,) = inside(world).balance_transactions.values()
    world.pass_time(days=2)
    with world.stripe.server.lock:
        line["status"] = "pending"
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "paid")
    with world.stripe.server.lock:
        line["status"] = "available"
    wait(world, minutes=59)
    assert jobs.clear() == jobs.NOTHING
    wait(world, minutes=2)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")


def test_a_provider_that_does_not_answer_is_asked_again_and_holds_nobody_else_up(world: World, shop: Shop) -> None:
    orders = [shop.order(collect="none") for _ in range(2)]
    for order in orders:
        shop.buy(order)
    wait(world, days=2)
    world.faults(calls=[{"kind": "fail", "status": 500, "path": "/v1/payment_intents/*", "count": 3}])
    assert jobs.clear() == (2, {"provider_failed": 1})
    assert sorted(state(shop, order) for order in orders) == [("completed", "paid"), ("in_progress", "paid")]
    wait(world, hours=1)
    assert jobs.clear() == CLEARED
    assert {state(shop, order) for order in orders} == {("completed", "paid")}


def test_a_disputed_order_waits_and_is_completed_once_the_dispute_is_won(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    provider, payment = ProviderSide(world), shop.buy(order)
    dispute = provider.dispute(payment)
    world.settle_down()
    wait(world, days=3)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "disputed")
    nothing_is_stuck(world)
    wait(world, days=3)
    assert jobs.clear() == jobs.NOTHING
    provider.end_dispute(dispute, "won")
    world.settle_down()
    assert state(shop, order) == ("in_progress", "paid")
    assert jobs.clear() == CLEARED
    world.settle_down()
    assert state(shop, order) == ("completed", "paid")
    assert told(world) == [order]


def test_a_dispute_that_is_won_before_the_money_is_available_hurries_nothing(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    provider, payment = ProviderSide(world), shop.buy(order)
    dispute = provider.dispute(payment)
    world.settle_down()
    provider.end_dispute(dispute, "won")
    world.settle_down()
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "paid")
    wait(world, days=2)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")


def test_a_lost_dispute_leaves_its_order_for_good(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    provider, payment = ProviderSide(world), shop.buy(order)
    provider.end_dispute(provider.dispute(payment), "lost")
    world.settle_down()
    wait(world, days=3)
    assert jobs.clear() == CLEARED
    wait(world, days=30)
    assert jobs.clear() == jobs.NOTHING
    assert state(shop, order) == ("in_progress", "disputed")
    assert told(world) == []
    nothing_is_stuck(world)


def test_a_dispute_of_which_nobody_told_us_yet_is_seen_before_anything_is_completed(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    payment = shop.buy(order)
    world.pass_time(days=2)
    ProviderSide(world).dispute(payment)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "disputed")


def test_a_refund_of_which_nobody_told_us_yet_is_seen_too(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    payment = shop.buy(order)
    world.pass_time(days=2)
    ProviderSide(world).refund(payment)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "refunded")


def test_a_dispute_that_comes_between_the_look_and_the_write_wins(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    payment = shop.buy(order)
    world.pass_time(days=2)

    def disputed() -> None:
        ProviderSide(world).dispute(payment)
        world.deliver_webhooks()

    interruptions.before("TransactWriteItems", disputed)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "disputed")
    world.settle_down()
    assert told(world) == []


def test_money_that_comes_back_between_the_look_and_the_write_is_looked_at_anew(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    """Without the mark of the look, its end would take away that the payment is due."""
    order = shop.order(collect="none")
    provider, payment = ProviderSide(world), shop.buy(order)
    dispute = provider.dispute(payment)
    world.settle_down()
    world.pass_time(days=2)

    def won() -> None:
        provider.end_dispute(dispute, "won")
        world.deliver_webhooks()

    interruptions.before("TransactWriteItems", won)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "paid")
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")


def test_only_what_is_disputed_of_a_payment_waits(world: World, shop: Shop) -> None:
    orders = [shop.order(amount, collect="none") for amount in (1_000, 2_000)]
    world.pay(shop.pay(orders, method="checkout").json["checkout_url"])
    world.settle_down()
    provider, payment = ProviderSide(world), shop.read(orders[0])["payments"][0]["id"]
    dispute = provider.dispute(payment)
    provider.change_dispute(dispute, amount=1_000)
    world.settle_down()
    wait(world, days=2)
    assert jobs.clear() == CLEARED
    world.settle_down()
    assert [state(shop, order) for order in orders] == [("in_progress", "disputed"), ("completed", "paid")]
    provider.end_dispute(dispute, "won")
    world.settle_down()
    assert jobs.clear() == CLEARED
    world.settle_down()
    assert [state(shop, order) for order in orders] == [("completed", "paid")] * 2
    assert sorted(told(world)) == sorted(orders)


def test_a_dispute_after_completion_shows_and_moves_nothing_else(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    provider, payment = ProviderSide(world), shop.buy(order)
    wait(world, days=2)
    jobs.clear()
    dispute = provider.dispute(payment)
    world.settle_down()
    assert state(shop, order) == ("completed", "disputed")
    provider.end_dispute(dispute, "won")
    world.settle_down()
    assert jobs.clear() == CLEARED
    world.settle_down()
    assert state(shop, order) == ("completed", "paid")
    assert told(world) == [order], "once"


def test_what_went_back_whole_is_not_completed_until_the_refund_fails(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    provider, payment = ProviderSide(world), shop.buy(order)
    refund = shop.refund(payment).json["provider_reference"]
    wait(world, days=2)
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("in_progress", "refunded")
    provider.fail_refund(refund)
    world.settle_down()
    assert jobs.clear() == CLEARED
    assert state(shop, order) == ("completed", "paid")


def test_a_refund_of_a_completed_order_shows_in_its_payment_status(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    payment = shop.buy(order)
    wait(world, days=2)
    jobs.clear()
    assert shop.refund(payment).status == 201
    assert state(shop, order) == ("completed", "refunded")
    refused = shop.cancel(order)
    assert (refused.status, refused.json["code"]) == (409, "order_completed")


def test_surplus_and_invoices_are_not_due_for_clearing(world: World, shop: Shop, desk: Desk) -> None:
    url = shop.checkout(shop.link(order := shop.order(collect="none")))
    shop.cancel(order)
    world.pay(url)
    world.pay(desk.pay(desk.invoice()).json["checkout_url"])
    world.deliver_webhooks()
    wait(world, days=4)
    assert {item["state"] for item in world.items("payment") if "settled_at" in item} == {"succeeded"}
    assert jobs.clear() == jobs.NOTHING


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
    assert told(world, "order.cancelled") == [order]
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
