"""Request units of each call.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html: a write takes one unit for
each begun kilobyte of the larger of the item before and after, also when its condition does not hold; in a transaction
twice that, also a condition check. A consistent read takes one unit for each begun 4 KB, an eventually consistent one
half of that; a query counts the sum of what it looks at, before any filter; what is not there counts like the smallest.
A condition costs no read, and the item that a refused write returns costs none. What TTL deletes costs nothing
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).

A cancelled transaction tells no units (https://github.com/paritysuite/dynamodb-conformance/pull/67). It is counted here
as if all its items had been written, without the indexes, which it does not reach: never too little.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bench.units.indexes import INDEXES, Index, IndexWrite, index_writes, kilobytes
from bench.units.sizes import item_size

READ_UNIT: Final = 4_096
"""Bytes."""

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One item of a write: as it was, and as it is or would have been after; the same for a condition check."""

    before: Item | None
    after: Item | None


@dataclass(frozen=True, slots=True)
class Units:
    """Request units: written to the table, to its indexes, and read."""

    table: int = 0
    index: int = 0
    read: float = 0.0

    def __add__(self, other: "Units") -> "Units":
        """Both."""
        return Units(self.table + other.table, self.index + other.index, self.read + other.read)

    @property
    def write(self) -> int:
        """Table and indexes together: the price is the same."""
        return self.table + self.index


NOTHING: Final = Units()


def write_units(
    changes: Iterable[Change], *, transaction: bool = False, applied: bool = True, indexes: Iterable[Index] = INDEXES
) -> Units:
    """Units of one write, or of all the writes of a transaction; not ``applied`` when a condition did not hold."""
    each, indexes = list(changes), tuple(indexes)
    table = sum(max(kilobytes(change.before), kilobytes(change.after)) for change in each)
    written = [write.units for change in each if applied for write in _index_writes(change, indexes)]
    return Units(table * (2 if transaction else 1), sum(written))


def _index_writes(change: Change, indexes: Iterable[Index]) -> Iterable[IndexWrite]:
    return [write for index in indexes for write in index_writes(index, change.before, change.after)]


def read_units(item: Item | None) -> Units:
    """Units of one consistent read of one item."""
    return Units(read=float(_reads(item_size(item))))


def query_units(looked_at: Iterable[Item], *, consistent: bool) -> Units:
    """Units of one query page, by the sizes of what it looked at, as the index holds it."""
    reads = _reads(sum(item_size(item) for item in looked_at))
    return Units(read=reads if consistent else reads / 2)


def _reads(size: int) -> int:
    return max(1, -(-size // READ_UNIT))
