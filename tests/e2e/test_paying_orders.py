"""Paying chosen orders, and cancelling."""

import httpx

from tests.support.caller import body_of, problem_of
from tests.support.shop import Shop


def pay(shop: Shop, orders: list[str], method: str = "credits") -> httpx.Response:
    """Ask for a payment."""
    return shop.api.post("/v1/payments", {"orders": orders, "method": method})


def test_each_order_is_paid_as_far_as_credits_go(funded: Shop) -> None:
    orders = [funded.place(amount=amount, collect="none")["id"] for amount in (6_000, 6_000, 4_000)]

    payment = body_of(pay(funded, orders), 201)

    outcomes = {each["order"]: (each["outcome"], each["shortfall"]) for each in payment["results"]}
    assert outcomes == {orders[0]: ("paid", None), orders[1]: ("unpaid", 2_000), orders[2]: ("paid", None)}
    assert funded.api.read(f"/v1/payments/{payment['id']}") == payment
    assert funded.wallet()["balance"] == 0


def test_one_checkout_pays_many(shop: Shop) -> None:
    orders = [shop.place(amount=amount, collect="none")["id"] for amount in (1_000, 2_000)]

    payment = body_of(pay(shop, orders, "checkout"), 201)
    shop.stripe.pay(payment["checkout_url"])

    for order in orders:
        shop.await_paid(order)
    assert shop.api.read(f"/v1/payments/{payment['id']}")["status"] == "succeeded"


def test_a_cancelled_order_closes_its_link_and_stays_unpaid(shop: Shop) -> None:
    order = shop.place(collect="link")
    shop.press_pay(order["payment_link"])
    link = next(shop.api.listed("/v1/payment-links"))

    assert body_of(shop.api.post(f"/v1/orders/{order['id']}/cancel"), 200)["status"] == "cancelled"

    shop.await_link(link["id"], "void")
    problem_of(pay(shop, [order["id"]], "checkout"), 409, "order_cancelled")
