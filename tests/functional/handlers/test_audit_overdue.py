"""Money that is reserved, or paid and not cleared, for longer than it can be: the audit finds it."""

import pytest

from shared.payments.audit.settled_stage import CLEARING_AGES
from tests.functional.handlers import jobs
from tests.functional.handlers.auditing import ask, audit, found_on
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage
from tests.support.world import World


def not_completed(world: World, day: str) -> list[str]:
    """Only those: the links of so long ago wait for another job, which did not run."""
    return [subject for kind, subject in found_on(world, day) if kind == "paid_not_completed"]


def test_what_must_have_lapsed_and_is_reserved_still(world: World, shop: Shop) -> None:
    """Nobody ran the job."""
    order = TwoStage(shop).reserve()
    world.pass_time(days=7, hours=23)
    assert found_on(world, "2026-11-29") == []
    world.pass_time(hours=2)
    assert found_on(world, "2026-11-29") == [("authorization_overdue", order.order_id)]
    order.released()
    assert found_on(world, "2026-11-30") == []


def test_what_is_out_of_sight_is_named(world: World, shop: Shop) -> None:
    own = OwnAccount(shop).connected()
    order = TwoStage(shop).reserve()
    own.becomes(revoked=True)
    world.seen_events |= {event["id"] for event in world.stripe_events()}
    world.pass_time(days=9)
    jobs.repair()
    asked = ask("2026-11-30")
    found = {each["type"]: each for each in audit(world, asked["id"])["data"]}
    assert found["authorization_overdue"]["subject"] == order.order_id
    assert found["authorization_overdue"]["fix"]["code"] == "reconnect_account"


@pytest.mark.parametrize("age", CLEARING_AGES)
def test_a_late_payment_that_is_never_cleared_is_found_by_its_own_age(world: World, shop: Shop, age: int) -> None:
    """Its order was made long before: read at 7, 30 and 95 days of its own, it would be missed."""
    order = shop.order(collect="link")
    url = shop.link(order)
    world.pass_time(days=20)
    world.pay(shop.checkout(url))
    world.settle_down()
    world.pass_time(days=age)
    day = world.clock.now().date().isoformat()
    assert not_completed(world, day) == [order]
    assert jobs.clear() == jobs.ONE
    world.settle_down()
    assert not_completed(world, day) == []


def test_one_that_both_ages_meet_is_told_once(world: World, shop: Shop) -> None:
    order = shop.order(collect="link")
    shop.buy(order)
    world.settle_down()
    world.pass_time(days=30)
    assert found_on(world, world.clock.now().date().isoformat()) == [("paid_not_completed", order)]


def test_many_pages_of_them_are_gone_through(world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.payments.audit.settled_stage._PAGE", 2)
    orders = [shop.order(collect="link") for _ in range(7)]
    urls = [shop.link(order) for order in orders]
    world.pass_time(days=20)
    for url in urls:
        world.pay(shop.checkout(url))
    world.settle_down()
    world.pass_time(days=30)
    found = found_on(world, world.clock.now().date().isoformat())
    assert found == [("paid_not_completed", order) for order in sorted(orders)]
