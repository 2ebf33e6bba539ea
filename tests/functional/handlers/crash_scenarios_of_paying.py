"""Use cases to interrupt, of paying chosen orders and of cancelling."""

from collections.abc import Callable

from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.shop import Shop


def paying_from_credits_while_a_checkout_is_open(shop: Shop) -> Scenario:
    shop.fund(10_000)
    order, other = shop.order(1_000), shop.order(2_000)
    shop.checkout(shop.link(order))

    def run() -> None:
        assert shop.pay([order, other], key="k").status in (201, 503)

    def check() -> None:
        assert [shop.read(each)["payment_status"] for each in (order, other)] == ["paid", "paid"]
        assert shop.wallet()["balance"] == 7_000

    return Scenario(run, check)


def opening_one_checkout_for_many(shop: Shop) -> Scenario:
    orders = [shop.order(1_000), shop.order(2_000)]

    def run() -> None:
        assert shop.pay(orders, "checkout", key="k").status in (201, 202)

    def check() -> None:
        payment = shop.pay(orders, "checkout", key="k").json
        assert shop.world.pay(payment["checkout_url"]).status_code == 303
        shop.world.settle_down()
        assert [shop.read(each)["payment_status"] for each in orders] == ["paid", "paid"]

    return Scenario(run, check)


def cancelling_an_order_with_an_open_checkout(shop: Shop) -> Scenario:
    order = shop.order()
    shop.checkout(shop.link(order))

    def run() -> None:
        assert shop.cancel(order).status == 200

    def check() -> None:
        assert shop.read(order)["status"] == "cancelled"

    return Scenario(run, check)


def cancelling_an_order_that_credits_paid(shop: Shop) -> Scenario:
    shop.fund(10_000)
    order = shop.order()
    shop.pay([order])

    def run() -> None:
        assert shop.cancel(order).status == 200
        shop.world.relay()

    def check() -> None:
        assert shop.read(order)["payment_status"] == "refunded"
        assert shop.wallet()["balance"] == 10_000

    return Scenario(run, check)


PAYING_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    paying_from_credits_while_a_checkout_is_open,
    opening_one_checkout_for_many,
    cancelling_an_order_with_an_open_checkout,
    cancelling_an_order_that_credits_paid,
)
