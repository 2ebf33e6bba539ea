"""Use cases to interrupt, of what a shop was paid for itself; see ``crash_scenarios``."""

from collections.abc import Callable

from tests.functional.handlers import paid_in_shop
from tests.functional.handlers.books import session
from tests.functional.handlers.crash_scenarios import Scenario, session_id
from tests.functional.handlers.shop import Shop


def taking_in_what_the_shop_was_paid_for(shop: Shop) -> Scenario:
    order = paid_in_shop.unpaid(shop)

    def run() -> None:
        assert paid_in_shop.place_again(order).order.settled

    def check() -> None:
        shown = shop.read(order.id)
        assert (shown["status"], shown["payments"][0]["means"]) == ("completed", "external")

    return Scenario(run, check)


def settling_what_the_shop_was_paid_for(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)

    def run() -> None:
        assert paid_in_shop.settle(shop, order, 4_000).settled

    def check() -> None:
        shown = shop.read(order)
        assert (shown["amount"], shown["amount_version"], shown["payments"][0]["amount"]) == (4_000, 2, 4_000)
        assert session(shop.world, session_id(url))["status"] == "expired"
        assert shop.read_link(link["id"])["status"] == "void"

    return Scenario(run, check)


def cancelling_what_the_shop_was_paid_for(shop: Shop) -> Scenario:
    order = paid_in_shop.place(shop).order

    def run() -> None:
        assert shop.cancel(order.id).status == 200

    def check() -> None:
        shown = shop.read(order.id)
        assert (shown["status"], shown["payment_status"]) == ("cancelled", "paid")
        assert shop.world.items("return") == []

    return Scenario(run, check)


SHOP_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    taking_in_what_the_shop_was_paid_for,
    settling_what_the_shop_was_paid_for,
    cancelling_what_the_shop_was_paid_for,
)
