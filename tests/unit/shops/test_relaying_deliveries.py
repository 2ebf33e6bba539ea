"""What the relay tells of connected shops: a delivery once for each turn and try, a page of a walk once."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.errors import MalformedRequest
from shared.payments.outbox.relay import relay
from shared.payments.taking.messages import DeliveryRequest, WalkRequest, read_request, wanted_shop_message
from shared.shops.connection import Connection, Walk, changed_update
from shared.shops.delivery import Delivery, Outcome, to_item
from shared.shops.mapping.port import Rules
from shared.shops.systems import ShopSystem
from shared.table.marshal import to_wire
from tests.unit.test_relay import Doors

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
DELIVERY = Delivery(
    id="shd_1",
    connection_id="shp_1",
    merchant_id="mer_1",
    topic="orders/create",
    event="e-1",
    received_at=NOW,
    sent_at=NOW,
    size=2,
    body="e30=",
    shop_order="450789469",
)
CONNECTION = Connection(
    id="shp_1",
    merchant_id="mer_1",
    system=ShopSystem.SHOPIFY,
    domain="a.myshopify.com",
    source="a.myshopify.com",
    collect="auto",
    rules=Rules(),
    secrets=(),
    created_at=NOW,
)


def item_of(connection: Connection) -> dict[str, Any]:
    update = changed_update(None, connection)
    return {**update.set, "pk": update.key.pk, "sk": update.key.sk}


def test_a_new_delivery_is_told_in_the_group_of_its_order() -> None:
    message = wanted_shop_message(None, to_item(DELIVERY))

    assert message is not None
    assert read_request(message.body) == DeliveryRequest("shd_1", "shp_1")
    assert message.group == DELIVERY.group
    later = wanted_shop_message(None, to_item(replace(DELIVERY, id="shd_2", topic="orders/updated")))
    assert later is not None
    assert later.group == message.group, "of one order one after the other"


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.RECEIVED}))
def test_what_has_come_of_a_delivery_is_told_to_nobody(outcome: Outcome) -> None:
    decided = to_item(replace(DELIVERY, outcome=outcome))

    assert wanted_shop_message(to_item(DELIVERY), decided) is None
    assert wanted_shop_message(to_item(DELIVERY), None) is None, "forgotten"


def test_one_that_came_while_its_connection_was_paused_is_looked_at_once() -> None:
    held = to_item(replace(DELIVERY, outcome=Outcome.HELD))

    assert wanted_shop_message(None, held) is not None, "it may have been resumed meanwhile"
    assert wanted_shop_message(None, to_item(replace(DELIVERY, outcome=Outcome.REJECTED))) is None


def test_each_turn_and_try_is_a_message_of_its_own() -> None:
    rejected = replace(DELIVERY, outcome=Outcome.REJECTED)
    waiting = replace(DELIVERY, outcome=Outcome.WAITING, next_at=NOW)
    tried = replace(waiting, outcome=Outcome.RECEIVED, tries=1, next_at=None)

    told = [
        wanted_shop_message(None, to_item(DELIVERY)),
        wanted_shop_message(to_item(rejected), to_item(rejected.again())),
        wanted_shop_message(to_item(waiting), to_item(tried)),
        wanted_shop_message(to_item(rejected.again()), to_item(rejected.again().again())),
    ]
    assert len({each.deduplication_id for each in told if each is not None}) == 4
    assert wanted_shop_message(to_item(DELIVERY), to_item(replace(DELIVERY, message="seen"))) is None


def test_each_page_of_a_walk_is_told_once() -> None:
    begun = replace(CONNECTION, walk=Walk("wlk_1", ("held",)))
    moved = replace(begun, walk=Walk("wlk_1", ("held",), "2026-11-22T03:12:00.000Z#shd_1", 1))

    first = wanted_shop_message(item_of(CONNECTION), item_of(begun))
    second = wanted_shop_message(item_of(begun), item_of(moved))
    assert first is not None
    assert second is not None
    assert read_request(second.body) == WalkRequest("shp_1", "wlk_1", "2026-11-22T03:12:00.000Z#shd_1")
    assert first.group == second.group
    assert first.deduplication_id != second.deduplication_id
    assert wanted_shop_message(item_of(moved), item_of(replace(moved, collect="link"))) is None
    assert wanted_shop_message(item_of(moved), item_of(CONNECTION)) is None, "it is over"


def test_the_relay_sends_them_and_counts_them() -> None:
    doors = Doors()
    record = {"dynamodb": {"NewImage": to_wire(to_item(DELIVERY)), "SizeBytes": 900}}

    relayed = relay(doors.outlets(), [record])

    (message,) = doors.shop_orders.got
    assert json.loads(message.body) == {"shop_delivery": {"id": "shd_1", "connection": "shp_1"}}
    assert (relayed.shop_orders, relayed.events, relayed.rejected) == (1, 0, 0)


@pytest.mark.parametrize(
    "body", ["", "[]", "7", '{"shop_delivery": 1}', '{"shop_walk": {"connection": "a"}}', "[" * 9_999]
)
def test_no_other_message_is_one_of_these(body: str) -> None:
    with pytest.raises(MalformedRequest):
        read_request(body)
