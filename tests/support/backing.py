"""What stands behind the product's table in functional tests: moto, the table port in memory, or this held to moto.

On moto every call takes the product's whole way (marshalling, SDK, wire format); it costs 4 to 8 ms. In memory it costs
a hundredth of that. That both answer the same is shown by tests/conformance, and by what is held (decision 56).
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any, Final, Protocol

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from shared.runtime import wiring
from shared.table.keys import Key
from shared.table.marshal import from_wire, to_wire
from shared.table.port import Item, Update
from shared.table.requests import key_of
from tests.support.aws import REGION, TABLE, client
from tests.support.held_table import HeldTable, Moto
from tests.support.moto_snapshots import forget_listed, snapshot_lightly
from tests.support.simulation.stream import as_record
from tests.support.simulation.table import Change, MemoryTable
from tests.support.watched_table import WatchedTable

Json = dict[str, Any]


class Backing(Protocol):
    """The items and their stream, past all rules of the product."""

    def serve(self, patch: pytest.MonkeyPatch) -> None:
        """Stand behind the product's table for one test."""
        ...

    def clear(self) -> None:
        """Nothing in the table, and nothing ever happened."""
        ...

    def items(self) -> list[Item]:
        """All of them, without the product's calls being counted."""
        ...

    def stream_records(self) -> list[Json]:
        """Everything that happened, oldest first, as Lambda hands it to a function."""
        ...

    def overwrite(self, key: Key, name: str, value: str | int | None) -> None:
        """Set one attribute under no condition; ``None`` takes it away."""
        ...

    def lose(self, key: Key) -> None:
        """Take one item away."""
        ...

    def watch(self, before: Callable[[str], None], after: Callable[[], None]) -> None:
        """Call these around each call of the product, the first with the service's name for the call."""
        ...

    def leave(self) -> None:
        """Look no more."""
        ...


class MotoBacking:
    """The product's own client, and moto where the service would be."""

    def serve(self, patch: pytest.MonkeyPatch) -> None:
        """The product's client leads to moto as it is."""
        snapshot_lightly(patch)

    def clear(self) -> None:
        """Cheaper than another table."""
        self._table().items.clear()
        self._table().stream_shard.items.clear()
        forget_listed()

    def items(self) -> list[Item]:
        """Straight from moto's memory: its own scan is slow."""
        every = self._table().all_items()
        return [from_wire(json.loads(json.dumps(item.to_json()["Attributes"]))) for item in every]

    def stream_records(self) -> list[Json]:
        """Straight from moto's memory: its own API does not answer."""
        shard = self._table().stream_shard
        return [_plain(record) for record in shard.get(shard.starting_sequence_number, 10_000)]

    def overwrite(self, key: Key, name: str, value: str | int | None) -> None:
        """By the tests' own client."""
        expression = {"UpdateExpression": "REMOVE #name"} if value is None else {
            "UpdateExpression": "SET #name = :value", "ExpressionAttributeValues": to_wire({":value": value})
        }  # fmt: skip
        client("dynamodb").update_item(
            TableName=TABLE, Key=key_of(key), ExpressionAttributeNames={"#name": name}, **expression
        )

    def lose(self, key: Key) -> None:
        """By the tests' own client."""
        client("dynamodb").delete_item(TableName=TABLE, Key=key_of(key))

    def watch(self, before: Callable[[str], None], after: Callable[[], None]) -> None:
        """Whoever watches the connections to AWS sees the table's, too."""

    def leave(self) -> None:
        """As before."""

    def _table(self) -> Any:
        return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].get_table(TABLE)


class MemoryBacking:
    """The table port in memory, with its committed changes as the stream."""

    def __init__(self) -> None:
        self._table = WatchedTable()
        self._happened: list[float] = []
        self.clear()

    def serve(self, patch: pytest.MonkeyPatch) -> None:
        """In the place of the product's factory."""
        patch.setattr(wiring, "table", lambda _: self._table)

    def clear(self) -> None:
        """Another table."""
        self._table.memory = self._empty()
        self._table.memory.on_commit = self._note
        self._happened.clear()

    def items(self) -> list[Item]:
        """Copies."""
        return [dict(item) for item in self._table.memory.items.values()]

    def stream_records(self) -> list[Json]:
        """The committed changes, on the machine's time (as moto's are)."""
        dated = zip(self._table.memory.changes, self._happened, strict=True)
        return [as_record(change, at, to_wire) for change, at in dated]

    def overwrite(self, key: Key, name: str, value: str | int | None) -> None:
        """Past the watch."""
        self._table.memory.update(Update(key, {}, (name,)) if value is None else Update(key, {name: value}))

    def lose(self, key: Key) -> None:
        """Past the watch."""
        self._table.memory.lose(key)

    def watch(self, before: Callable[[str], None], after: Callable[[], None]) -> None:
        """Around the port's calls."""
        self._table.before, self._table.after = before, after

    def leave(self) -> None:
        """As before."""
        self._table.before = self._table.after = None

    def _empty(self) -> MemoryTable:
        return MemoryTable()

    def _note(self, changes: Sequence[Change]) -> None:
        self._happened += [time.time()] * len(changes)


class HeldBacking(MemoryBacking):
    """In memory, and of each kind of request the first is held against moto."""

    def __init__(self) -> None:
        self._moto: Moto | None = None
        super().__init__()

    def serve(self, patch: pytest.MonkeyPatch) -> None:
        """Moto mocks AWS by now."""
        self._moto = self._moto or Moto()
        super().serve(patch)

    def _empty(self) -> MemoryTable:
        return HeldTable(self._moto) if self._moto is not None else MemoryTable()


BACKINGS: Final[Mapping[str, Callable[[], Backing]]] = {
    "moto": MotoBacking,
    "memory": MemoryBacking,
    "held": HeldBacking,
}
"""By the name that ``ORDERPAY_TABLE`` chooses."""


def _plain(record: Any) -> Json:
    """With the time as Lambda tells it: seconds since 1970, in UTC."""
    return dict(json.loads(json.dumps(record, default=lambda moment: moment.replace(tzinfo=UTC).timestamp())))
