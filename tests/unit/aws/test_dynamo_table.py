"""How the table port speaks to DynamoDB where no stand-in ever brings it: conflicts, throttling, leftovers."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.aws.client import AwsError
from shared.errors import Busy
from shared.table import dynamo
from shared.table.dynamo import DynamoTable
from shared.table.keys import Key
from shared.table.marshal import to_wire
from shared.table.port import ABSENT, ConditionFailed, Delete, Put, TransactionFailed

ITEM = {"pk": "ord_1", "sk": "order", "amount": 5}


class Scripted:
    """A service that answers one thing after the other; ``asked`` keeps operations and parameters."""

    def __init__(self, *answers: dict[str, Any] | AwsError) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.waits: list[float] = []

    def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The next of the script."""
        self.asked.append((operation, parameters))
        answer = self._answers.pop(0)
        if isinstance(answer, AwsError):
            raise answer
        return answer

    def table(self) -> DynamoTable:
        """The port on this service."""
        return DynamoTable(self, "orders", self.waits.append)


def cancelled(*codes: str, **fields: Any) -> AwsError:
    """A transaction that was not applied, with a reason for each of its writes."""
    reasons = [{"Code": code, **(fields if code == "ConditionalCheckFailed" else {})} for code in codes]
    return AwsError("TransactionCanceledException", 400, {"CancellationReasons": reasons})


def conflict() -> AwsError:
    """A single write met a transaction."""
    return AwsError("TransactionConflictException", 400, {})


def test_a_transaction_carries_a_token_so_that_sent_again_it_takes_effect_once() -> None:
    service = Scripted({}, {})

    service.table().transact([Put(ITEM, ABSENT)])
    service.table().transact([Put(ITEM, ABSENT)])

    tokens = [parameters["ClientRequestToken"] for _, parameters in service.asked]
    assert len(set(tokens)) == 2
    assert all(1 <= len(token) <= 36 for token in tokens)


@pytest.mark.parametrize("met", [conflict(), cancelled("None", "TransactionConflict")])
def test_a_mere_conflict_is_waited_out(met: AwsError) -> None:
    service = Scripted(met, met, {})

    service.table().transact([Put(ITEM, ABSENT)])

    assert len(service.waits) == 2
    assert 0.01 <= service.waits[0] <= 0.03
    assert 0.02 <= service.waits[1] <= 0.06
    assert len({parameters["ClientRequestToken"] for _, parameters in service.asked}) == 3


def test_a_conflict_that_stays_is_busy_and_keeps_its_cause() -> None:
    service = Scripted(*[conflict()] * 6)

    with pytest.raises(Busy) as caught:
        service.table().put(Put(ITEM))

    assert isinstance(caught.value.__cause__, AwsError)
    assert len(service.asked) == 6


def test_a_condition_that_fails_beside_a_conflict_is_the_news() -> None:
    service = Scripted(cancelled("TransactionConflict", "ConditionalCheckFailed", Item=to_wire(ITEM)))

    with pytest.raises(TransactionFailed) as caught:
        service.table().transact([Put(ITEM), Put(ITEM, ABSENT)])

    assert caught.value.failed == {1: ITEM}
    assert service.waits == []


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_is_busy(code: str) -> None:
    with pytest.raises(Busy):
        Scripted(cancelled("None", code)).table().transact([Put(ITEM)])


def test_what_is_wrong_with_a_transaction_itself_is_no_answer_about_conditions() -> None:
    with pytest.raises(AwsError, match="TransactionCanceledException"):
        Scripted(cancelled("ValidationError")).table().transact([Put(ITEM)])


def test_a_failed_condition_shows_the_item_as_it_stands() -> None:
    refusal = AwsError("ConditionalCheckFailedException", 400, {"Item": to_wire(ITEM)})

    with pytest.raises(ConditionFailed) as caught:
        Scripted(refusal).table().put(Put(ITEM, ABSENT))

    assert caught.value.existing == ITEM


def test_a_refused_deletion_shows_the_item_as_it_stands() -> None:
    refusal = AwsError("ConditionalCheckFailedException", 400, {"Item": to_wire(ITEM)})

    with pytest.raises(ConditionFailed) as caught:
        Scripted(refusal).table().delete(Delete(Key("ord_1", "order"), ABSENT))

    assert caught.value.existing == ITEM


def test_what_a_batch_left_unread_is_asked_for_again() -> None:
    keys = [Key("a", "order"), Key("b", "order")]
    first = {"Responses": {"orders": [to_wire({"pk": "b", "sk": "order"})]}}
    left = {"UnprocessedKeys": {"orders": {"Keys": [to_wire({"pk": "a", "sk": "order"})]}}}
    service = Scripted(first | left, {"Responses": {"orders": [to_wire({"pk": "a", "sk": "order"})]}})

    assert [item["pk"] for item in service.table().batch_get(keys)] == ["a", "b"]
    assert service.asked[1][1]["RequestItems"]["orders"]["Keys"] == [to_wire({"pk": "a", "sk": "order"})]
    assert len(service.waits) == 1
    assert 0.01 <= service.waits[0] <= 0.03


def left(*names: str, read: str = "") -> dict[str, Any]:
    """An answer of a batch that read at most one item."""
    keys = [to_wire({"pk": name, "sk": "order"}) for name in names]
    return {
        "Responses": {"orders": [to_wire({"pk": name, "sk": "order"}) for name in read]},
        "UnprocessedKeys": {"orders": {"Keys": keys}} if keys else {},
    }


def test_a_batch_that_brings_nothing_for_long_is_busy_and_waits_longer_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dynamo, "uniform", lambda *_: 1.0)
    service = Scripted(*[left("a")] * 5)

    with pytest.raises(Busy):
        service.table().batch_get([Key("a", "order")])

    assert len(service.asked) == 5
    assert service.waits == [0.04, 0.08, 0.16, 0.32]


def test_a_batch_that_brings_something_each_time_is_read_to_the_end() -> None:
    names = "abcdefghijklm"
    service = Scripted(*[left(*names[place + 1 :], read=name) for place, name in enumerate(names)])

    found = service.table().batch_get([Key(name, "order") for name in names])

    assert [item["pk"] for item in found] == list(names)
    assert max(service.waits) <= 0.03
