"""The table in memory that is held against moto complains of another answer or effect, once for each kind."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from shared.table.dynamo import DynamoTable
from shared.table.keys import Key
from shared.table.port import (
    ABSENT,
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Page,
    Put,
    Query,
    TransactionFailed,
    Update,
    Write,
)
from tests.support.aws import REGION, client
from tests.support.held_table import Disagreement, HeldTable, Moto
from tests.support.light_aws import LightConnection
from tests.support.request_shapes import write_shape
from tests.support.simulation.table import MemoryTable
from tests.support.watching import watch

_KEY = Key("a", "order")
_PAID = {"pk": "a", "sk": "order", "kind": "order", "state": "paid", "list_pk": "open", "list_sk": "1"}
_IS_PAID = Condition("#state = :state", {"state": "paid"})


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[Moto]:
    """Of its own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    client.cache_clear()
    with mock_aws():
        yield Moto()
    client.cache_clear()


@pytest.fixture
def table(moto: Moto) -> HeldTable:
    """With one order."""
    made = HeldTable(moto)
    made.put(Put(_PAID))
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went to moto."""
    found: list[str] = []
    call = DynamoTable._call

    def noted(table: DynamoTable, operation: str, *rest: Any, **more: Any) -> dict[str, Any]:
        found.append(operation)
        return call(table, operation, *rest, **more)

    monkeypatch.setattr(DynamoTable, "_call", noted)
    return found


def test_the_first_of_each_kind_is_asked_of_moto(table: HeldTable, asked: list[str]) -> None:
    for number in range(3):
        table.update(Update(_KEY, {"number": number}))
    table.update(Update(_KEY, {"number": "3"}))
    table.update(Update(_KEY, {"number": 4}, (), _IS_PAID))
    table.update(Update(_KEY, {"state": "done"}))
    with pytest.raises(ConditionFailed):
        table.update(Update(_KEY, {"number": 5}, (), _IS_PAID))
    assert asked == ["UpdateItem"] * 5


def test_all_calls_of_the_port_are_held(table: HeldTable, asked: list[str]) -> None:
    for _ in range(2):
        assert table.get(_KEY) == _PAID
        assert table.batch_get([_KEY, Key("b", "order")]) == [_PAID]
        assert [item["pk"] for item in table.query(Query("list", "open", 5)).items] == ["a"]
        table.transact([Update(_KEY, {"state": "paid"}), Check(Key("b", "order"), ABSENT)])
        with pytest.raises(TransactionFailed):
            table.transact([Put({**_PAID, "pk": "b"}, ABSENT), Put(_PAID, ABSENT)])
    table.delete(Delete(_KEY))
    assert asked == ["GetItem", "BatchGetItem", "Query", "TransactWriteItems", "TransactWriteItems", "DeleteItem"]


def test_nobody_who_looks_on_sees_it(table: HeldTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "before", pytest.fail)
    assert table.get(_KEY) == _PAID


def test_another_answer_is_a_disagreement(table: HeldTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryTable, "_holds", lambda *_: True)
    with pytest.raises(Disagreement, match="refused"):
        table.put(Put(_PAID, ABSENT))


def test_a_page_that_ends_too_early_is_a_disagreement(table: HeldTable, monkeypatch: pytest.MonkeyPatch) -> None:
    table.put(Put({**_PAID, "pk": "b", "list_sk": "2"}))
    asked = MemoryTable.query
    monkeypatch.setattr(MemoryTable, "query", lambda *given: Page(asked(*given).items, None))
    with pytest.raises(Disagreement, match="ends in memory"):
        table.query(Query("list", "open", 1))


def test_another_effect_is_a_disagreement(table: HeldTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryTable, "_after", lambda *_: {**_PAID, "state": "open"})
    with pytest.raises(Disagreement, match="leaves"):
        table.transact([Update(_KEY, {"state": "completed"})])


@pytest.mark.parametrize("wanted", [b'{"QueueUrl": "q"}', b'{"QueueUrl": "q", "MessageBody": 5}'])
def test_what_aws_would_not_take_is_refused_in_memory_too(wanted: bytes) -> None:
    with pytest.raises(ValueError, match="MessageBody"):
        LightConnection("https://memory.invalid").post({"x-amz-target": "AmazonSQS.SendMessage"}, wanted)


def test_a_kind_is_expressions_and_types_not_values() -> None:
    update = Update(_KEY, {"number": 1}, ("claim",), _IS_PAID)
    assert write_shape(update) == write_shape(Update(Key("b", "order"), {"number": 2}, ("claim",), _IS_PAID))
    others: list[Write] = [
        Update(_KEY, {"number": "1"}, ("claim",), _IS_PAID),
        Update(_KEY, {"number": 1}, (), _IS_PAID),
        Update(_KEY, {"number": 1}, ("claim",), Condition("#state <> :state", {"state": "paid"})),
        Update(_KEY, {"number": 1}, ("claim",)),
        Put(_PAID, _IS_PAID),
    ]
    assert len({write_shape(each) for each in (update, *others)}) == 6
