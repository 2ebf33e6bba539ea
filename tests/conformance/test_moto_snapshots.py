"""Moto with its copies made light undoes a transaction as before, and keeps nothing of those that went."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

from shared.aws.client import DYNAMODB, endpoint_of
from shared.table.dynamo import DynamoTable
from shared.table.keys import Key
from shared.table.port import ABSENT, Condition, Put, TransactionFailed, Update
from tests.conformance.definition import create, table_at
from tests.support import moto_snapshots
from tests.support.aws import REGION
from tests.support.moto_connection import MotoConnection

_PAID = {"pk": "a", "sk": "order", "state": "paid"}
_OPEN = {"pk": "b", "sk": "order", "state": "open"}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoTable]:
    """Two orders."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setattr("shared.aws.client.Connection", MotoConnection)
    moto_snapshots.snapshot_lightly(monkeypatch)
    with mock_aws():
        create(boto3.client("dynamodb", REGION), "conformance")
        made = table_at(endpoint_of(DYNAMODB, REGION, {}), "conformance")
        made.transact([Put(_PAID), Put(_OPEN)])
        yield made


def listed(model: Any) -> list[object]:
    """What moto keeps of a kind."""
    return list(model.instances_tracked)


def test_a_failed_transaction_leaves_all_as_it_was(table: DynamoTable) -> None:
    keys = [Key("a", "order"), Key("b", "order"), Key("c", "order")]
    change = Update(keys[0], {"state": "completed"}, ("list_pk",), Condition("#state = :state", {"state": "paid"}))
    for _ in range(2):
        with pytest.raises(TransactionFailed) as failed:
            table.transact([change, Put({"pk": "c", "sk": "order"}, ABSENT), Put(_OPEN, ABSENT)])
        assert failed.value.failed == {2: _OPEN}
        assert table.batch_get(keys) == [_PAID, _OPEN]
    table.transact([change])
    assert table.get(keys[0]) == {**_PAID, "state": "completed"}


def test_copies_are_made_once_for_a_transaction_and_not_kept(
    table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Mock(side_effect=moto_snapshots._snapshot)
    monkeypatch.setattr(moto_snapshots, "_snapshot", copied)
    before = len(listed(Table))
    for number in range(3):
        table.transact([Update(Key(name, "order"), {"number": number}) for name in ("a", "b")])
    assert copied.call_count == 3
    assert len(listed(Table)) == before
    assert listed(Item)
    moto_snapshots.forget_listed()
    assert [*listed(Item), *listed(Table)] == []
