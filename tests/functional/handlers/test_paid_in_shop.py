"""Orders that the shop itself was paid for: settled once, complete at once, and nothing of them ever goes back."""

from typing import Any

import pytest

from shared.errors import Conflict, NotFound
from shared.payments.external.placing import place_external
from tests.functional.handlers import paid_in_shop
from tests.functional.handlers.auditing import found_on
from tests.functional.handlers.books import audit, nothing_is_stuck, session, sessions
from tests.functional.handlers.crash_scenarios import session_id
from tests.functional.handlers.shop import Shop


def money_of(shop: Shop, order_id: str) -> tuple[Any, ...]:
    """Where the order stands, and by what it was paid."""
    order = shop.read(order_id)
    payments = [(each["means"], each["status"], each["amount"]) for each in order["payments"]]
    return order["status"], order["payment_status"], order["amount"], payments


@pytest.mark.parametrize("amount", [4_590, 0])
def test_it_is_taken_in_paid_released_and_complete(shop: Shop, amount: int) -> None:
    placed = paid_in_shop.place(shop, amount=amount)
    order, shown = placed.order, shop.read(placed.order.id)
    assert placed.created
    assert money_of(shop, order.id) == ("completed", "paid", amount, [("external", "succeeded", amount)])
    assert shown["paid_at"] == shown["released_at"] == shown["completed_at"]
    assert (shown["unpaid_reason"], shown["payment_link"]) == (None, None)
    assert shown["confirmation"] == {"status": "not_sent", "reason": "paid_in_shop", "at": None}
    (payment,) = shown["payments"]
    assert (payment["provider"], payment["method"], payment["available_at"]) == (None, None, None)
    shop.world.settle_down()
    assert [event["data"]["paid_means"] for event in shop.world.released()] == ["external"]
    assert shop.listed(payment_status="unpaid").json["data"] == []
    assert sessions(shop.world) == []
    audit(shop.world)
    assert found_on(shop.world) == []


def test_a_repeat_returns_what_stands(shop: Shop) -> None:
    order = paid_in_shop.unpaid(shop)
    first, second = (place_external(paid_in_shop.context(), order) for _ in range(2))
    assert (first.created, second.created) == (True, False)
    assert second.order == first.order
    assert len(shop.world.items("payment")) == 1


def test_other_content_is_a_conflict_and_changes_nothing(shop: Shop) -> None:
    order = paid_in_shop.place(shop).order
    with pytest.raises(Conflict) as refused:
        paid_in_shop.place(shop, amount=4_600)
    assert refused.value.code == "order_conflict"
    assert money_of(shop, order.id) == ("completed", "paid", 4_590, [("external", "succeeded", 4_590)])


def test_one_that_stands_unpaid_is_returned_unpaid(shop: Shop) -> None:
    order = str(shop.place(**paid_in_shop.BODY).json["id"])
    again = paid_in_shop.place(shop)
    assert (again.created, again.order.id, again.order.payable) == (False, order, True)
    assert shop.world.items("payment") == []


def test_an_order_that_waits_is_settled(shop: Shop) -> None:
    order = shop.order(collect="none")
    settled = paid_in_shop.settle(shop, order)
    assert (settled.amount_version, settled.paid_means) == (1, "external")
    assert money_of(shop, order) == ("completed", "paid", 4_590, [("external", "succeeded", 4_590)])
    assert paid_in_shop.settle(shop, order) == settled
    assert paid_in_shop.settle(shop, order, 1) == settled
    assert shop.listed(payment_status="unpaid").json["data"] == []
    shop.world.settle_down()
    audit(shop.world)
    assert found_on(shop.world) == []


@pytest.mark.parametrize("amount", [4_000, 5_000, 0])
@pytest.mark.parametrize("collect", ["none", "auto"])
def test_another_amount_is_another_version_of_it(shop: Shop, collect: str, amount: int) -> None:
    items = [{"description": "Poster A2", "quantity": 1, "unit_amount": 4_500}]
    order = shop.order(collect=collect, items=items, shipping=90, metadata={"number": "1001"})
    shop.world.settle_down()
    settled = paid_in_shop.settle(shop, order, amount)
    assert (settled.amount, settled.amount_version, settled.details) == (amount, 2, {"metadata": {"number": "1001"}})
    shop.world.settle_down()
    assert [entry["type"] for entry in shop.timeline(order).json["data"]][-3:] == ["changed", "paid", "completed"]
    audit(shop.world)
    assert found_on(shop.world) == []
    nothing_is_stuck(shop.world)


def test_its_checkout_and_link_are_closed(shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)
    paid_in_shop.settle(shop, order)
    assert session(shop.world, session_id(url))["status"] == "expired"
    assert shop.world.pay(url).status_code == 410
    shop.world.settle_down()
    assert shop.read_link(link["id"])["status"] == "void"
    assert shop.press(link).status == 409
    nothing_is_stuck(shop.world)
    audit(shop.world)


def test_what_a_buyer_has_paid_already_stays_his(shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.world.pay(shop.checkout(shop.link(order)))
    settled = paid_in_shop.settle(shop, order)
    assert (settled.paid_means, settled.payment_status) == ("checkout", "paid")
    shop.world.settle_down()
    assert len(money_of(shop, order)[3]) == 1
    audit(shop.world)


def test_a_cancelled_one_stays_cancelled(shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.cancel(order)
    assert paid_in_shop.settle(shop, order).withdrawn
    assert shop.world.items("payment") == []


def test_a_payment_on_its_way_is_waited_for(shop: Shop) -> None:
    order = shop.order(collect="none")
    url = shop.checkout(shop.link(order))
    shop.world.pay(url, paypal="pending_paid")
    before = shop.world.items("order")
    with pytest.raises(Conflict) as refused:
        paid_in_shop.settle(shop, order)
    assert refused.value.code == "payment_pending"
    assert before[0]["amount_version"] == shop.world.items("order")[0]["amount_version"]


def test_another_merchants_order_is_none(shop: Shop) -> None:
    order, other = shop.order(), Shop(shop.world, shop.world.merchant())
    with pytest.raises(NotFound):
        paid_in_shop.settle(other, order)


def test_it_is_cancelled_and_nothing_goes_back(shop: Shop) -> None:
    order = paid_in_shop.place(shop).order.id
    first, second = shop.cancel(order), shop.cancel(order)
    assert (first.status, first.json) == (200, second.json)
    assert money_of(shop, order) == ("cancelled", "paid", 4_590, [("external", "succeeded", 4_590)])
    assert shop.world.items("return") == shop.world.items("page") == []
    shop.world.settle_down()
    audit(shop.world)
    assert found_on(shop.world) == []


def test_it_is_not_refunded_here(shop: Shop) -> None:
    order = paid_in_shop.place(shop).order
    answer = shop.refund(order.paid_by or "", amount=1_000)
    assert (answer.status, answer.json["code"]) == (409, "paid_externally")
    assert shop.payment(order.paid_by or "").json["means"] == "external"
    assert shop.world.items("return") == []
