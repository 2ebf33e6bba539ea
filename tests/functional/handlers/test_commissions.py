"""Commissions: accrued once an order is paid, however often that is told; back with the money; billed once a month."""

import json
from datetime import UTC, datetime

import pytest

from functions.accrue_commissions.handler import lambda_handler as accrue_commissions
from tests.functional.handlers import commissions
from tests.functional.handlers.books import audit
from tests.functional.handlers.commissions import accrue, bill, commissions_add_up, rows
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World

TERMS = {"basis_points": 250, "minimum": 20}


@pytest.fixture
def seller(world: World) -> Shop:
    """A merchant that owes two and a half percent of each order, and at least 20 cents."""
    return Shop(world, world.merchant(commission=TERMS))


def next_month(world: World) -> None:
    """Two o'clock on the first of December has passed."""
    world.clock.moment = datetime(2026, 12, 1, 2, 0, 1, tzinfo=UTC)


def credited(shop: Shop, *amounts: int) -> list[str]:
    """Orders that credits have paid."""
    shop.fund(sum(amounts))
    orders = [shop.order(amount) for amount in amounts]
    shop.pay(orders)
    return orders


def test_each_paid_order_accrues_its_part_once_however_often_it_is_told(world: World, seller: Shop) -> None:
    credited(seller, 4_590, 400)
    seller.buy(seller.order(10_000))
    seller.order(7_000)
    accrue(world)
    assert rows(world) == [20, 115, 250]
    accrue(world)
    accrue(world, commissions.told(world)[::-1])
    assert rows(world) == [20, 115, 250]
    commissions_add_up(world)


def test_a_merchant_without_terms_owes_nothing(world: World, shop: Shop) -> None:
    credited(shop, 4_590)
    accrue(world)
    assert (world.items("commission"), rows(world), world.items("billing")) == ([], [], [])


def test_what_goes_back_takes_its_part_along_and_what_comes_again_brings_it(world: World, seller: Shop) -> None:
    provider = ProviderSide(world)
    payment = seller.buy(seller.order(10_000))
    accrue(world)
    seller.refund(payment, amount=1_000)
    world.settle_down()
    accrue(world)
    assert rows(world) == [-25, 250]
    dispute = provider.dispute(payment)
    world.settle_down()
    accrue(world)
    assert sum(rows(world)) == 0
    provider.end_dispute(dispute, "won")
    world.settle_down()
    accrue(world)
    assert sum(rows(world)) == 225
    commissions_add_up(world)


def test_the_order_in_which_it_is_told_is_all_one(world: World, seller: Shop) -> None:
    payment = seller.buy(seller.order(10_000))
    seller.refund(payment, amount=3_333)
    seller.refund(payment, amount=3_333)
    world.settle_down()
    accrue(world, commissions.told(world)[::-1])
    assert sum(rows(world)) == 83
    accrue(world)
    assert sum(rows(world)) == 83
    commissions_add_up(world)


def test_terms_that_change_leave_what_was_accrued(world: World, seller: Shop) -> None:
    from functions.manage_merchants.handler import lambda_handler as manage_merchants

    payment = seller.buy(seller.order(10_000))
    accrue(world)
    route, path = "PATCH /v1/merchants/{merchant_id}", {"merchant_id": seller.id}
    changed = {"commission": {"basis_points": 1_000}}
    answer = world.call(manage_merchants, "manage_merchants", route, path=path, body=changed)
    assert (answer.status, answer.json["commission"]) == (200, {"basis_points": 1_000, "minimum": 0})
    seller.refund(payment, amount=5_000)
    seller.buy(seller.order(10_000))
    accrue(world)
    assert rows(world) == [-125, 250, 1_000]


def test_what_was_paid_before_there_were_terms_owes_nothing_when_some_of_it_goes_back(world: World, shop: Shop) -> None:
    payment = shop.buy(shop.order(10_000))
    accrue(world)
    shop.set_merchant(commission=TERMS)
    known = len(commissions.told(world))
    shop.refund(payment, amount=1_000)
    world.settle_down()
    accrue(world, commissions.told(world)[known:])
    assert (rows(world), world.items("commission")) == ([], [])


def test_money_that_goes_back_while_a_commission_begins_is_not_overlooked(
    world: World, seller: Shop, interruptions: Interruptions
) -> None:
    """What tells of the refund comes while there is no commission yet, and after the order was read for it."""
    payment = seller.buy(seller.order(10_000))
    released = commissions.told(world)

    def refund() -> None:
        seller.refund(payment, amount=1_000)
        world.settle_down()
        accrue(world, commissions.told(world)[len(released) :])

    interruptions.before("TransactWriteItems", refund)
    accrue(world, released)
    assert rows(world) == [-25, 250]
    commissions_add_up(world)


@pytest.mark.parametrize(
    "terms", [{"basis_points": 10_001}, {"basis_points": -1}, {"minimum": 5}, {"basis_points": 2.5}]
)
def test_terms_that_cannot_be_are_refused(world: World, terms: Json) -> None:
    from functions.manage_merchants.handler import lambda_handler as manage_merchants

    body = {"name": "x", "currency": "EUR", "commission": terms}
    assert world.call(manage_merchants, "manage_merchants", body=body).status == 422


def test_a_message_that_is_none_of_ours_fails_alone(world: World, seller: Shop) -> None:
    credited(seller, 4_590)
    (good,) = commissions.told(world)
    bodies = ["{", json.dumps({"detail": {"type": "order.queued", "data": {"order_id": "ord_1"}}}), good]
    records = [{"messageId": str(n), "body": body, "attributes": {}} for n, body in enumerate(bodies)]
    failed = accrue_commissions({"Records": records}, None)["batchItemFailures"]
    assert [each["itemIdentifier"] for each in failed] == ["0", "1"]
    assert rows(world) == [115]


def test_a_month_is_billed_once_after_it_is_over_and_the_invoice_sent(world: World, seller: Shop) -> None:
    orders = credited(seller, 4_590, 10_000)
    accrue(world)
    seller.cancel(orders[0])
    world.settle_down()
    accrue(world)
    assert bill() == {"done": 0, "failed": {}, "defects": 0}
    next_month(world)
    assert bill() == {"done": 1, "failed": {}, "defects": 0}
    (invoice,) = Desk(seller).all()
    assert (invoice["status"], invoice["kind"], invoice["period"]) == ("open", "commission", "2026-11")
    assert (invoice["number"], invoice["amount"], invoice["due_date"]) == ("INV-000001", 250, "2026-12-15")
    assert [(line["description"], line["amount"]) for line in invoice["lines"]] == [
        ("Commission on 2 orders, 2026-11", 365),
        ("Commission on money that went back, 2026-11", -115),
    ]
    assert bill() == {"done": 0, "failed": {}, "defects": 0}
    assert len(Desk(seller).all()) == 1
    audit(world)


def test_merchants_and_currencies_are_billed_apart(world: World, seller: Shop) -> None:
    other = Shop(world, world.merchant(commission={"basis_points": 1_000}))
    credited(seller, 10_000)
    credited(other, 20_000)
    seller.buy(seller.order(900_000, currency="JPY"))
    accrue(world)
    next_month(world)
    assert bill()["done"] == 3
    owed = {(each["currency"], each["amount"]) for each in Desk(seller).all()}
    assert owed == {("EUR", 250), ("JPY", 22_500)}
    assert [each["amount"] for each in Desk(other).all()] == [2_000]


def test_what_cannot_be_charged_is_carried_to_the_next_month(world: World, seller: Shop) -> None:
    credited(seller, 400)
    accrue(world)
    next_month(world)
    assert bill()["done"] == 1
    assert Desk(seller).all() == []
    credited(seller, 10_000)
    accrue(world)
    world.clock.moment = datetime(2027, 1, 1, 3, tzinfo=UTC)
    bill()
    (invoice,) = Desk(seller).all()
    assert [(line["description"], line["amount"]) for line in invoice["lines"]] == [
        ("Commission on 1 order, 2026-12", 250),
        ("Carried over from the month before", 20),
    ]


def test_more_back_than_earned_is_carried_as_a_debt_of_the_operators(world: World, seller: Shop) -> None:
    payment = seller.buy(seller.order(10_000))
    accrue(world)
    next_month(world)
    bill()
    seller.refund(payment)
    world.settle_down()
    accrue(world)
    world.clock.moment = datetime(2027, 1, 1, 3, tzinfo=UTC)
    bill()
    seller.buy(seller.order(20_000))
    accrue(world)
    world.clock.moment = datetime(2027, 2, 1, 3, tzinfo=UTC)
    bill()
    assert [each["amount"] for each in Desk(seller).all()] == [250, 250]
    commissions_add_up(world)
