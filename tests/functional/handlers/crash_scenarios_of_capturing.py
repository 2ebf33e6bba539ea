"""Use cases around money that is reserved first, to interrupt; see the module beside this one."""

from collections.abc import Callable

from tests.functional.handlers import jobs
from tests.functional.handlers.books import nothing_is_reserved_for_nobody
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage


def noting_what_is_reserved(shop: Shop) -> Scenario:
    order = TwoStage(shop)
    order.submit()

    def check() -> None:
        assert order.read()["authorization"]["amount"] == 4_590
        assert order.capture(3_000).status == 200
        shop.world.settle_down()

    return Scenario(shop.world.deliver_webhooks, check)


def capturing_less(shop: Shop) -> Scenario:
    order = TwoStage(shop).reserve()

    def run() -> None:
        assert order.capture(3_000).status == 200

    return Scenario(run, lambda: _is_paid(order, 3_000))


def capturing_where_nobody_comes_again(shop: Shop) -> Scenario:
    """But the schedule."""
    order = TwoStage(shop).reserve()
    asked: list[bool] = []

    def run() -> None:
        if asked and "capture_amount" in order.payment():
            shop.world.pass_time(minutes=6)
            jobs.repair()
        else:
            asked.append(True)
            order.capture(3_000)

    return Scenario(run, lambda: _is_paid(order, 3_000))


def cancelling_what_is_reserved(shop: Shop) -> Scenario:
    order = TwoStage(shop).reserve()

    def run() -> None:
        assert order.cancel().status == 200

    return Scenario(run, lambda: _is_given_back(order, "cancelled"))


def cancelling_where_nobody_comes_again(shop: Shop) -> Scenario:
    order = TwoStage(shop).reserve()
    asked: list[bool] = []

    def run() -> None:
        if asked and "releasing" in order.payment():
            shop.world.pass_time(minutes=6)
            jobs.repair()
        else:
            asked.append(True)
            order.cancel()

    return Scenario(run, lambda: _is_given_back(order, "cancelled"))


def voiding_while_it_is_reserved(shop: Shop) -> Scenario:
    order = TwoStage(shop)
    order.submit()

    def run() -> None:
        shop.void(order.link_id)
        shop.world.pass_time(minutes=6)
        jobs.expire()
        shop.world.deliver_webhooks()

    def check() -> None:
        _is_given_back(order, "in_progress")
        assert shop.page(order.link) == "void"

    return Scenario(run, check)


def warning_ahead(shop: Shop) -> Scenario:
    order = TwoStage(shop).reserve()
    shop.world.pass_time(days=6, hours=1)

    def run() -> None:
        jobs.repair()
        shop.world.pass_time(hours=2)
        jobs.repair()

    def check() -> None:
        assert "warned_at" in shop.world.items("order")[0]
        assert len(shop.world.items("notice")) == 1
        assert order.capture().status == 200
        shop.world.settle_down()

    return Scenario(run, check)


def lapsing(shop: Shop) -> Scenario:
    order = TwoStage(shop).reserve()
    order.lapse()

    def check() -> None:
        _is_given_back(order, "in_progress")
        assert shop.page(order.link) == "open"
        assert len(shop.world.items("notice")) == 1

    return Scenario(shop.world.deliver_webhooks, check)


def _is_paid(order: TwoStage, amount: int) -> None:
    read = order.read()
    assert (read["payment_status"], read["payments"][0]["captured_amount"]) == ("paid", amount)
    assert order.intent()["amount_received"] == amount


def _is_given_back(order: TwoStage, status: str) -> None:
    read = order.read()
    assert (read["status"], read["payment_status"], read["authorization"]) == (status, "unpaid", None)
    assert (order.intent()["status"], order.intent()["amount_received"]) == ("canceled", 0)
    nothing_is_reserved_for_nobody(order.world)


CAPTURING_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    noting_what_is_reserved,
    capturing_less,
    capturing_where_nobody_comes_again,
    cancelling_what_is_reserved,
    cancelling_where_nobody_comes_again,
    voiding_while_it_is_reserved,
    warning_ahead,
    lapsing,
)
