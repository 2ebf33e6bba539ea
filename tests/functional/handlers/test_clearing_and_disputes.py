"""Never completed while a bank disputes the money, or when it went back; completed once it is here again."""

from tests.functional.handlers import jobs
from tests.functional.handlers.books import nothing_is_stuck
from tests.functional.handlers.clearing import state, told, wait
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage
from tests.support.world import World

CLEARED = jobs.ONE


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


def test_money_of_an_invoice_that_comes_back_is_not_due_for_clearing(world: World, desk: Desk) -> None:
    provider, invoice = ProviderSide(world), desk.invoice()
    payment = desk.pay(invoice).json
    world.pay(payment["checkout_url"])
    world.settle_down()
    dispute = provider.dispute(payment["id"])
    world.settle_down()
    provider.end_dispute(dispute, "won")
    world.settle_down()
    assert desk.see(invoice).json["pay_state"] == "Paid"
    assert jobs.clear() == jobs.NOTHING


def test_a_dispute_of_money_that_was_reserved_is_of_what_was_captured(world: World, shop: Shop) -> None:
    reserved = TwoStage(shop).reserve()
    assert reserved.capture(3_000).status == 200
    world.settle_down()
    payment = reserved.payment()["id"]
    provider = ProviderSide(world)
    dispute = provider.dispute(payment)
    world.settle_down()
    wait(world, days=3)
    assert jobs.clear() == CLEARED
    shown = reserved.read()
    assert (shown["status"], shown["payment_status"]) == ("in_progress", "disputed")
    assert (shown["payments"][0]["captured_amount"], shown["payments"][0]["disputed_amount"]) == (3_000, 3_000)
    assert shop.refund(payment).status == 409
    provider.end_dispute(dispute, "won")
    world.settle_down()
    assert jobs.clear() == CLEARED
    world.settle_down()
    assert state(shop, reserved.order_id) == ("completed", "paid")
    assert shop.refund(payment, amount=3_001).status == 409
    assert told(world) == [reserved.order_id]
