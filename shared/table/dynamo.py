"""The port on DynamoDB's request API through a botocore client."""

from collections.abc import Callable, Sequence
from random import uniform
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.errors import Busy
from shared.table.keys import Key
from shared.table.marshal import from_wire
from shared.table.port import (
    ConditionFailed,
    Item,
    Page,
    Put,
    Query,
    TransactionFailed,
    Update,
    Write,
)
from shared.table.requests import (
    key_of,
    put_parameters,
    query_parameters,
    update_parameters,
    write_parameters,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_THROTTLED: Final = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "TransactionInProgressException",
        "InternalServerError",
    }
)
_CONFLICT: Final = "TransactionConflictException"
_CONFLICT_WAITS: Final = (0.02, 0.04, 0.08, 0.16, 0.32)
"""Seconds; each is stretched by chance, so that two that met do not meet again."""


class DynamoTable:
    """One table; see :class:`shared.table.port.Table` for what each call promises."""

    def __init__(self, client: "DynamoDBClient", name: str, pause: Callable[[float], None] = sleep) -> None:
        self._client = client
        self._name = name
        self._pause = pause

    def get(self, key: Key) -> Item | None:
        """Read one item, strongly consistent."""
        answer = self._call(self._client.get_item, TableName=self._name, Key=key_of(key), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Read up to 100 items, strongly consistent, asking again for what DynamoDB left unprocessed."""
        found: dict[Key, Item] = {}
        wanted: list[dict[str, Any]] = [key_of(key) for key in keys]
        while wanted:
            request = {self._name: {"Keys": wanted, "ConsistentRead": True}}
            answer = self._call(self._client.batch_get_item, RequestItems=request)
            for item in map(from_wire, answer["Responses"].get(self._name, [])):
                found[Key(item["pk"], item["sk"])] = item
            wanted = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
        return [found[key] for key in keys if key in found]

    def put(self, put: Put) -> None:
        """Write one item under its condition."""
        self._conditional(self._client.put_item, put_parameters(put))

    def update(self, update: Update) -> Item:
        """Update one item under its condition; the item after it."""
        answer = self._conditional(self._client.update_item, update_parameters(update) | {"ReturnValues": "ALL_NEW"})
        return from_wire(answer["Attributes"])

    def query(self, query: Query) -> Page:
        """One page of one partition."""
        answer = self._call(self._client.query, TableName=self._name, **query_parameters(query))
        last = answer.get("LastEvaluatedKey")
        sort_name = f"{query.index}_sk" if query.index else "sk"
        return Page([from_wire(item) for item in answer["Items"]], last[sort_name]["S"] if last else None)

    def transact(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none."""
        items = [write_parameters(write, self._name) for write in writes]
        try:
            self._call(self._client.transact_write_items, TransactItems=items)
        except ClientError as error:
            raise _transaction_failure(error) from error

    def _conditional(self, call: Callable[..., Any], parameters: dict[str, Any]) -> Any:
        shape = {"TableName": self._name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        try:
            return self._call(call, **shape, **parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            existing: Any = error.response.get("Item")
            raise ConditionFailed(from_wire(existing) if existing else None) from error

    def _call(self, call: Callable[..., Any], **parameters: Any) -> Any:
        """Conflicts with transactions are waited out; what stays is ``Busy``."""
        for wait in (*_CONFLICT_WAITS, None):
            try:
                return call(**parameters)
            except ClientError as error:
                if _is_conflict(error) and wait is not None:
                    self._pause(wait * uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
                elif _is_conflict(error) or error.response["Error"]["Code"] in _THROTTLED:
                    raise Busy("the store is busy, try again") from error
                else:
                    raise
            except (HTTPClientError, NotConnected) as error:
                raise Busy("the store did not answer, try again") from error
        raise AssertionError("the last round returns or raises")


def _is_conflict(error: ClientError) -> bool:
    """Only a conflict: where a condition fails too, the condition is the news."""
    if error.response["Error"]["Code"] == _CONFLICT:
        return True
    return _codes(error) - {"None"} == {"TransactionConflict"}


def _codes(error: ClientError) -> set[str]:
    return {str(reason.get("Code", "None")) for reason in _reasons(error)}


def _reasons(error: ClientError) -> list[dict[str, Any]]:
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return reasons


def _transaction_failure(error: ClientError) -> Exception:
    if _codes(error) & {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        return Busy("the store is busy, try again")
    failed = {
        place: from_wire(reason["Item"]) if reason.get("Item") else None
        for place, reason in enumerate(_reasons(error))
        if reason.get("Code") == "ConditionalCheckFailed"
    }
    return TransactionFailed(failed) if failed else error
