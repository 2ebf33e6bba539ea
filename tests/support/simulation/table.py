"""The table port in memory: conditions evaluated as written, images for the stream, indexes that may lag behind.

Proved equal to an emulator by tests/conformance. What the service would refuse as invalid raises ``ValueError``.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.table.keys import Key
from shared.table.port import (
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Item,
    Page,
    Put,
    Query,
    TransactionFailed,
    Update,
    Write,
)
from tests.support.simulation.expressions import compiled

INDEXES: Final = ("list", "due")
_PARTITIONS: Final = tuple((name, f"{name}_pk") for name in INDEXES)
_KEYS_ONLY: Final = frozenset(INDEXES)
_KEYS: Final = frozenset({"pk", "sk"})
_TEXTS: Final = frozenset({"pk", "sk", "list_pk", "list_sk", "due_pk", "due_sk"})
_NOTHING: Final[Item] = {}
_NONE: Final[dict[Key, Item]] = {}
_PLAIN: Final = frozenset({str, int, bool, type(None)})


@dataclass(slots=True)
class Change:
    """One item before and after one write; ``commit`` is the same for all changes of a transaction.

    Not frozen, for it is made often; nobody changes one.
    """

    number: int
    commit: int
    key: Key
    old: Item | None
    new: Item | None


class MemoryTable:
    """See :class:`shared.table.port.Table`; ``changes`` is everything that ever happened, oldest first."""

    def __init__(self) -> None:
        self.items: dict[Key, Item] = {}
        self.changes: list[Change] = []
        self.on_commit: Callable[[Sequence[Change]], None] | None = None
        self._indexed: dict[tuple[str, str], dict[Key, Item]] = defaultdict(dict)
        self._commits = 0

    def get(self, key: Key) -> Item | None:
        """A copy of one item; an empty key is refused, as it is by DynamoDB."""
        if not key.pk or not key.sk:
            raise ValueError("a key attribute cannot be empty")
        item = self.items.get(key)
        return dict(item) if item is not None else None

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Copies of those that are there; of none without a call."""
        if not 0 <= len(keys) <= 100 or len(set(keys)) != len(keys):
            raise ValueError("at most 100 different keys")
        return [dict(self.items[key]) for key in keys if key in self.items]

    def put(self, put: Put) -> None:
        """One conditional write."""
        key = _key_of(put)
        self._demand(key, put.condition)
        self._commit([(key, _checked(put.item))])

    def update(self, update: Update) -> Item:
        """One conditional update; a copy of the item after it."""
        self._demand(update.key, update.condition)
        after = self._updated(update)
        self._commit([(update.key, after)])
        return dict(after)

    def delete(self, delete: Delete) -> None:
        """One conditional deletion."""
        self._demand(delete.key, delete.condition)
        self._commit([(delete.key, None)])

    def transact(self, writes: Sequence[Write]) -> None:
        """All or nothing."""
        keys = [_key_of(write) for write in writes]
        if not 1 <= len(keys) <= 100 or len(set(keys)) != len(keys):
            raise ValueError("1 to 100 writes to different items")
        asked = list(zip(keys, writes, strict=True))
        failed = {
            place: MemoryTable.get(self, key)
            for place, (key, write) in enumerate(asked)
            if write.condition is not None and not self._holds(key, write.condition)
        }
        if failed:
            raise TransactionFailed(failed)
        self._commit([(key, self._after(write)) for key, write in asked if type(write) is not Check])

    def query(self, query: Query, behind: int = 0) -> Page:
        """One page; an index may be ``behind`` by that many changes of the table."""
        if query.limit < 1:
            raise ValueError("a page has at least one item")
        rows = self._rows(query, behind)
        if not rows and query.sort_above is None:
            return Page([], None)
        sort = f"{query.index}_sk" if query.index else "sk"
        found = _within([(str(item[sort]), key, item) for key, item in rows.items()], query)
        seen = [item for _, _, item in found[: query.limit]]
        reached = str(seen[-1][sort]) if len(seen) == query.limit else None
        return Page([_projected(item, query.index) for item in seen], reached)

    def due(self) -> list[Item]:
        """All that the due index holds for a schedule, however late it comes to see it."""
        rows = [rows for (name, place), rows in self._indexed.items() if name == "due" and place.startswith("due#")]
        return [item for each in rows for item in each.values() if "due_sk" in item]

    def lose(self, key: Key) -> None:
        """An item is gone, by no call of the port; told like every change."""
        self._commit([(key, None)])

    def _rows(self, query: Query, behind: int) -> Mapping[Key, Item]:
        if query.index is None:
            return {key: item for key, item in self.items.items() if key.pk == query.partition}
        rows = self._indexed.get((query.index, query.partition), _NONE)
        if not behind:
            return {key: item for key, item in rows.items() if f"{query.index}_sk" in item} if rows else rows
        rows = dict(rows)
        for change in reversed(self.changes[len(self.changes) - behind :]):
            rows.pop(change.key, None)
            if change.old is not None and change.old.get(f"{query.index}_pk") == query.partition:
                rows[change.key] = change.old
        return {key: item for key, item in rows.items() if f"{query.index}_sk" in item}

    def _demand(self, key: Key, condition: Condition | None) -> None:
        if not self._holds(key, condition):
            raise ConditionFailed(MemoryTable.get(self, key))  # no call of its own

    def _holds(self, key: Key, condition: Condition | None) -> bool:
        return condition is None or _test(condition, self.items.get(key) or _NOTHING)

    def _after(self, write: Write) -> Item | None:
        match write:
            case Put():
                return _checked(write.item)
            case Update():
                return self._updated(write)
            case _:
                return None

    def _updated(self, update: Update) -> Item:
        changed, removed = update.set, update.remove
        if not (changed or removed) or not _KEYS.isdisjoint(changed) or not _KEYS.isdisjoint(removed):
            raise ValueError("an update sets or removes attributes, and no key")
        if not changed.keys().isdisjoint(removed):
            raise ValueError("an update sets or removes an attribute, not both")
        after = dict(self.items.get(update.key) or {"pk": update.key.pk, "sk": update.key.sk})
        after.update(_checked(changed))
        for name in removed:
            after.pop(name, None)
        return after

    def _commit(self, written: Sequence[tuple[Key, Item | None]]) -> None:
        self._commits += 1
        first = len(self.changes)
        for key, after in written:
            before = self.items.pop(key, None) if after is None else self.items.get(key)
            if after is not None:
                self.items[key] = after
            if before != after:
                self._index(key, before, after)
                self.changes.append(Change(len(self.changes), self._commits, key, before, after))
        if self.on_commit is not None and len(self.changes) > first:
            self.on_commit(self.changes[first:])

    def _index(self, key: Key, before: Item | None, after: Item | None) -> None:
        for name, partition in _PARTITIONS:
            was, now = (before or _NOTHING).get(partition), (after or _NOTHING).get(partition)
            if was is not None and was != now:
                self._indexed[name, was].pop(key, None)
            if now is not None and after is not None:
                self._indexed[name, now][key] = after


def _key_of(write: Write) -> Key:
    return Key(write.item["pk"], write.item["sk"]) if isinstance(write, Put) else write.key


def _test(condition: Condition, item: Item) -> bool:
    expression = compiled(condition.expression)
    if expression.value_names != condition.values.keys():
        raise ValueError(f"values {sorted(condition.values)} for {condition.expression!r}")
    return expression.holds(item, condition.values)


def _within(rows: list[tuple[str, Key, Item]], query: Query) -> list[tuple[str, Key, Item]]:
    rows.sort(key=lambda row: row[:2])
    sorts = [row[0] for row in rows]
    above, below = query.sort_above, query.sort_below
    start, end = 0, len(rows)
    if query.sort_prefix is not None:
        start, end = bisect_left(sorts, query.sort_prefix), bisect_left(sorts, query.sort_prefix + "\U0010ffff")
    elif above is not None and below is not None:
        if above > below:
            raise ValueError("the lower bound is above the upper")
        start, end = bisect_left(sorts, above), bisect_right(sorts, below)
    elif above is not None:
        start = bisect_right(sorts, above)
    elif below is not None:
        end = bisect_left(sorts, below)
    inside = rows[start:end]
    return inside[::-1] if query.newest_first else inside


def _projected(item: Item, index: str | None) -> Item:
    if index in _KEYS_ONLY:
        return {name: item[name] for name in ("pk", "sk", f"{index}_pk", f"{index}_sk")}
    return dict(item)


def _checked(item: Mapping[str, Any]) -> Item:
    """The item as it would be read back. Raises ``ValueError`` for keys that no index takes."""
    for name in _TEXTS:
        if name in item and not (isinstance(item[name], str) and item[name]):
            raise ValueError(f"{name} must be text")
    return {name: value if type(value) in _PLAIN else _plain(value) for name, value in item.items()}


def _plain(value: Any) -> Any:
    match value:
        case str():
            return str(value)
        case bool() | int() | None:
            return value
        case list() | tuple():
            return [_plain(element) for element in value]
        case dict():
            return {name: _plain(element) for name, element in value.items()}
        case _:
            raise TypeError(f"items cannot hold {type(value).__name__}")
