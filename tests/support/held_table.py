"""The table in memory, held against moto: of each kind of request, the first is asked of both; both answer the same.

So every expression that a test makes the product build has gone the product's whole way to moto, on the items that it
met there, and against AWS's own description; what is asked again goes the short way. See decision 56.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final, TypeVar

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from shared.aws.client import DYNAMODB, JsonClient, endpoint_of
from shared.aws.credentials import Credentials
from shared.table.dynamo import DynamoTable
from shared.table.keys import Key
from shared.table.marshal import from_wire, to_wire
from shared.table.port import ConditionFailed, Delete, Item, Page, Put, Query, TransactionFailed, Update, Write
from tests.support.aws import REGION
from tests.support.aws_resources import create_table
from tests.support.moto_connection import QuietConnection
from tests.support.request_shapes import Shape, query_shape, read_shape, write_shape
from tests.support.simulation.table import MemoryTable

_Asked = TypeVar("_Asked")
_Told = TypeVar("_Told")
_NUMBERS: Final = count(1)


class Disagreement(AssertionError):
    """The table in memory answers otherwise than moto does: one of them is wrong, and with it what tests say."""


class _QuietClient(JsonClient):
    """The product's client, seen by nobody who counts or breaks the calls of a test."""

    def _connection(self) -> Any:
        return QuietConnection(endpoint_of(DYNAMODB, REGION, {}))


class Moto:
    """A table in moto, of which only these requests know; what was asked of it lasts as long as the process."""

    def __init__(self) -> None:
        self._name = f"held-{next(_NUMBERS)}"
        create_table(self._name)
        credentials = Credentials("testing", "testing")
        service = _QuietClient(
            DYNAMODB, REGION, endpoint_of(DYNAMODB, REGION, {}), lambda: credentials, lambda: datetime.now(UTC)
        )
        self.asked: set[Shape] = set()
        self.port = DynamoTable(service, self._name)

    def hold(self, items: Iterable[Item]) -> None:
        """These and no other."""
        table = self._table()
        table.items.clear()
        table.stream_shard.items.clear()
        for item in items:
            table.put_item(to_wire(item))

    def items(self) -> list[Item]:
        """All of them."""
        return [from_wire(item.to_json()["Attributes"]) for item in self._table().all_items()]

    def _table(self) -> Any:
        return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].get_table(self._name)


class HeldTable(MemoryTable):
    """See :class:`tests.support.simulation.table.MemoryTable`; every call may raise :class:`Disagreement`."""

    def __init__(self, moto: Moto) -> None:
        super().__init__()
        self._moto = moto

    def get(self, key: Key) -> Item | None:
        """One read."""
        met = self._met([key])
        return self._ask(super().get, self._moto.port.get, key, met, lambda _: {read_shape("get", met)})

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Reads in one call."""
        met = self._met(keys)
        return self._ask(super().batch_get, self._moto.port.batch_get, keys, met, lambda _: {read_shape("batch", met)})

    def put(self, put: Put) -> None:
        """One write."""
        self._write(super().put, self._moto.port.put, put)

    def update(self, update: Update) -> Item:
        """One update."""
        return self._write(super().update, self._moto.port.update, update)

    def delete(self, delete: Delete) -> None:
        """One deletion."""
        self._write(super().delete, self._moto.port.delete, delete)

    def query(self, query: Query, behind: int = 0) -> Page:
        """One page."""
        if behind:
            return super().query(query, behind)
        met = list(self._rows(query, 0).values())
        return self._ask(super().query, self._moto.port.query, query, met, lambda page: {query_shape(query, page)})

    def transact(self, writes: Sequence[Write]) -> None:
        """All or nothing; of each write of a transaction, too, the first of its kind is held against moto's."""

        def shapes(told: object) -> set[Shape]:
            failed = told.failed if isinstance(told, TransactionFailed) else {}
            outcomes = [(place in failed, bool(failed)) for place in range(len(writes))]
            return {("transact", write_shape(each), *how) for each, how in zip(writes, outcomes, strict=True)}

        met = self._met([_key_of(each) for each in writes])
        self._ask(super().transact, self._moto.port.transact, writes, met, shapes)

    def _write(self, ours: Callable[[Any], _Told], theirs: Callable[[Any], _Told], write: Write) -> _Told:
        met = self._met([_key_of(write)])
        return self._ask(ours, theirs, write, met, lambda told: {("alone", write_shape(write), _kind(told))})

    def _ask(
        self,
        ours: Callable[[_Asked], _Told],
        theirs: Callable[[_Asked], _Told],
        asked: _Asked,
        met: list[Item],
        shapes: Callable[[Any], set[Shape]],
    ) -> _Told:
        """``met`` are the items that it is about, as they were before."""
        told: _Told
        told, refusal = _told(ours, asked)
        new = shapes(refusal or told) - self._moto.asked
        if new:
            self._moto.hold(met)
            self._agree(asked, (told, refusal), _told(theirs, asked), met)
            self._moto.asked |= new
        if refusal is not None:
            raise refusal
        return told

    def _agree(self, asked: object, ours: Any, theirs: Any, met: list[Item]) -> None:
        if _plain(ours) != _plain(theirs):
            raise Disagreement(f"{asked}\nin memory: {_plain(ours)}\nmoto:      {_plain(theirs)}")
        if isinstance(asked, Query):
            if theirs[0].scanned_to not in (ours[0].scanned_to, None):
                raise Disagreement(f"{asked}\nends in memory: {ours[0].scanned_to}\nmoto: {theirs[0].scanned_to}")
            return
        keys = {Key(item["pk"], item["sk"]) for item in met} | set(_keys_of(asked))
        left = {Key(item["pk"], item["sk"]): item for item in self._moto.items()}
        if left != {key: self.items[key] for key in keys if key in self.items}:
            raise Disagreement(f"{asked}\nleaves in memory: {self._met(list(keys))}\nmoto:             {left}")

    def _met(self, keys: Sequence[Key]) -> list[Item]:
        return [self.items[key] for key in keys if key in self.items]


def _told(ask: Callable[[_Asked], Any], asked: _Asked) -> tuple[Any, ConditionFailed | TransactionFailed | None]:
    try:
        return ask(asked), None
    except (ConditionFailed, TransactionFailed) as refusal:
        return None, refusal


def _plain(answer: tuple[Any, Any]) -> Any:
    """Without what nobody promises: whether a full page at the end of its partition says that more may follow."""
    told, refusal = answer
    match refusal or told:
        case Page(items):
            return items
        case ConditionFailed() as failed:
            return ("refused", failed.existing)
        case TransactionFailed() as failed:
            return ("refused", failed.failed)
        case other:
            return other


def _kind(told: object) -> str:
    return "refused" if isinstance(told, ConditionFailed) else "done"


def _keys_of(asked: Any) -> list[Key]:
    match asked:
        case Key():
            return [asked]
        case Put() | Update() | Delete():
            return [_key_of(asked)]
        case _:
            return [each if isinstance(each, Key) else _key_of(each) for each in asked]


def _key_of(write: Write) -> Key:
    return Key(write.item["pk"], write.item["sk"]) if isinstance(write, Put) else write.key
