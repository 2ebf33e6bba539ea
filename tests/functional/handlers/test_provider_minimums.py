"""What the provider would not charge opens no checkout, claims nothing and writes nothing; credits may pay it."""

from typing import Any

import pytest

from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.shop import Shop
from tests.support.world import Answer, World


def refused(answer: Answer, field: str = "amount") -> bool:
    """422, by field, with the least that can be charged in its words."""
    (error,) = answer.json["errors"]
    assert "0.50 EUR (50 minor units)" in error["message"]
    codes = {answer.json["code"], error["code"]}
    return (answer.status, codes, error["field"]) == (422, {"amount_below_minimum"}, field)


def test_an_order_that_comes_with_a_link_is_refused_by_field(world: World, shop: Shop) -> None:
    assert refused(shop.place(amount=49, collect="link"))
    assert world.items("order") == world.items("link") == []
    assert shop.place(amount=50, collect="link").status == 201


@pytest.mark.parametrize("body", [{}, {"amount": 49}])
def test_no_link_is_made_and_the_one_before_stays_open(world: World, shop: Shop, body: dict[str, Any]) -> None:
    order = shop.order(49, collect="none")
    before = shop.link(order, amount=60)
    url = shop.checkout(before)
    assert refused(shop.ask_link(order, **body))
    assert [link["status"] for link in world.items("link")] == ["open"]
    assert world.pay(url).status_code == 303


def test_a_top_up_is_refused_before_anything_is_stored(world: World, shop: Shop) -> None:
    assert refused(shop.top_up(49))
    assert world.items("payment") == world.items("wallet") == []


def test_a_bulk_checkout_closes_no_other_checkout_first(world: World, shop: Shop) -> None:
    order, other = shop.order(24, collect="none"), shop.order(25, collect="none")
    url = shop.checkout(shop.link(order, amount=60))
    assert refused(shop.pay([order, other], "checkout"), "orders")
    assert [payment["state"] for payment in world.items("payment")] == ["pending"]
    assert world.pay(url).status_code == 303


def test_tiny_orders_together_are_enough(world: World, shop: Shop) -> None:
    orders = [shop.order(25), shop.order(25)]
    assert world.pay(shop.pay(orders, "checkout").json["checkout_url"]).status_code == 303
    world.settle_down()
    assert [shop.read(order)["payment_status"] for order in orders] == ["paid"] * 2


def test_credits_pay_an_order_of_one_cent(world: World, shop: Shop) -> None:
    shop.fund(1_000)
    shop.consent()
    by_hand, by_itself = shop.order(1, collect="none"), shop.order(1)
    assert shop.pay([by_hand]).json["status"] == "succeeded"
    world.settle_down()
    assert [shop.read(order)["payment_status"] for order in (by_hand, by_itself)] == ["paid"] * 2
    audit(world)
    nothing_is_stuck(world)
