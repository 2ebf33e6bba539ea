"""Use cases to interrupt, of what connected shops delivered; see the module of scenarios beside this one."""

from collections.abc import Callable

from shared.shops.delivery import Outcome
from shared.shops.mapping.port import ShopState
from tests.functional.handlers.books import session
from tests.functional.handlers.crash_scenarios import Scenario, session_id
from tests.functional.handlers.delivered import Delivered, retry
from tests.functional.handlers.shop import Shop

UNPAID, PAID, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.CANCELLED


def taking_a_new_order(shop: Shop) -> Scenario:
    shop.consent()
    shop.fund(10_000)
    side = Delivered(shop)
    delivery = side.says(UNPAID)

    def check() -> None:
        (order,) = shop.listed().json["data"]
        assert order["payment_status"] == "paid"
        assert shop.wallet()["balance"] == 10_000 - 4_590
        assert side.became(delivery) == ("applied", "created")

    return Scenario(side.take, check)


def taking_a_new_order_with_its_link(shop: Shop) -> Scenario:
    side = Delivered(shop, collect="link")
    delivery = side.says(UNPAID)

    def check() -> None:
        (link,) = shop.world.items("link")
        assert side.order()["payment_link"] == f"https://api.example.com/pay/{link['token']}"
        assert side.became(delivery) == ("applied", "created")

    return Scenario(side.take, check)


def taking_a_change_of_an_order_that_is_being_paid(shop: Shop) -> Scenario:
    side = Delivered(shop, collect="link")
    side.hears(UNPAID)
    url = shop.checkout({"url": side.order()["payment_link"]})
    delivery = side.says(UNPAID, 5_000, minute=1)

    def check() -> None:
        assert (side.order()["amount"], side.order()["amount_version"]) == (5_000, 2)
        assert session(shop.world, session_id(url))["status"] == "expired"
        assert side.became(delivery) == ("applied", "changed")

    return Scenario(side.take, check)


def taking_that_an_order_was_paid_in_the_shop(shop: Shop) -> Scenario:
    side = Delivered(shop, collect="link")
    side.hears(UNPAID)
    url = shop.checkout({"url": side.order()["payment_link"]})
    delivery = side.says(PAID, minute=1)

    def check() -> None:
        (payment,) = [each for each in shop.world.items("payment") if each["state"] == "succeeded"]
        assert payment["means"] == "external"
        assert session(shop.world, session_id(url))["status"] == "expired"
        assert side.became(delivery) == ("applied", "recorded")

    return Scenario(side.take, check)


def taking_a_new_order_that_was_paid_in_the_shop(shop: Shop) -> Scenario:
    side = Delivered(shop)
    delivery = side.says(PAID)

    def check() -> None:
        assert len(shop.world.items("payment")) == 1
        assert side.order()["payment_status"] == "paid"
        assert side.became(delivery) == ("applied", "recorded")

    return Scenario(side.take, check)


def taking_a_cancellation_of_what_credits_paid(shop: Shop) -> Scenario:
    shop.consent()
    shop.fund(10_000)
    side = Delivered(shop)
    side.hears(UNPAID)
    shop.world.settle_down()
    delivery = side.says(CANCELLED, minute=1)

    def check() -> None:
        assert side.order()["status"] == "cancelled"
        assert shop.wallet()["balance"] == 10_000
        assert side.became(delivery) == ("applied", "cancelled")

    return Scenario(side.take, check)


def taking_up_what_was_held(shop: Shop) -> Scenario:
    side = Delivered(shop)
    side.change(paused_at=side.start)
    deliveries = [side.says(UNPAID, id=number) for number in (1, 2, 3)]
    side.take()
    side.change(paused_at=None)
    side.walk(Outcome.HELD)

    def check() -> None:
        side.settle()
        assert {side.became(each) for each in deliveries} == {("applied", "created")}
        assert len(shop.listed().json["data"]) == len(deliveries)
        assert side.connection.walk is None

    return Scenario(side.settle, check)


def taking_up_what_waited(shop: Shop) -> Scenario:
    side = Delivered(shop)
    deliveries = [side.says(UNPAID, id=number) for number in (1, 2)]
    for each in deliveries:
        side.keep(side.found(each), outcome=Outcome.WAITING, next_at=side.start)

    def check() -> None:
        side.settle()
        assert {side.became(each) for each in deliveries} == {("applied", "created")}
        assert {side.found(each).tries for each in deliveries} == {1}

    return Scenario(retry, check)


DELIVERY_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    taking_a_new_order,
    taking_a_new_order_with_its_link,
    taking_a_change_of_an_order_that_is_being_paid,
    taking_that_an_order_was_paid_in_the_shop,
    taking_a_new_order_that_was_paid_in_the_shop,
    taking_a_cancellation_of_what_credits_paid,
    taking_up_what_was_held,
    taking_up_what_waited,
)
