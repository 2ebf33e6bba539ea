"""Messages of one wallet that the queue hands over together are debited together, as one after the other would be."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.auto_debit.handler import lambda_handler as auto_debit
from tests.functional.handlers.books import audit
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive
from tests.support.world import World


@pytest.fixture
def funded(world: World, shop: Shop) -> Iterator[Shop]:
    """A shop with consent and 10000 cents, whose books are audited in the end."""
    shop.consent()
    shop.fund(10_000)
    world.settle_down()
    yield shop
    audit(world)


def send(shop: Shop, *amounts: int) -> list[str]:
    """New orders, each in a message of its own."""
    orders = []
    for amount in amounts:
        orders.append(shop.order(amount))
        shop.world.relay()
    return orders


def test_ten_messages_of_a_wallet_cost_one_read_and_one_transaction(
    world: World, funded: Shop, interruptions: Interruptions
) -> None:
    orders = send(funded, *[100] * 10)
    with interruptions.counting() as calls:
        world.debit()
    assert calls == ["GetItem", "TransactWriteItems"]
    assert {funded.read(order)["payment_status"] for order in orders} == {"paid"}
    assert funded.wallet()["balance"] == 9_000


def test_joined_messages_are_decided_oldest_first(world: World, funded: Shop) -> None:
    orders = send(funded, 4_000, 7_000, 6_000, 1)
    world.debit()
    found = [funded.read(order) for order in orders]
    assert [order["payment_status"] for order in found] == ["paid", "unpaid", "paid", "unpaid"]
    assert [order["shortfall"] for order in found] == [None, 1_000, None, 1]


def test_a_drain_between_messages_comes_between_their_debits(world: World, funded: Shop) -> None:
    """What waited is older than what came after the drain was asked for."""
    (waiting,) = send(funded, 12_000)
    world.debit()
    (first,) = send(funded, 1_000)
    funded.adjust(3_500)
    funded.drain()
    world.relay()
    (last,) = send(funded, 1_000)
    world.settle_down()
    assert [funded.read(order)["payment_status"] for order in (first, waiting, last)] == ["paid", "paid", "unpaid"]
    assert funded.wallet()["balance"] == 500


def test_a_failed_transaction_takes_its_messages_back_and_other_wallets_go_on(
    world: World, funded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Shop(world, world.merchant())
    other.consent()
    other.fund(1_000)
    world.settle_down()
    mine, theirs = [], []
    for _ in range(2):
        mine += send(funded, 100)
        theirs += send(other, 100)
    transact = type(world.table).transact

    def failing(table: Any, writes: Any) -> None:
        if any(funded.id in str(write) for write in writes):
            raise RuntimeError("defect")
        transact(table, writes)

    messages = receive(world.resources.debit_queue_url)
    records = [{"messageId": m["MessageId"], "body": m["Body"], "attributes": m["Attributes"]} for m in messages]
    own = [each["messageId"] for each in records if each["attributes"]["MessageGroupId"].startswith(funded.id)]
    with monkeypatch.context() as patch:
        patch.setattr(type(world.table), "transact", failing)
        answer = auto_debit({"Records": records}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in own]}
    assert len(own) == 2
    assert {other.read(order)["payment_status"] for order in theirs} == {"paid"}
    for each in records:
        each["attributes"]["ApproximateReceiveCount"] = "2"
    assert auto_debit({"Records": records}, None) == {"batchItemFailures": []}
    assert {funded.read(order)["payment_status"] for order in mine} == {"paid"}
    assert (funded.wallet()["balance"], other.wallet()["balance"]) == (9_800, 800)


def test_a_message_that_comes_again_is_debited_alone(world: World, funded: Shop, interruptions: Interruptions) -> None:
    send(funded, 100, 100, 100)
    messages = receive(world.resources.debit_queue_url)
    records = [{"messageId": m["MessageId"], "body": m["Body"], "attributes": m["Attributes"]} for m in messages]
    records[1]["attributes"] = records[1]["attributes"] | {"ApproximateReceiveCount": "2"}
    with interruptions.counting() as calls:
        assert auto_debit({"Records": records}, None) == {"batchItemFailures": []}
    assert calls == ["GetItem", "TransactWriteItems"] * 3
    assert funded.wallet()["balance"] == 9_700
