"""Money reserved by PayPal: nobody tells when that ends, after 3 days at the earliest, after 20 at the latest."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.auditing import found_on
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_reserved_money_ends import told
from tests.functional.handlers.two_stage import TwoStage


@pytest.fixture
def reserved(shop: Shop) -> TwoStage:
    """An order for which 4590 cents are reserved."""
    order = TwoStage(shop)
    page = order.checkout()
    shop.world.pay(page, payment_method="paypal")
    shop.world.pay(page, paypal="approve")
    shop.world.settle_down()
    return order


def test_its_shop_is_warned_before_it_can_lapse_and_may_capture_later(reserved: TwoStage) -> None:
    world = reserved.world
    assert reserved.read()["authorization"]["capture_before"][:10] == "2026-11-25"
    world.pass_time(days=2, minutes=1)
    for _ in range(2):
        jobs.repair()
        world.settle_down()
    assert len(told(world)["order.authorization_expiring"]) == 1
    world.pass_time(days=7)
    assert reserved.capture(100).status == 200
    assert len(reserved.released()) == 1


def test_what_lapses_later_is_found_within_a_day(reserved: TwoStage) -> None:
    world = reserved.world
    for _ in range(11):
        jobs.repair()
        world.pass_time(days=1)
    world.seen_events |= {event["id"] for event in world.stripe_events()}
    jobs.repair()
    assert reserved.read()["payment_status"] == "unpaid"
    assert reserved.payment()["failure"] == "authorization_lapsed"
    assert reserved.released() == []


def test_after_the_end_that_is_assumed_it_is_looked_at_daily(reserved: TwoStage) -> None:
    world = reserved.world
    for _ in range(5):
        jobs.repair()
        world.pass_time(days=1)
    jobs.repair()
    world.pass_time(hours=23)
    assert jobs.repair() == jobs.NOTHING
    world.pass_time(hours=1)
    assert jobs.repair() == jobs.ONE


def test_the_audit_does_not_take_the_earliest_end_for_the_latest(reserved: TwoStage) -> None:
    reserved.world.pass_time(days=5)
    assert found_on(reserved.world, "2026-11-27") == []
