"""The port on DynamoDB's request API."""

from collections.abc import Callable, Mapping, Sequence
from random import uniform
from secrets import token_hex
from time import sleep
from typing import Any, Final

from shared.aws.client import AwsError, JsonService
from shared.errors import Busy
from shared.table.keys import Key
from shared.table.marshal import from_wire
from shared.table.port import (
    ConditionFailed,
    Delete,
    Item,
    Page,
    Put,
    Query,
    TransactionFailed,
    Update,
    Write,
)
from shared.table.requests import (
    delete_parameters,
    key_of,
    put_parameters,
    query_parameters,
    update_parameters,
    write_parameters,
)

_CONFLICT: Final = "TransactionConflictException"
_WAITS: Final = (0.02, 0.04, 0.08, 0.16, 0.32)
"""Seconds; each is stretched by chance, so that two that met do not meet again."""


class DynamoTable:
    """One table; see :class:`shared.table.port.Table` for what each call promises."""

    def __init__(self, service: JsonService, name: str, pause: Callable[[float], None] = sleep) -> None:
        self._service = service
        self._name = name
        self._pause = pause

    def get(self, key: Key) -> Item | None:
        """Read one item, strongly consistent."""
        answer = self._call("GetItem", {"TableName": self._name, "Key": key_of(key), "ConsistentRead": True})
        return from_wire(answer["Item"]) if "Item" in answer else None

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Read up to 100 items, strongly consistent, asking again for what DynamoDB left: for its size, or throttled.

        Each time it waits first, and longer after a round that brought nothing
        (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html).
        """
        found: dict[Key, Item] = {}
        wanted: list[dict[str, Any]] = [key_of(key) for key in keys]
        fruitless = 0
        while wanted:
            request = {self._name: {"Keys": wanted, "ConsistentRead": True}}
            answer = self._call("BatchGetItem", {"RequestItems": request})
            for item in map(from_wire, answer["Responses"].get(self._name, [])):
                found[Key(item["pk"], item["sk"])] = item
            left = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
            if left:
                fruitless = fruitless + 1 if len(left) == len(wanted) else 0
                if fruitless == len(_WAITS):
                    raise Busy("the store is busy, try again")
                self._wait(_WAITS[fruitless])
            wanted = left
        return [found[key] for key in keys if key in found]

    def put(self, put: Put) -> None:
        """Write one item under its condition."""
        self._conditional("PutItem", put_parameters(put))

    def update(self, update: Update) -> Item:
        """Update one item under its condition; the item after it."""
        answer = self._conditional("UpdateItem", update_parameters(update) | {"ReturnValues": "ALL_NEW"})
        return from_wire(answer["Attributes"])

    def delete(self, delete: Delete) -> None:
        """Take one item away under its condition."""
        self._conditional("DeleteItem", delete_parameters(delete))

    def query(self, query: Query) -> Page:
        """One page of one partition."""
        answer = self._call("Query", {"TableName": self._name, **query_parameters(query)})
        last = answer.get("LastEvaluatedKey")
        sort_name = f"{query.index}_sk" if query.index else "sk"
        return Page([from_wire(item) for item in answer["Items"]], last[sort_name]["S"] if last else None)

    def transact(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none."""
        items = [write_parameters(write, self._name) for write in writes]
        try:
            self._call("TransactWriteItems", {"TransactItems": items}, once=True)
        except AwsError as error:
            raise _transaction_failure(error) from error

    def _conditional(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        shape = {"TableName": self._name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        try:
            return self._call(operation, shape | parameters)
        except AwsError as error:
            if error.code != "ConditionalCheckFailedException":
                raise
            existing: Any = error.fields.get("Item")
            raise ConditionFailed(from_wire(existing) if existing else None) from error

    def _call(self, operation: str, parameters: Mapping[str, Any], *, once: bool = False) -> dict[str, Any]:
        """Conflicts with transactions are waited out; what stays is ``Busy``.

        ``once`` gives each round a token, under which a request that is sent again takes effect once only
        (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
        """
        for wait in (*_WAITS, None):
            try:
                return self._service.call(
                    operation, {**parameters, "ClientRequestToken": token_hex(16)} if once else parameters
                )
            except AwsError as error:
                if not _is_conflict(error):
                    raise
                if wait is None:
                    raise Busy("the store is busy, try again") from error
                self._wait(wait)
        raise AssertionError("the last round returns or raises")

    def _wait(self, seconds: float) -> None:
        self._pause(seconds * uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret


def _is_conflict(error: AwsError) -> bool:
    """Only a conflict: where a condition fails too, the condition is the news."""
    return error.code == _CONFLICT or _codes(error) - {"None"} == {"TransactionConflict"}


def _codes(error: AwsError) -> set[str]:
    return {str(reason.get("Code", "None")) for reason in _reasons(error)}


def _reasons(error: AwsError) -> list[dict[str, Any]]:
    reasons: list[dict[str, Any]] = error.fields.get("CancellationReasons", [])
    return reasons


def _transaction_failure(error: AwsError) -> Exception:
    if _codes(error) & {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        return Busy("the store is busy, try again")
    failed = {
        place: from_wire(reason["Item"]) if reason.get("Item") else None
        for place, reason in enumerate(_reasons(error))
        if reason.get("Code") == "ConditionalCheckFailed"
    }
    return TransactionFailed(failed) if failed else error
