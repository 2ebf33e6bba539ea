"""Use cases to interrupt, of linked methods that fill a wallet and pay its orders."""

from collections.abc import Callable

from tests.functional.handlers import jobs
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import OTHER_CARD, Refilling


def _wallet(shop: Shop) -> Refilling:
    shop.consent()
    wallet = Refilling(shop)
    wallet.methods.link()
    return wallet


def _afterwards(wallet: Refilling) -> None:
    for _ in range(3):
        wallet.later(minutes=6)
    wallet.later(hours=1, minutes=5)


def topping_up_by_a_linked_method(shop: Shop) -> Scenario:
    wallet = _wallet(shop)

    def run() -> None:
        assert wallet.ask(2_000, key="k").status in (201, 202, 409, 503)

    def check() -> None:
        _afterwards(wallet)
        assert (wallet.states(), wallet.balance(), wallet.charges()) == (["succeeded"], 2_000, 1)
        assert shop.wallet()["pending_top_up"] is None

    return Scenario(run, check)


def agreeing_to_automatic_top_up(shop: Shop) -> Scenario:
    wallet = _wallet(shop)

    def run() -> None:
        assert wallet.automatic(amount=5_000).status in (200, 503)

    def check() -> None:
        _afterwards(wallet)
        assert (wallet.balance(), wallet.charges()) == (5_000, 1)
        told = [each["about"] for each in shop.consents().json["data"]]
        assert sorted(told) == ["auto_debit", "automatic_top_up"]

    return Scenario(run, check)


def topping_up_a_low_wallet(shop: Shop) -> Scenario:
    wallet = _wallet(shop)
    wallet.automatic(amount=5_000)
    shop.world.relay()

    def check() -> None:
        _afterwards(wallet)
        assert (wallet.states(), wallet.balance(), wallet.charges()) == (["succeeded"], 5_000, 1)
        assert wallet.told() == []

    return Scenario(shop.world.refill_wallets, check)


def topping_up_in_vain(shop: Shop) -> Scenario:
    wallet = _wallet(shop)
    wallet.plan("insufficient_funds", count=None)
    wallet.automatic(amount=5_000)
    wallet.work()
    wallet.later(hours=1, minutes=1)
    shop.world.pass_time(hours=4, minutes=1)

    def run() -> None:
        jobs.wake()
        shop.world.relay()
        shop.world.refill_wallets()

    def check() -> None:
        for _ in range(3):
            wallet.later(minutes=6)
        assert wallet.states() == ["failed"] * 3
        assert wallet.setting()["failures"] == 3
        assert wallet.told().count("top_up_failing_repeatedly") == 1
        assert wallet.told().count("top_up_failed") == 3

    return Scenario(run, check)


def topping_up_by_schedule(shop: Shop) -> Scenario:
    wallet = _wallet(shop)
    shop.change_wallet(top_up_schedule={"every": "day", "amount": 700})
    shop.world.pass_time(days=1)

    def run() -> None:
        jobs.wake()
        shop.world.relay()
        shop.world.refill_wallets()

    def check() -> None:
        _afterwards(wallet)
        assert (wallet.states(), wallet.balance(), wallet.charges()) == (["succeeded"], 700, 1)

    return Scenario(run, check)


def collecting_orders_from_methods(shop: Shop) -> Scenario:
    wallet = _wallet(shop)
    wallet.collect()
    orders = [shop.order(amount) for amount in (1_500, 700)]
    shop.world.relay()
    shop.world.debit()
    shop.world.relay()

    def check() -> None:
        _afterwards(wallet)
        assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "paid"]
        assert (wallet.states(), wallet.charges()) == (["succeeded"], 1)

    return Scenario(shop.world.refill_wallets, check)


def linking_a_method_after_failures(shop: Shop) -> Scenario:
    wallet = _wallet(shop)
    wallet.plan("lost_card")
    wallet.automatic(amount=5_000)
    wallet.work()
    wallet.methods.begin(**OTHER_CARD)

    def run() -> None:
        shop.world.deliver_webhooks()

    def check() -> None:
        for _ in range(3):
            wallet.later(minutes=10)
        assert (wallet.states(), wallet.balance()) == (["failed", "succeeded"], 5_000)

    return Scenario(run, check)


TOP_UP_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    topping_up_by_a_linked_method,
    agreeing_to_automatic_top_up,
    topping_up_a_low_wallet,
    topping_up_in_vain,
    topping_up_by_schedule,
    collecting_orders_from_methods,
    linking_a_method_after_failures,
)
