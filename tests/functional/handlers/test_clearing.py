"""From paid to completed: when the provider says that the money is available."""

from datetime import UTC, datetime

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.clearing import events, inside, state, told, unbook, until, wait
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.own_account import ACCOUNT, OwnAccount
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage
from tests.support.world import World

CLEARED = jobs.ONE


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
    wait(world, hours=40)
    assert jobs.clear() == jobs.NOTHING, "the provider has told when"
    wait(world, hours=8)
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


def test_surplus_and_invoices_are_not_due_for_clearing(world: World, shop: Shop, desk: Desk) -> None:
    url = shop.checkout(shop.link(order := shop.order(collect="none")))
    shop.cancel(order)
    world.pay(url)
    world.pay(desk.pay(desk.invoice()).json["checkout_url"])
    world.deliver_webhooks()
    wait(world, days=4)
    assert {item["state"] for item in world.items("payment") if "settled_at" in item} == {"succeeded"}
    assert jobs.clear() == jobs.NOTHING


def test_money_that_was_reserved_clears_once_it_is_captured(world: World, shop: Shop) -> None:
    two_stage = TwoStage(shop).reserve()
    wait(world, days=3)
    assert jobs.clear() == jobs.NOTHING
    assert two_stage.capture(3_000).status == 200
    wait(world, days=1)
    assert jobs.clear() == jobs.NOTHING
    wait(world, days=1)
    assert jobs.clear() == CLEARED
    shown = two_stage.read()
    (payment,) = shown["payments"]
    assert (shown["status"], shown["payment_status"]) == ("completed", "paid")
    assert (payment["amount"], payment["authorized_amount"], payment["captured_amount"]) == (3_000, 4_590, 3_000)
    assert payment["method"]["kind"] == "card"
    assert payment["provider"]["balance_transaction"].startswith("txn_")


def test_a_second_run_at_once_leaves_the_look_to_the_first(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    shop.buy(order)
    wait(world, days=2)
    interruptions.before("UpdateItem", jobs.clear)
    with interruptions.counting() as calls:
        assert jobs.clear() == CLEARED
    assert len([call for call in calls if call.startswith("stripe get payment_intents")]) == 1
    assert state(shop, order) == ("completed", "paid")
    assert told(world) == [order]
