"""A meter around the table port in memory: every call by name, in order, with the request units that it takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.units.charges import NOTHING, Change, Units, query_units, read_units, write_units
from shared.table.keys import Key
from shared.table.port import Check, ConditionFailed, Delete, Item, Page, Put, Query, TransactionFailed, Update, Write
from tests.support.watched_table import WatchedTable


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a world outside; ``entries`` are the items or messages of a call that takes many, ``billed`` the
    requests or events that a queue or bus counts it for.
    """

    name: str
    entries: int | None = None
    units: Units = NOTHING
    billed: int = 0


@dataclass
class Meter:
    """What was called, in order, by everything that reports here."""

    calls: list[Call] = field(default_factory=list)

    @contextmanager
    def reading(self) -> Iterator[list[Call]]:
        """The calls made inside the block."""
        self.calls.clear()
        yield self.calls

    def note(self, name: str, entries: int | None = None, units: Units = NOTHING) -> None:
        """One more call."""
        self.calls.append(Call(name, entries, units))


class MeteredTable:
    """:class:`shared.table.port.Table`; a refused write counts too, as DynamoDB counts it."""

    def __init__(self, inner: WatchedTable, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter

    def get(self, key: Key) -> Item | None:
        """One read."""
        self._meter.note("GetItem", units=read_units(self._stored(key)))
        return self._inner.get(key)

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Each item counts for itself; of nothing there is no call."""
        if keys:
            units = sum((read_units(self._stored(key)) for key in keys), NOTHING)
            self._meter.note("BatchGetItem", len(keys), units)
        return self._inner.batch_get(keys)

    def put(self, put: Put) -> None:
        """One write."""
        with self._writing("PutItem", [put]):
            self._inner.put(put)

    def update(self, update: Update) -> Item:
        """One write."""
        with self._writing("UpdateItem", [update]):
            return self._inner.update(update)

    def delete(self, delete: Delete) -> None:
        """One write."""
        with self._writing("DeleteItem", [delete]):
            self._inner.delete(delete)

    def transact(self, writes: Sequence[Write]) -> None:
        """Writes and checks together."""
        with self._writing("TransactWriteItems", writes, transaction=True):
            self._inner.transact(writes)

    def query(self, query: Query) -> Page:
        """One page."""
        page = self._inner.query(query)
        self._meter.note("Query", units=query_units(page.items, consistent=query.index is None))
        return page

    @contextmanager
    def _writing(self, name: str, writes: Sequence[Write], *, transaction: bool = False) -> Iterator[None]:
        changes = [Change(self._stored(key_of(write)), self._after(write)) for write in writes]
        applied = False
        try:
            yield
            applied = True
        except (ConditionFailed, TransactionFailed):
            name += " refused"
            raise
        finally:
            units = write_units(changes, transaction=transaction, applied=applied)
            self._meter.note(name, len(writes) if transaction else None, units)

    def _stored(self, key: Key) -> Item | None:
        return self._inner.memory.items.get(key)

    def _after(self, write: Write) -> Item | None:
        if isinstance(write, Put):
            return write.item
        if isinstance(write, Delete):
            return None
        before = self._stored(write.key)
        if isinstance(write, Check):
            return before
        after = {**(before or {"pk": write.key.pk, "sk": write.key.sk}), **write.set}
        return {name: value for name, value in after.items() if name not in write.remove}


def key_of(write: Write) -> Key:
    """The item that a write is about."""
    return Key(write.item["pk"], write.item["sk"]) if isinstance(write, Put) else write.key
