"""An order that was refused a moment before a drain may be missing from the index: the drain looks once more."""

import pytest

from shared.table.port import Page, Query, Table
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_draining import states, waiting
from tests.support.world import World


@pytest.fixture
def lagging(world: World, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Orders that no index knows of yet."""
    unknown: set[str] = set()
    table = type(world.table)
    query = table.query

    def behind(self: Table, wanted: Query) -> Page:
        page = query(self, wanted)
        return Page([item for item in page.items if item["pk"] not in unknown], page.scanned_to)

    monkeypatch.setattr(table, "query", behind)
    return unknown


def test_a_drain_looks_again_once_the_index_has_caught_up(shop: Shop, lagging: set[str]) -> None:
    """The refusal was a moment before the top-up, so the drain did not see the order."""
    shop.consent()
    shop.change_wallet(drain_after_top_up=True)
    (order,) = waiting(shop, 1_000)
    lagging.add(order)
    shop.fund(5_000)
    shop.world.settle_down()
    assert states(shop, [order]) == ["unpaid"]
    assert jobs.wake() == jobs.NOTHING, "not at once: the index needs time"
    lagging.clear()
    shop.world.pass_time(minutes=1)
    assert jobs.wake() == jobs.ONE
    shop.world.settle_down()
    assert states(shop, [order]) == ["paid"]
    shop.world.pass_time(days=2)
    assert jobs.wake() == jobs.NOTHING, "it looks once more, not for ever"
    audit(shop.world)


def test_the_second_look_is_a_minute_after_the_last_drain(shop: Shop, lagging: set[str]) -> None:
    shop.consent()
    shop.change_wallet(drain_after_top_up=True)
    shop.fund(500)
    shop.world.settle_down()
    (order,) = waiting(shop, 1_000)
    lagging.add(order)
    shop.world.pass_time(seconds=58)
    shop.fund(5_000)
    shop.world.settle_down()
    shop.world.pass_time(seconds=30)
    assert jobs.wake() == jobs.NOTHING
    lagging.clear()
    shop.world.pass_time(seconds=30)
    assert jobs.wake() == jobs.ONE
    shop.world.settle_down()
    assert states(shop, [order]) == ["paid"]


def test_a_drain_that_spent_everything_or_may_not_pay_does_not_look_again(shop: Shop) -> None:
    shop.consent()
    shop.change_wallet(drain_after_top_up=True)
    waiting(shop, 5_000)
    shop.fund(5_000)
    shop.world.settle_down()
    assert shop.wallet()["balance"] == 0
    shop.change_wallet(paused=True)
    shop.fund(5_000)
    shop.world.settle_down()
    shop.world.pass_time(days=1)
    assert jobs.wake() == jobs.NOTHING
