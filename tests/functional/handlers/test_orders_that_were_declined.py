"""What an order says of itself while it is charged, and after no method paid it."""

import pytest

from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def reasons(shop: Shop, order: str) -> tuple[str | None, str | None]:
    """In the order, and in what explains it: they say the same."""
    return shop.read(order)["unpaid_reason"], shop.explain(order).json["reason"]


@pytest.mark.parametrize("collect", ["auto", "link", "none"])
def test_a_declined_charge_is_why_an_order_waits(world: World, shop: Shop, linked: Linked, collect: str) -> None:
    linked.card()
    shop.consent()
    order = shop.order(2_000, collect=collect)
    world.settle_down()
    linked.plan("insufficient_funds")
    assert linked.pay(orders=[order]).json["status"] == "failed"
    world.settle_down()
    assert reasons(shop, order) == ("declined", "declined")
    told = shop.read(order)
    assert (told["payment_status"], told["shortfall"]) == ("unpaid", None)
    explained = shop.explain(order).json
    assert [(each["means"], each["status"]) for each in explained["attempts"]] == [("saved_method", "failed")]
    following = {"auto": "top_up", "link": "buyer_pays_link", "none": "make_link"}
    assert explained["next_step"]["type"] == following[collect]
    (declined,) = (each for each in shop.timeline(order).json["data"] if each["type"] == "declined")
    assert declined["data"] == {"payment": explained["attempts"][0]["payment"]}
    assert linked.pay(orders=[order]).json["status"] == "succeeded"
    assert reasons(shop, order) == (None, None)
    world.settle_down()
    audit(world)
    nothing_is_stuck(world)


def test_while_money_is_on_its_way_an_order_waits_for_nobody(world: World, shop: Shop, linked: Linked) -> None:
    linked.plan("pending_paid", linked.paypal())
    order = shop.order(2_000, collect="none")
    assert linked.pay(orders=[order]).json["status"] == "processing"
    assert reasons(shop, order) == (None, None)
    assert shop.explain(order).json["next_step"]["type"] == "provider_pending"
    world.pass_time(days=2)
    world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"


def test_a_charge_that_came_before_the_first_debit_does_not_stand_in_for_it(
    world: World, shop: Shop, linked: Linked
) -> None:
    """The debit found the order being charged, and left it; now that it was declined, credits may pay it."""
    shop.consent()
    shop.fund(5_000)
    card, paypal = linked.card(), linked.paypal()
    linked.plan("generic_decline", card)
    linked.plan("pending_failed", paypal)
    order = shop.order(2_000)
    assert linked.pay(card, orders=[order]).json["status"] == "failed"
    assert linked.pay(paypal, orders=[order]).json["status"] == "processing"
    world.settle_down()
    assert shop.read(order)["payment_status"] == "pending"
    world.pass_time(days=2)
    world.settle_down()
    assert (shop.read(order)["payment_status"], shop.wallet()["balance"]) == ("paid", 3_000)
    audit(world)
    nothing_is_stuck(world)
