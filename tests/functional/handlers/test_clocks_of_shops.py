"""A shop's clock may be wrong, and a deletion tells no time: what the shop said last counts all the same."""

from datetime import timedelta

import pytest

from shared.clock import rfc3339
from shared.shops.delivery import Outcome
from shared.shops.mapping.port import ShopState
from shared.table.port import Put
from shared.table.shop_keys import said_key
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.delivered import ORDER, Delivered
from tests.functional.handlers.shop import Shop

UNPAID, PAID, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.CANCELLED
NOW = 24 * 60
"""The shop says its minutes from yesterday on."""
AHEAD = NOW + 60


@pytest.fixture
def shop_side(shop: Shop) -> Delivered:
    """A connected shop."""
    return Delivered(shop)


def deleted(shop_side: Delivered) -> tuple[str, str | None]:
    delivery = shop_side.delivers({"id": ORDER}, topic="orders/delete")
    shop_side.take()
    return shop_side.became(delivery)


def test_what_a_shop_deletes_is_cancelled_though_its_clock_is_ahead(shop_side: Delivered) -> None:
    assert shop_side.hears(UNPAID, minute=AHEAD) == ("applied", "created")
    assert deleted(shop_side) == ("applied", "cancelled")
    assert shop_side.order()["status"] == "cancelled"


def test_what_came_before_a_deletion_makes_no_order_after_it(shop_side: Delivered) -> None:
    ahead, right = shop_side.says(UNPAID, minute=AHEAD), shop_side.says(UNPAID, 5_000, minute=NOW - 1)
    for each in (ahead, right):
        shop_side.keep(shop_side.found(each), outcome=Outcome.REJECTED)
    assert deleted(shop_side) == ("applied", "remembered")

    for each in (ahead, right):
        shop_side.take_up(each)
        assert shop_side.became(each) == ("stale", None)
    assert shop_side.shop.listed().json["data"] == []


def test_what_is_restored_after_a_deletion_is_an_order(shop_side: Delivered) -> None:
    deleted(shop_side)
    assert shop_side.hears(UNPAID, minute=AHEAD) == ("applied", "created")


@pytest.mark.parametrize(("state", "became"), [(CANCELLED, "cancelled"), (PAID, "recorded")])
def test_a_clock_that_was_put_right_makes_nothing_stale(shop_side: Delivered, state: ShopState, became: str) -> None:
    shop_side.hears(UNPAID, 9_900, minute=AHEAD)
    before = shop_side.says(UNPAID, 1_000, minute=NOW - 2)
    assert shop_side.hears(state, 9_900, minute=NOW - 1) == ("applied", became)

    assert shop_side.became(before) == ("applied", "changed")
    assert shop_side.hears(UNPAID, minute=NOW - 2) == ("stale", None)


def test_of_one_clock_that_is_ahead_the_newer_counts(shop_side: Delivered) -> None:
    shop_side.hears(UNPAID, 2_000, minute=AHEAD + 1)
    assert shop_side.hears(UNPAID, 1_000, minute=AHEAD) == ("stale", None)
    assert shop_side.order()["amount"] == 2_000


def test_who_finds_something_newer_remembered_asks_anew(shop_side: Delivered, interruptions: Interruptions) -> None:
    table = shop_side.shop.world.table
    shop_side.hears(UNPAID)
    key = said_key(shop_side.order()["id"])
    delivery = shop_side.says(UNPAID, 5_000, minute=1)
    before = table.get(key)
    assert before is not None
    newer = before | {"said_at": rfc3339(shop_side.start + timedelta(minutes=2)), "delivery_id": "shd_other"}
    interruptions.before("PutItem", lambda: table.put(Put(newer)))
    shop_side.settle()

    assert shop_side.became(delivery) == ("stale", None)
    assert table.get(key) == newer
