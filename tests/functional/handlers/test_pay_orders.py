"""Paying chosen orders: from credits each on its own, or together in one hosted checkout."""

import pytest

from tests.functional.handlers.books import audit, nothing_is_stuck, sessions
from tests.functional.handlers.shop import Shop


def results(body: dict[str, list[dict[str, object]]]) -> list[tuple[object, object, object]]:
    return [(each["outcome"], each["reason"], each["shortfall"]) for each in body["results"]]


def test_each_order_has_its_own_outcome(shop: Shop) -> None:
    shop.fund(1_000)
    small, large, last = shop.order(600), shop.order(500), shop.order(400)
    answer = shop.pay([small, large, last])
    assert (answer.status, answer.json["status"], answer.json["amount"]) == (201, "succeeded", 1_000)
    outcomes = {each["order"]: each["outcome"] for each in answer.json["results"]}
    assert outcomes == {small: "paid", last: "paid", large: "unpaid"}
    (left,) = [each for each in answer.json["results"] if each["order"] == large]
    assert (left["reason"], left["shortfall"]) == ("insufficient_credits", 100)
    assert shop.wallet()["balance"] == 0
    assert shop.payment(answer.json["id"]).json == answer.json
    shop.world.settle_down()
    audit(shop.world)


def test_nothing_paid_is_an_answer_too(shop: Shop) -> None:
    answer = shop.pay([shop.order(4590)])
    assert (answer.status, answer.json["status"]) == (201, "failed")
    assert results(answer.json) == [("unpaid", "insufficient_credits", 4590)]
    assert shop.journal().json["data"] == []


def test_no_consent_is_needed_for_what_the_merchant_asks_for(shop: Shop) -> None:
    shop.fund(5_000)
    order = shop.order()
    shop.world.settle_down()
    assert shop.read(order)["unpaid_reason"] == "auto_debit_off"
    assert shop.pay([order]).json["status"] == "succeeded"
    assert shop.read(order)["released_at"] is not None


def test_a_repeat_pays_nothing_twice_and_another_body_is_refused(shop: Shop) -> None:
    shop.fund(10_000)
    order, other = shop.order(), shop.order()
    first, second = shop.pay([order], key="k"), shop.pay([order], key="k")
    assert first.json == second.json
    assert shop.wallet()["balance"] == 10_000 - 4590
    refused = shop.pay([other], key="k")
    assert (refused.status, refused.json["code"]) == (422, "idempotency_mismatch")


def test_an_open_checkout_is_closed_at_the_provider_before_credits_are_taken(shop: Shop) -> None:
    shop.fund(10_000)
    order = shop.order()
    link = shop.link(order)
    url = shop.checkout(link)
    assert shop.pay([order]).json["status"] == "succeeded"
    assert shop.world.pay(url).status_code == 410
    shop.world.settle_down()
    assert shop.page(link) == "settled"
    assert shop.read_link(link["id"])["status"] == "void"
    audit(shop.world)
    nothing_is_stuck(shop.world)


def test_a_checkout_that_turns_out_paid_settles_the_order_instead(shop: Shop) -> None:
    shop.fund(10_000)
    order = shop.order()
    shop.world.pay(shop.checkout(shop.link(order)))
    answer = shop.pay([order])
    assert results(answer.json) == [("unpaid", "order_paid", None)]
    assert shop.read(order)["payments"][0]["means"] == "checkout"
    assert shop.wallet()["balance"] == 10_000
    shop.world.settle_down()
    audit(shop.world)


def test_a_submitted_payment_blocks_every_other_means(shop: Shop) -> None:
    shop.fund(10_000)
    order = shop.order()
    shop.world.pay(shop.checkout(shop.link(order)), paypal="pending_paid")
    assert results(shop.pay([order]).json) == [("unpaid", "payment_pending", None)]
    blocked = shop.pay([order], "checkout")
    assert (blocked.status, blocked.json["code"]) == (409, "payment_pending")
    cancelled = shop.cancel(order)
    assert (cancelled.status, cancelled.json["code"]) == (409, "payment_pending")


def test_one_checkout_pays_all(shop: Shop) -> None:
    orders = [shop.order(1_000), shop.order(2_000), shop.order(3_000)]
    answer = shop.pay(orders, "checkout")
    assert (answer.status, answer.json["status"], answer.json["amount"]) == (201, "pending", 6_000)
    assert {each["outcome"] for each in answer.json["results"]} == {"pending"}
    assert shop.world.pay(answer.json["checkout_url"]).status_code == 303
    shop.world.settle_down()
    assert [shop.read(order)["payment_status"] for order in orders] == ["paid"] * 3
    assert {each["outcome"] for each in shop.payment(answer.json["id"]).json["results"]} == {"paid"}
    audit(shop.world)


def test_one_checkout_is_all_or_nothing(shop: Shop) -> None:
    shop.fund(1_000)
    paid, other = shop.order(1_000), shop.order(2_000)
    shop.pay([paid])
    answer = shop.pay([other, paid], "checkout")
    assert (answer.status, answer.json["code"]) == (409, "order_paid")
    assert shop.read(other)["unpaid_reason"] is None
    nothing_is_stuck(shop.world)


def test_a_repeat_goes_on_with_the_same_checkout(shop: Shop) -> None:
    orders = [shop.order(1_000), shop.order(2_000)]
    first, second = shop.pay(orders, "checkout", key="k"), shop.pay(orders, "checkout", key="k")
    assert first.json == second.json


def test_a_later_checkout_takes_the_orders_over_from_an_earlier_one(shop: Shop) -> None:
    orders = [shop.order(1_000), shop.order(2_000)]
    first = shop.pay(orders, "checkout").json
    second = shop.pay(orders[:1], "checkout").json
    assert [each["status"] for each in sessions(shop.world, first["id"])] == ["expired"]
    assert shop.payment(first["id"]).json["status"] == "cancelled"
    assert shop.world.pay(second["checkout_url"]).status_code == 303
    shop.world.settle_down()
    assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "unpaid"]
    audit(shop.world)
    nothing_is_stuck(shop.world)


def test_a_buyer_takes_an_order_over_from_a_checkout_of_the_merchants(shop: Shop) -> None:
    orders = [shop.order(1_000), shop.order(2_000)]
    link = shop.link(orders[0])
    bulk = shop.pay(orders, "checkout").json
    assert shop.page(link) == "open"
    url = shop.checkout(link)
    assert [each["status"] for each in sessions(shop.world, bulk["id"])] == ["expired"]
    assert shop.payment(bulk["id"]).json["status"] == "cancelled"
    assert shop.world.pay(url).status_code == 303
    shop.world.settle_down()
    assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "unpaid"]
    audit(shop.world)
    nothing_is_stuck(shop.world)


def test_a_buyer_waits_for_a_checkout_of_the_merchants_that_is_submitted(shop: Shop) -> None:
    orders = [shop.order(1_000), shop.order(2_000)]
    link = shop.link(orders[0])
    shop.world.pay(shop.pay(orders, "checkout").json["checkout_url"], paypal="pending_paid")
    assert shop.press(link).status == 409
    shop.world.settle_down()
    assert shop.press(link).status == 409
    assert shop.read(orders[0])["payment_status"] == "pending"
    audit(shop.world)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"orders": [], "method": "credits"}, 422, "invalid_request"),
        ({"orders": ["ord_1", "ord_1"], "method": "credits"}, 422, "invalid_request"),
        ({"orders": [f"ord_{n}" for n in range(51)], "method": "credits"}, 422, "invalid_request"),
        ({"orders": ["ord_1"], "method": "barter"}, 422, "invalid_request"),
        ({"orders": ["ord_1"], "method": "credits"}, 404, "not_found"),
    ],
)
def test_a_bad_request_is_answered(shop: Shop, body: dict[str, object], status: int, code: str) -> None:
    answer = shop.ask_to_pay(body)
    assert (answer.status, answer.json["code"]) == (status, code)


def test_orders_of_two_currencies_are_two_payments(shop: Shop) -> None:
    answer = shop.pay([shop.order(), shop.order(500, currency="JPY")])
    assert (answer.status, answer.json["code"]) == (422, "currency_mismatch")


def test_another_merchants_orders_and_payments_do_not_exist(shop: Shop) -> None:
    stranger = Shop(shop.world, shop.world.merchant())
    order = shop.order()
    assert stranger.pay([order]).status == 404
    assert stranger.cancel(order).status == 404
    assert stranger.payment(shop.pay([order]).json["id"]).status == 404
