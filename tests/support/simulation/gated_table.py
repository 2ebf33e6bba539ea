"""The table as the product meets it: the memory behind the gate."""

from collections.abc import Callable, Sequence
from typing import Any

from shared.errors import Busy
from shared.table.keys import Key
from shared.table.port import Delete, Item, Page, Put, Query, Update, Write
from tests.support.simulation.gate import Gate
from tests.support.simulation.table import MemoryTable


class GatedTable:
    """:class:`shared.table.port.Table` with the troubles that ``DynamoTable`` passes on."""

    def __init__(self, gate: Gate, memory: MemoryTable) -> None:
        self._gate = gate
        self._memory = memory

    def get(self, key: Key) -> Item | None:
        """A consistent read."""
        if self._gate.is_quiet():
            return self._memory.get(key)
        item: Item | None = self._call("get", lambda: self._memory.get(key))
        return item

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Consistent reads."""
        if not keys or self._gate.is_quiet():
            return self._memory.batch_get(keys)
        return list(self._call("batch_get", lambda: self._memory.batch_get(keys)))

    def put(self, put: Put) -> None:
        """A conditional write."""
        if self._gate.is_quiet():
            self._memory.put(put)
        else:
            self._call("put", lambda: self._memory.put(put), scope="write")

    def update(self, update: Update) -> Item:
        """A conditional update."""
        if self._gate.is_quiet():
            return self._memory.update(update)
        return dict(self._call("update", lambda: self._memory.update(update), scope="write"))

    def delete(self, delete: Delete) -> None:
        """A conditional deletion."""
        if self._gate.is_quiet():
            self._memory.delete(delete)
        else:
            self._call("delete", lambda: self._memory.delete(delete), scope="write")

    def query(self, query: Query) -> Page:
        """One page; an index may lag."""
        if self._gate.is_quiet():
            return self._memory.query(query)

        def lagging(kind: str) -> Page:
            behind = min(len(self._memory.changes), int(kind.rpartition(":")[2] or 0))
            return self._memory.query(query, behind if query.index else 0)

        scope = "index" if query.index else "table"
        page: Page = self._call("query", lambda: self._memory.query(query), scope=scope, special=lagging)
        return page

    def transact(self, writes: Sequence[Write]) -> None:
        """A transaction; the client library repeats a lost one under the same token, so it has no second effect."""
        if self._gate.is_quiet():
            self._memory.transact(writes)
        else:
            self._call("transact", lambda: self._memory.transact(writes), scope="transaction")

    def _call(
        self,
        name: str,
        perform: Callable[[], Any],
        *,
        scope: str = "table",
        special: Callable[[str], Any] | None = None,
    ) -> Any:
        return self._gate.call(scope, name, perform, _busy, _busy, special)


def _busy() -> Busy:
    return Busy("the store is busy, try again")
