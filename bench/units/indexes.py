"""What a change of an item writes to the table's indexes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
names the five cases: the item enters (one write), moves to another key (two: delete and put), leaves (one), has other
projected attributes than before (one), or nothing of what the index holds has changed (none). An entry of more than a
kilobyte takes as many units as it has begun kilobytes; one that changes in place counts by its larger image, one that
moves by each image for itself (measured on the service: https://github.com/paritysuite/dynamodb-conformance/issues/149).

In a transaction an index write costs what it costs outside one: indexes follow later, by themselves (measured on the
service: https://github.com/nubo-db/dynoxide/pull/188).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bench.units.sizes import item_size

WRITE_UNIT: Final = 1_024
"""Bytes."""

_KEYS: Final = ("pk", "sk")


@dataclass(frozen=True, slots=True)
class Index:
    """An index on two attributes; ``whole`` when it holds whole items (ALL), else only keys (KEYS_ONLY)."""

    name: str
    whole: bool

    @property
    def partition(self) -> str:
        """Its partition key's attribute."""
        return f"{self.name}_pk"

    @property
    def sort(self) -> str:
        """Its sort key's attribute."""
        return f"{self.name}_sk"

    def entry(self, item: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """What the index holds of the item; nothing unless it has both attributes."""
        if item is None or self.partition not in item or self.sort not in item:
            return None
        return dict(item) if self.whole else {name: item[name] for name in (*_KEYS, self.partition, self.sort)}

    def place(self, entry: Mapping[str, Any]) -> tuple[str, str]:
        """Its key there."""
        return entry[self.partition], entry[self.sort]


@dataclass(frozen=True, slots=True)
class IndexWrite:
    """One write to one partition of an index."""

    index: str
    partition: str
    units: int


INDEXES: Final = (Index("list", whole=False), Index("due", whole=False))
"""As deployed; a test binds them to the synthesized template."""


def index_writes(index: Index, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[IndexWrite]:
    """What the change of one item from ``before`` to ``after`` (``None``: not there) writes to one index."""
    old, new = index.entry(before), index.entry(after)
    if old == new:
        return []
    if old is not None and new is not None and index.place(old) == index.place(new):
        return [IndexWrite(index.name, index.place(new)[0], max(kilobytes(old), kilobytes(new)))]
    return [
        IndexWrite(index.name, index.place(entry)[0], kilobytes(entry)) for entry in (old, new) if entry is not None
    ]


def kilobytes(item: Mapping[str, Any] | None) -> int:
    """Begun kilobytes of an item, at least one."""
    return max(1, -(-item_size(item) // WRITE_UNIT))
