"""The table port in memory with somebody looking on, call by call, as a client's events let one look."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from shared.table.keys import Key
from shared.table.port import ConditionFailed, Delete, Item, Page, Put, Query, TransactionFailed, Update, Write
from tests.support.simulation.table import MemoryTable


class WatchedTable:
    """:class:`shared.table.port.Table`; what raises in ``before`` prevents the call, in ``after`` only its answer."""

    def __init__(self) -> None:
        self.memory = MemoryTable()
        self.before: Callable[[str], None] | None = None
        self.after: Callable[[], None] | None = None

    def get(self, key: Key) -> Item | None:
        """One read."""
        with self._call("GetItem"):
            return self.memory.get(key)

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Reads in one call; of nothing without a call."""
        if not keys:
            return []
        with self._call("BatchGetItem"):
            return self.memory.batch_get(keys)

    def put(self, put: Put) -> None:
        """One conditional write."""
        with self._call("PutItem"):
            self.memory.put(put)

    def update(self, update: Update) -> Item:
        """One conditional update."""
        with self._call("UpdateItem"):
            return self.memory.update(update)

    def delete(self, delete: Delete) -> None:
        """One conditional deletion."""
        with self._call("DeleteItem"):
            self.memory.delete(delete)

    def query(self, query: Query) -> Page:
        """One page."""
        with self._call("Query"):
            return self.memory.query(query)

    def transact(self, writes: Sequence[Write]) -> None:
        """All or nothing."""
        with self._call("TransactWriteItems"):
            self.memory.transact(writes)

    @contextmanager
    def _call(self, name: str) -> Iterator[None]:
        """A refusal is an answer too."""
        if self.before is not None:
            self.before(name)
        try:
            yield
        except (ConditionFailed, TransactionFailed):
            self._answered()
            raise
        self._answered()

    def _answered(self) -> None:
        if self.after is not None:
            self.after()
