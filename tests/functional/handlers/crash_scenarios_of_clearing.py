"""Use cases to interrupt, of orders on their way from paid to completed."""

from collections.abc import Callable
from typing import Final

from tests.functional.handlers import jobs
from tests.functional.handlers.clearing import told
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop


def completed(shop: Shop) -> list[str]:
    """Orders of which the stream tells that they were completed, as often as it does."""
    return sorted(told(shop.world))


def clearing(shop: Shop, **duration: float) -> Callable[[], None]:
    """The job, at whatever time it runs next."""

    def run() -> None:
        shop.world.pass_time(**(duration or {"hours": 49}))
        jobs.clear()

    return run


def completing_the_orders_of_a_payment(shop: Shop) -> Scenario:
    orders = [shop.order(amount, collect="none") for amount in (1_000, 2_000, 3_000)]
    shop.world.pay(shop.pay(orders, method="checkout").json["checkout_url"])
    shop.world.settle_down()

    def check() -> None:
        assert {shop.read(order)["status"] for order in orders} == {"completed"}
        assert completed(shop) == sorted(orders)

    return Scenario(clearing(shop), check)


def completing_what_the_provider_books_late(shop: Shop) -> Scenario:
    """Two looks: the first finds the line of the balance and when it is available."""
    order = shop.order(collect="none")
    shop.buy(order)
    with shop.world.stripe.server.lock:
        platform = shop.world.stripe.simulator.world.platform
        for line in platform.balance_transactions.values():
            line["available_on"] += 3 * 86400

    def run() -> None:
        clearing(shop)()
        with shop.world.stripe.server.lock:
            for line in platform.balance_transactions.values():
                line["status"] = "pending" if line["available_on"] > shop.world.clock.seconds() else "available"
        clearing(shop, days=3)()
        clearing(shop, hours=2)()

    def check() -> None:
        assert shop.read(order)["status"] == "completed"
        assert completed(shop) == [order]

    return Scenario(run, check)


def completing_what_a_bank_disputes_unheard(shop: Shop) -> Scenario:
    """The look finds out about the dispute, and records it."""
    order = shop.order(collect="none")
    payment = shop.buy(order)
    ProviderSide(shop.world).dispute(payment)

    def check() -> None:
        shown = shop.read(order)
        assert (shown["status"], shown["payment_status"]) == ("in_progress", "disputed")
        assert completed(shop) == []

    return Scenario(clearing(shop), check)


def completing_what_a_bank_gave_back(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    provider, payment = ProviderSide(shop.world), shop.buy(order)
    dispute = provider.dispute(payment)
    shop.world.settle_down()
    clearing(shop)()
    provider.end_dispute(dispute, "won")
    heard: list[int] = []

    def run() -> None:
        if not heard:
            heard.append(1)
            shop.world.deliver_webhooks()
        clearing(shop)()
        shop.world.settle_down()
        clearing(shop)()

    def check() -> None:
        shown = shop.read(order)
        assert (shown["status"], shown["payment_status"]) == ("completed", "paid")
        assert completed(shop) == [order]

    return Scenario(run, check)


CLEARING_SCENARIOS: Final = (
    completing_the_orders_of_a_payment,
    completing_what_the_provider_books_late,
    completing_what_a_bank_disputes_unheard,
    completing_what_a_bank_gave_back,
)
