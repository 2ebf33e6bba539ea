"""Cancelling: never debited after, credited back exactly once."""

import pytest

from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop


def test_an_unpaid_order_is_never_debited_after(shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order()
    answer = shop.cancel(order)
    assert (answer.status, answer.json["status"], answer.json["payment_status"]) == (200, "cancelled", "unpaid")
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == "unpaid"
    assert shop.wallet()["balance"] == 10_000
    assert shop.listed(payment_status="unpaid").json["data"] == []


def test_its_link_and_checkout_are_closed(shop: Shop) -> None:
    order = shop.order()
    link = shop.link(order)
    url = shop.checkout(link)
    assert shop.cancel(order).status == 200
    assert shop.world.pay(url).status_code == 410
    shop.world.settle_down()
    assert shop.read_link(link["id"])["status"] == "void"
    assert shop.page(link) == "cancelled"
    assert shop.press(link).status == 409
    nothing_is_stuck(shop.world)


def test_what_a_wallet_cannot_hold_is_not_credited_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order()
    shop.world.settle_down()
    monkeypatch.setattr("shared.wallets.model.MAX_BALANCE", 9_000)
    payment = shop.read(order)["payments"][0]["id"]
    for refused in (shop.cancel(order), shop.refund(payment, amount=4_000)):
        assert (refused.status, refused.json["code"]) == (409, "balance_out_of_range")
    assert shop.read(order)["payment_status"] == "paid"


def test_an_order_paid_by_credits_is_credited_back_once(shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order()
    shop.world.settle_down()
    assert shop.wallet()["balance"] == 10_000 - 4590
    first, second = shop.cancel(order), shop.cancel(order)
    assert [answer.status for answer in (first, second)] == [200, 200]
    assert first.json["payment_status"] == "refunded"
    assert shop.wallet()["balance"] == 10_000
    newest = shop.journal().json["data"][0]["lines"]
    assert newest == [{"kind": "order_cancelled", "reference": order, "amount": 4590}]
    audit(shop.world)


def test_one_of_a_batch_takes_back_only_its_own(shop: Shop) -> None:
    shop.fund(10_000)
    orders = [shop.order(1_000), shop.order(2_000)]
    payment = shop.pay(orders).json["id"]
    assert shop.cancel(orders[0]).status == 200
    assert shop.wallet()["balance"] == 10_000 - 2_000
    assert shop.payment(payment).json["returned"] == 1_000
    assert shop.read(orders[1])["payment_status"] == "paid"
    audit(shop.world)


def test_money_from_a_checkout_wants_a_refund(shop: Shop) -> None:
    order = shop.order()
    shop.world.pay(shop.checkout(shop.link(order)))
    shop.world.settle_down()
    answer = shop.cancel(order)
    assert (answer.status, answer.json["code"]) == (409, "refund_required")


def test_a_buyer_who_was_quicker_has_paid(shop: Shop) -> None:
    order = shop.order()
    shop.world.pay(shop.checkout(shop.link(order)))
    answer = shop.cancel(order)
    assert (answer.status, answer.json["code"]) == (409, "order_paid")
    assert shop.read(order)["payment_status"] == "paid"
    audit(shop.world)


def test_a_refund_while_the_order_is_being_cancelled_is_not_credited_again(
    shop: Shop, interruptions: Interruptions
) -> None:
    shop.fund(10_000)
    order = shop.order(1_000)
    payment = shop.pay([order]).json["id"]

    def refunded() -> None:
        assert shop.refund(payment, order=order, amount=400).status == 201

    interruptions.before("GetItem", lambda: interruptions.before("GetItem", refunded))
    assert shop.cancel(order).status == 200
    assert shop.payment(payment).json["returned"] == 1_000
    assert shop.wallet()["balance"] == 10_000
    audit(shop.world)


def test_the_bus_hears_of_it(shop: Shop) -> None:
    order = shop.order()
    shop.cancel(order)
    images = [record["dynamodb"] for record in shop.world.stream_records(0)]
    changes = [(from_wire(each.get("OldImage", {})) or None, from_wire(each["NewImage"])) for each in images]
    told = [event for old, new in changes for event in events_of(old, new)]
    assert [(event.type, event.data["order_id"]) for event in told] == [("order.cancelled", order)]
