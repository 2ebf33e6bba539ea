"""Wallets that wait for a time to come: drained then, once, and not before."""

from datetime import timedelta

import pytest

from shared.wallets.store import wake_later, woken
from shared.wallets.waking import wake, wake_no_later
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


@pytest.fixture
def order(shop: Shop) -> str:
    """An order that waits although the wallet could pay it: nobody asked for a drain."""
    shop.consent()
    made = shop.order(1_000)
    shop.world.settle_down()
    shop.fund(5_000)
    shop.world.settle_down()
    assert shop.read(made)["payment_status"] == "unpaid"
    return made


def due_in(shop: Shop, **duration: float) -> None:
    wake_no_later(shop.world.table, shop.id, "EUR", shop.world.clock.now() + timedelta(**duration))


def item(world: World) -> Json:
    (found,) = world.items("wallet")
    return found


def test_a_wallet_that_is_due_is_drained_at_its_time_and_not_before(shop: Shop, order: str) -> None:
    due_in(shop, hours=1)
    assert jobs.wake() == jobs.NOTHING
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == "unpaid"
    shop.world.pass_time(hours=1)
    assert jobs.wake() == jobs.ONE
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    assert jobs.wake() == jobs.NOTHING
    assert not {"due_pk", "due_sk"} & item(shop.world).keys()
    audit(shop.world)


@pytest.mark.parametrize("hours", [(1, 5), (5, 1)])
def test_of_two_times_the_earlier_one_stands(shop: Shop, order: str, hours: tuple[int, int]) -> None:
    for each in hours:
        due_in(shop, hours=each)
    shop.world.pass_time(hours=1, minutes=1)
    assert jobs.wake() == jobs.ONE
    shop.world.pass_time(hours=5)
    assert jobs.wake() == jobs.NOTHING


def test_a_place_that_is_out_of_date_wakes_nobody_and_takes_no_other_time_away(shop: Shop, order: str) -> None:
    world = shop.world
    due_in(shop, hours=5)
    stale = item(world)["due_sk"]
    due_in(shop, hours=1)
    before = item(world)
    wake(world.table, world.clock, stale)
    assert item(world) == before


def test_a_wallet_that_nothing_has_touched_yet_can_be_due(shop: Shop) -> None:
    due_in(shop, minutes=5)
    shop.world.pass_time(minutes=6)
    assert jobs.wake() == jobs.ONE
    assert shop.wallet()["balance"] == 0


def test_a_death_after_the_wakings_write_loses_nothing(shop: Shop, order: str, interruptions: Interruptions) -> None:
    due_in(shop, minutes=5)
    shop.world.pass_time(minutes=6)
    assert interruptions.kills(jobs.wake, after=1)
    assert jobs.wake() == jobs.NOTHING
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"


def test_a_wallets_place_names_it(world: World) -> None:
    moment = world.clock.now()
    place = wake_later("mer_1", "JPY", moment).set["due_sk"]
    assert woken(place, moment).key == ("mer_1", "wallet#JPY")
