"""Use cases around a wallet to interrupt: limits, and what waits for the day to turn."""

from collections.abc import Callable

from tests.functional.handlers import jobs
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.shop import Shop


def debiting_up_to_the_daily_limit(shop: Shop) -> Scenario:
    orders = _limited(shop)

    def check() -> None:
        assert [shop.read(order)["unpaid_reason"] for order in orders] == [None, "over_limit"]
        assert shop.wallet()["balance"] == 10_000 - 900
        shop.world.pass_time(days=1, minutes=15)
        assert jobs.wake() == jobs.ONE
        shop.world.settle_down()
        assert shop.read(orders[1])["payment_status"] == "paid"

    return Scenario(shop.world.debit, check)


def waking_a_wallet_when_the_day_turns(shop: Shop) -> Scenario:
    orders = _limited(shop)
    shop.world.debit()
    shop.world.pass_time(days=1, minutes=15)

    def run() -> None:
        jobs.wake()
        shop.world.relay()
        shop.world.debit()

    def check() -> None:
        assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "paid"]
        assert shop.wallet()["balance"] == 10_000 - 900 - 800
        assert jobs.wake() == jobs.NOTHING

    return Scenario(run, check)


def _limited(shop: Shop) -> list[str]:
    """Two orders on their way to a wallet that may pay one of them a day."""
    shop.consent()
    shop.fund(10_000)
    assert shop.change_wallet(limits={"per_day": 1_000}).status == 200
    orders = [shop.order(900), shop.order(800)]
    shop.world.relay()
    return orders


def adjusting_a_wallet(shop: Shop) -> Scenario:
    shop.consent()
    shop.change_wallet(drain_after_top_up=True)
    order = shop.order(700)
    shop.world.settle_down()

    def run() -> None:
        answer = shop.adjust(1_000, key="crash")
        assert answer.status == 201, answer.text
        assert (answer.json["amount"], answer.json["balance_after"]) == (1_000, 1_000)

    def check() -> None:
        assert shop.read(order)["payment_status"] == "paid"
        assert shop.wallet()["balance"] == 300

    return Scenario(run, check)


def replacing_consent(shop: Shop) -> Scenario:
    shop.consent()
    wish = {"enabled": True, "terms": "terms 2026-11", "accepted_by": "Mira Okafor"}

    def run() -> None:
        assert shop.change_wallet(auto_debit=wish, limits={"per_order": 500}).status == 200

    def check() -> None:
        assert [entry["change"] for entry in shop.consents().json["data"]] == ["replaced", "given"]
        wallet = shop.wallet()
        assert (wallet["auto_debit"]["terms"], wallet["limits"]["per_order"]) == ("terms 2026-11", 500)

    return Scenario(run, check)


WALLET_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    debiting_up_to_the_daily_limit,
    waking_a_wallet_when_the_day_turns,
    adjusting_a_wallet,
    replacing_consent,
)
