"""The narrow port: what the product asks of its table, in plain Python values.

Items are dictionaries of ``str``, ``int``, ``bool``, ``None``, lists and dictionaries. Expressions name attributes as
``#name`` (no reserved word can bite) and values as ``:name`` from ``values``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from shared.table.keys import Key

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition expression with its values."""

    expression: str
    values: Mapping[str, Any] = field(default_factory=dict)


ABSENT = Condition("attribute_not_exists(#pk)")
PRESENT = Condition("attribute_exists(#pk)")


@dataclass(frozen=True, slots=True)
class Put:
    """Write the whole item; it carries its own ``pk`` and ``sk``."""

    item: Item
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Set and remove attributes of one item. A ``None`` in ``set`` is written as null, not removed."""

    key: Key
    set: Mapping[str, Any]
    remove: Sequence[str] = ()
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Take one item away; of one that is not there, without a condition, nothing is said."""

    key: Key
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on an item that the transaction does not change."""

    key: Key
    condition: Condition


@dataclass(frozen=True, slots=True)
class Query:
    """One page of one partition of an index, or of the table itself when ``index`` is ``None``.

    One bound on the sort key is exclusive; both together are inclusive (DynamoDB has no other range), so that
    who passes both drops the edge itself.
    """

    index: str | None
    partition: str
    limit: int
    sort_prefix: str | None = None
    sort_above: str | None = None
    sort_below: str | None = None
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What a query returned; ``scanned_to`` is the sort key reached when more may follow, else ``None``."""

    items: list[Item]
    scanned_to: str | None


Write = Put | Update | Delete | Check


class ConditionFailed(Exception):
    """A conditional write found the item otherwise; ``existing`` is the item as it stands."""

    def __init__(self, existing: Item | None) -> None:
        super().__init__("the condition does not hold")
        self.existing = existing


class TransactionFailed(Exception):
    """No part of the transaction was applied.

    ``failed`` maps the position of each write whose condition does not hold to its item as it stands. A mere conflict
    with another transaction is not told: the table tries again by itself, and says ``Busy`` in the end.
    """

    def __init__(self, failed: Mapping[int, Item | None]) -> None:
        super().__init__(f"conditions {sorted(failed)} do not hold")
        self.failed = dict(failed)


class Table(Protocol):
    """Every implementation raises ``shared.errors.Busy`` when throttled after its own retries."""

    def get(self, key: Key) -> Item | None:
        """One strongly consistent read; an item past its TTL is the caller's matter."""
        ...

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Up to 100 strongly consistent reads; missing ones are left out, the order of ``keys`` is kept."""
        ...

    def put(self, put: Put) -> None:
        """One conditional write. Raises :class:`ConditionFailed`."""
        ...

    def update(self, update: Update) -> Item:
        """One conditional update; returns the item after it. Raises :class:`ConditionFailed`."""
        ...

    def delete(self, delete: Delete) -> None:
        """One conditional deletion. Raises :class:`ConditionFailed`."""
        ...

    def query(self, query: Query) -> Page:
        """One page; an index is eventually consistent, the table itself is read consistently."""
        ...

    def transact(self, writes: Sequence[Write]) -> None:
        """Up to 100 writes together or not at all. Raises :class:`TransactionFailed`."""
        ...
