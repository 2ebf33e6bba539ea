"""Use cases to count, of paying on request, changing, cancelling and sending money back."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from tests.functional.handlers.counted_links import processing
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop


def pay_from_credits(shop: Shop, orders: int, balance: int = 10_000) -> Callable[[], object]:
    shop.fund(balance)
    made = _orders(shop, orders)
    return lambda: expect(shop.pay(made).status, 201)


def pay_again(shop: Shop) -> Callable[[], object]:
    shop.fund(10_000)
    made = _orders(shop, 10)
    shop.pay(made, key="k")
    return lambda: expect(shop.pay(made, key="k").status, 201)


def pay_by_checkout(shop: Shop, orders: int) -> Callable[[], object]:
    made = _orders(shop, orders)
    return lambda: expect(shop.pay(made, "checkout").status, 201)


def change_amount(shop: Shop) -> Callable[[], object]:
    order = shop.order(collect="none")
    return lambda: expect(shop.change(order, amount=5_000).status, 200)


def change_with_link(shop: Shop, *, pressed: bool) -> Callable[[], object]:
    order = shop.order(collect="none")
    link = shop.link(order)
    if pressed:
        shop.checkout(link)
    return lambda: expect(shop.change(order, amount=5_000).status, 200)


def change_nothing(shop: Shop) -> Callable[[], object]:
    order = shop.order(collect="none")
    return lambda: expect(shop.change(order, amount=4590).status, 200)


def cancel_unpaid(shop: Shop, *, pressed: bool = False) -> Callable[[], object]:
    order = shop.order(collect="none")
    if pressed:
        shop.checkout(shop.link(order))
    return lambda: expect(shop.cancel(order).status, 200)


def cancel_paid(shop: Shop) -> Callable[[], object]:
    shop.fund(5_000)
    order = shop.order()
    shop.pay([order])
    return lambda: expect(shop.cancel(order).status, 200)


def cancel_again(shop: Shop) -> Callable[[], object]:
    order = shop.order()
    shop.cancel(order)
    return lambda: expect(shop.cancel(order).status, 200)


def refund_buyer(shop: Shop) -> Callable[[], object]:
    payment = shop.buy(shop.order(collect="none"))
    return lambda: expect(shop.refund(payment).status, 201)


def refund_credits(shop: Shop, orders: int) -> Callable[[], object]:
    shop.fund(10_000)
    payment = shop.pay(_orders(shop, orders)).json["id"]
    return lambda: expect(shop.refund(payment).status, 201)


def refund_top_up(shop: Shop) -> Callable[[], object]:
    shop.fund(5_000)
    payment = shop.world.items("payment")[0]["id"]
    return lambda: expect(shop.refund(payment).status, 201)


def refund_again(shop: Shop) -> Callable[[], object]:
    payment = shop.buy(shop.order(collect="none"))
    shop.refund(payment, key="k")
    return lambda: expect(shop.refund(payment, key="k").status, 201)


def told_of_own_refund(shop: Shop) -> Callable[[], object]:
    payment = shop.buy(shop.order(collect="none"))
    shop.refund(payment)
    return processing(shop.world, "refund.created")


def told_of_foreign_refund(shop: Shop) -> Callable[[], object]:
    payment = shop.buy(shop.order(collect="none"))
    ProviderSide(shop.world).refund(payment, 1_000)
    return processing(shop.world, "refund.created")


def told_of_dispute(shop: Shop) -> Callable[[], object]:
    payment = shop.buy(shop.order(collect="none"))
    ProviderSide(shop.world).dispute(payment)
    return processing(shop.world, "charge.dispute.created")


def _orders(shop: Shop, number: int) -> list[str]:
    return [shop.order(100, collect="none") for _ in range(number)]


COUNTED_PAYMENTS: Final[Mapping[str, Case]] = {
    "pay_orders: 1 from credits": partial(pay_from_credits, orders=1),
    "pay_orders: 50 from credits": partial(pay_from_credits, orders=50),
    "pay_orders: 10 from credits, 5 covered": partial(pay_from_credits, orders=10, balance=500),
    "pay_orders: 10 from credits, asked again": pay_again,
    "pay_orders: 2 by checkout": partial(pay_by_checkout, orders=2),
    "pay_orders: 20 by checkout": partial(pay_by_checkout, orders=20),
    "change_order: amount": change_amount,
    "change_order: amount, with a link": partial(change_with_link, pressed=False),
    "change_order: amount, with a checkout open": partial(change_with_link, pressed=True),
    "change_order: nothing": change_nothing,
    "cancel_order: unpaid": cancel_unpaid,
    "cancel_order: unpaid, with a checkout open": partial(cancel_unpaid, pressed=True),
    "cancel_order: paid from credits": cancel_paid,
    "cancel_order: again": cancel_again,
    "refund_payments: to a buyer": refund_buyer,
    "refund_payments: to a buyer, asked again": refund_again,
    "refund_payments: of credits, 1 order": partial(refund_credits, orders=1),
    "refund_payments: of credits, 20 orders": partial(refund_credits, orders=20),
    "refund_payments: of a top-up": refund_top_up,
    "process_webhook: our own refund": told_of_own_refund,
    "process_webhook: a refund made elsewhere": told_of_foreign_refund,
    "process_webhook: a dispute": told_of_dispute,
}
