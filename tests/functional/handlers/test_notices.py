"""Telling a merchant something: alone or together with what it tells of, and once."""

import pytest

from shared.notifications.model import NoticeKind
from shared.notifications.store import from_item, notice_put, tell
from shared.table.keys import DUE_INDEX, LIST_INDEX
from shared.table.notice_keys import notice_key, notice_list, unread_list
from shared.table.port import Put, Query, TransactionFailed
from tests.support.world import World

MERCHANT = "mer_0123456789abcdefghjkmnpqrs"


def dead(world: World, occasion: str = "detached") -> Put:
    """That a method is dead."""
    return notice_put(MERCHANT, NoticeKind.METHOD_DEAD, "pm_1", occasion, {"last4": "4242"}, world.clock.now())


def test_telling_twice_is_telling_once(world: World) -> None:
    first = dead(world)
    assert tell(world.table, first)
    assert not tell(world.table, dead(world))
    item = world.table.get(notice_key(first.item["id"]))
    assert item == first.item
    assert from_item(item).values == {"last4": "4242"}


def test_a_notice_is_on_its_merchants_list_and_unread(world: World) -> None:
    tell(world.table, dead(world))
    for index, partition in ((LIST_INDEX, notice_list(MERCHANT)), (DUE_INDEX, unread_list(MERCHANT))):
        assert len(world.table.query(Query(index, partition, 10)).items) == 1


def test_in_a_transaction_it_stands_or_falls_with_the_rest(world: World) -> None:
    """And one that stands refuses the rest: why ``notice_put`` says where it may be used so."""
    world.table.transact([dead(world), dead(world, "another")])
    with pytest.raises(TransactionFailed) as refused:
        world.table.transact([dead(world, "third"), dead(world)])
    assert list(refused.value.failed) == [1]
    assert world.table.get(notice_key(dead(world, "third").item["id"])) is None
