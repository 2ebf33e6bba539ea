"""What a shop took itself in everything that counts money: audits, exports, commissions, callbacks, timelines."""

import pytest

from tests.functional.handlers import paid_in_shop
from tests.functional.handlers.auditing import change, found_on, lose, only
from tests.functional.handlers.commissions import accrue, commissions_add_up, rows
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.exporting import Exporter
from tests.functional.handlers.jobs import clear
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told, send
from tests.support.world import World


def test_an_audit_misses_a_payment_that_is_gone(shop: Shop) -> None:
    order = paid_in_shop.place(shop).order
    lose(shop.world, only(shop.world, "payment"))
    assert found_on(shop.world) == [("paid_without_payment", order.id)]


def test_an_audit_sees_an_order_that_says_another_amount(shop: Shop) -> None:
    order = paid_in_shop.place(shop).order
    change(shop.world, only(shop.world, "order"), paid_amount=4_000)
    assert ("paid_amount_differs", order.id) in found_on(shop.world)


def test_an_audit_sees_an_order_that_does_not_say_so_however_old_it_is(shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.world.pass_time(days=40)
    paid_in_shop.settle(shop, order)
    shop.world.settle_down()
    day = shop.world.clock.moment.date().isoformat()
    assert found_on(shop.world, day) == []
    change(shop.world, only(shop.world, "order"), paid_by=None, payment_status="unpaid")
    assert ("order_not_paid_by_payment", order) in found_on(shop.world, day)


@pytest.mark.parametrize("days", [0, 7, 30, 95])
def test_audits_find_it_complete_and_look_up_nothing_at_the_provider(
    shop: Shop, interruptions: Interruptions, days: int
) -> None:
    paid_in_shop.place(shop)
    shop.world.pass_time(days=days)
    with interruptions.counting() as calls:
        assert found_on(shop.world, shop.world.clock.moment.date().isoformat()) == []
    assert not [each for each in calls if "payment_intents" in each or "sessions" in each]


def test_nothing_of_it_clears(shop: Shop) -> None:
    paid_in_shop.place(shop)
    shop.world.pass_time(days=10)
    before = shop.world.items("payment")
    clear()
    assert shop.world.items("payment") == before
    assert "due_pk" not in before[0]


def test_exports_have_it_once(shop: Shop, exporter: Exporter) -> None:
    order = paid_in_shop.place(shop).order
    waiting = shop.order(collect="none")
    paid_in_shop.settle(shop, waiting, 0)
    paid_in_shop.place(Shop(shop.world, shop.world.merchant()))
    exporter.wait()
    paid = {row["for"]: row for row in exporter.at_once("payments")}
    assert paid.keys() == {order.id, waiting}
    assert [(row["kind"], row["means"], row["status"]) for row in paid.values()] == [
        ("payment", "external", "succeeded")
    ] * 2
    assert (paid[order.id]["amount_decimal"], paid[waiting]["amount_decimal"]) == ("45.90", "0.00")
    assert {row["provider_payment_intent"] + row["journal_page"] for row in paid.values()} == {""}
    orders = {row["id"]: row for row in exporter.at_once("orders")}
    assert orders[waiting]["payment_means"] == "external"
    assert (orders[waiting]["amount"], orders[waiting]["paid_amount_decimal"]) == ("0", "0.00")
    assert exporter.at_once("journal") == []


def test_no_commission_is_owed_of_it(world: World) -> None:
    seller = Shop(world, world.merchant(commission={"basis_points": 250, "minimum": 20}))
    paid_in_shop.place(seller)
    paid_in_shop.settle(seller, seller.order(10_000, collect="none"))
    seller.buy(seller.order(4_590))
    accrue(world)
    assert rows(world) == [115]
    commissions_add_up(world)


@pytest.mark.parametrize("amount", [4_000, 0])
def test_merchants_are_told_of_the_amount_then_the_release_then_the_completion(told: Told, amount: int) -> None:
    shop, world = told.shop, told.world
    order = shop.order(collect="none")
    world.settle_down()
    paid_in_shop.settle(shop, order, amount)
    world.settle_down()
    send(world)
    kept = [(each.type, each.sequence) for each in told.callbacks() if each.subject_id == order]
    assert kept[-3:] == [("order.changed", 2), ("order.released", 3), ("order.completed", 4)]


def test_its_timeline_and_explanation_say_who_was_paid(shop: Shop) -> None:
    order = paid_in_shop.place(shop).order
    shop.world.settle_down()
    entries = shop.timeline(order.id).json["data"]
    assert [entry["type"] for entry in entries] == ["created", "paid", "completed"]
    assert entries[1]["data"] == {"payment": order.paid_by, "means": "external", "amount": 4_590}
    explained = shop.explain(order.id).json
    assert (explained["amount_due"], explained["next_step"]["type"]) == (0, "none_needed")
    assert [(each["means"], each["status"]) for each in explained["attempts"]] == [("external", "succeeded")]


def test_credits_are_not_touched(shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    paid_in_shop.place(shop)
    shop.world.settle_down()
    assert shop.wallet()["balance"] == 10_000
    assert shop.pay([shop.world.items("order")[0]["id"]]).json["results"][0]["reason"] == "order_paid"
