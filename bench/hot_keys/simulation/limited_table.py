"""The table in memory behind DynamoDB's limits of a partition."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bench.hot_keys.limits import PARTITION_READS, PARTITION_WRITES
from bench.hot_keys.partitions import TABLE, Partition, charges_of
from bench.hot_keys.simulation.buckets import Buckets
from bench.hot_keys.simulation.timing import Timing
from bench.units.charges import Change, read_units
from shared.errors import Busy
from shared.table.keys import Key
from shared.table.port import Check, Delete, Item, Page, Put, Query, Update, Write
from tests.support.simulation.table import MemoryTable

DEPTH_SECONDS: Final = 0.25


class LimitedTable:
    """:class:`shared.table.port.Table`; ``at`` is the present of the invocation that runs, in seconds.

    A write takes its units from all its partitions or raises ``Busy`` and changes nothing: an index partition that is
    short refuses the write to the table. A condition that does not hold has been paid for all the same. ``charged``
    sums what was taken.
    """

    def __init__(self, memory: MemoryTable, timing: Timing, *, limited: bool = True) -> None:
        self.memory = memory
        self.at = 0.0
        self.charged: Counter[Partition] = Counter()
        self._timing = timing
        self._limited = limited
        self.writes: Buckets[Partition] = Buckets(PARTITION_WRITES.value or 0, DEPTH_SECONDS)
        self.reads: Buckets[Partition] = Buckets(PARTITION_READS.value or 0, DEPTH_SECONDS)

    def get(self, key: Key) -> Item | None:
        """One consistent read."""
        self._read([key])
        return self.memory.get(key)

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Reads in one call; of nothing without a call."""
        if keys:
            self._read(keys)
        return self.memory.batch_get(keys)

    def put(self, put: Put) -> None:
        """One conditional write."""
        self._write([put], transaction=False)
        self.memory.put(put)

    def update(self, update: Update) -> Item:
        """One conditional update."""
        self._write([update], transaction=False)
        return self.memory.update(update)

    def delete(self, delete: Delete) -> None:
        """One conditional deletion."""
        self._write([delete], transaction=False)
        self.memory.delete(delete)

    def query(self, query: Query) -> Page:
        """One page; its reads are not limited here."""
        self.at += self._timing.read
        return self.memory.query(query)

    def transact(self, writes: Sequence[Write]) -> None:
        """All or nothing."""
        self._write(writes, transaction=True)
        self.memory.transact(writes)

    def _read(self, keys: Sequence[Key]) -> None:
        self.at += self._timing.read
        wanted: Counter[Partition] = Counter()
        for key in keys:
            wanted[TABLE, key.pk] += int(read_units(self.memory.items.get(key)).read)
        if self._limited and not self.reads.take(wanted, self.at):
            raise Busy("the store is busy, try again")

    def _write(self, writes: Sequence[Write], *, transaction: bool) -> None:
        self.at += self._timing.write_seconds(len(writes)) if transaction else self._timing.write
        charges = charges_of([self._change(write) for write in writes], transaction=transaction)
        if self._limited and not self.writes.take(charges, self.at):
            raise Busy("the store is busy, try again")
        self.charged.update(charges)

    def _change(self, write: Write) -> Change:
        if isinstance(write, Put):
            return Change(self.memory.items.get(Key(write.item["pk"], write.item["sk"])), write.item)
        before = self.memory.items.get(write.key)
        if isinstance(write, Delete):
            return Change(before, None)
        if isinstance(write, Check):
            return Change(before or _keys(write.key), before or _keys(write.key))
        after = {**(before or _keys(write.key)), **write.set}
        return Change(before, {name: value for name, value in after.items() if name not in write.remove})


def _keys(key: Key) -> Item:
    return {"pk": key.pk, "sk": key.sk}
