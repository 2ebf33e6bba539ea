"""Timelines as table items: the page that is written now, and full ones that never change again."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from shared.errors import Busy
from shared.orders.timeline.model import Row, Timeline, Told, append
from shared.table.keys import Key, timeline_key, timeline_page_key
from shared.table.port import ABSENT, Condition, ConditionFailed, Item, Put, Table, TransactionFailed

_ATTEMPTS: Final = 5
_READ_AT_ONCE: Final = 100


def to_item(timeline: Timeline, key: Key) -> Item:
    """The item of one page."""
    return {
        "pk": key.pk,
        "sk": key.sk,
        "kind": "timeline",
        "merchant_id": timeline.merchant_id,
        "entries": timeline.text,
        "head": timeline.head,
        "first": timeline.first,
        "previous": timeline.previous,
        "closed": timeline.closed,
        "newest": timeline.newest,
    }


def from_item(item: Item) -> Timeline:
    """The page in an item. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for one that nobody of us wrote."""
    return Timeline(
        order_id=item["pk"],
        merchant_id=item["merchant_id"],
        rows=tuple(Row(*row) for row in json.loads(item["entries"])),
        text=item["entries"].strip(),
        first=item["first"],
        previous=item["previous"],
        closed=item["closed"],
        newest=item["newest"],
    )


def read_timeline(table: Table, order_id: str) -> Timeline | None:
    """The page that is written now; ``None`` before anything was recorded."""
    item = table.get(timeline_key(order_id))
    return from_item(item) if item else None


def read_closed(table: Table, order_id: str, page: int) -> Timeline | None:
    """A full page, from 1."""
    item = table.get(timeline_page_key(order_id, page))
    return from_item(item) if item else None


def read_timelines(table: Table, order_ids: Sequence[str]) -> dict[str, Item]:
    """The items of many orders' timelines in as few reads as may be."""
    found: dict[str, Item] = {}
    for start in range(0, len(order_ids), _READ_AT_ONCE):
        keys = [timeline_key(order_id) for order_id in order_ids[start : start + _READ_AT_ONCE]]
        found |= {str(item["pk"]): item for item in table.batch_get(keys)}
    return found


def record(table: Table, empty: Timeline, stored: Item | None, changes: Sequence[Told]) -> int:
    """Append what is not recorded yet, in one write; how many entries that were.

    ``stored`` is the item as it was read before. Raises ``Busy`` when others wrote in between too often.
    """
    for _ in range(_ATTEMPTS):
        timeline = from_item(stored) if stored else empty
        fresh = _unrecorded(table, timeline, changes)
        if not fresh:
            return 0
        try:
            _write(table, stored, *append(timeline, fresh))
        except ConditionFailed as lost:
            stored = lost.existing
        except TransactionFailed as lost:
            stored = lost.failed.get(0) or table.get(timeline_key(empty.order_id))
        else:
            return sum(len(told.facts) for told in fresh)
    raise Busy("the timeline is being written, try again")


def _write(table: Table, stored: Item | None, full: Sequence[Timeline], current: Timeline) -> None:
    unchanged = Condition("#head = :head", {"head": stored["head"]}) if stored else ABSENT
    put = Put(to_item(current, timeline_key(current.order_id)), unchanged)
    if not full:
        table.put(put)
        return
    closed = [Put(to_item(page, timeline_page_key(page.order_id, page.closed + 1)), ABSENT) for page in full]
    table.transact([put, *closed])


def _unrecorded(table: Table, timeline: Timeline, changes: Sequence[Told]) -> list[Told]:
    """What comes after everything recorded is new; only what comes late, or twice, has to be looked for."""
    known: set[str] | None = None
    fresh: dict[str, Told] = {}
    for told in changes:
        if int(told.sequence) <= int(timeline.newest):
            known = known if known is not None else set(_sequences(table, timeline))
            if told.sequence in known:
                continue
        fresh.setdefault(told.sequence, told)
    return list(fresh.values())


def _sequences(table: Table, timeline: Timeline) -> Iterator[str]:
    yield from (row.sequence for row in timeline.rows)
    numbers = range(1, timeline.closed + 1)
    for start in range(0, timeline.closed, _READ_AT_ONCE):
        keys = [timeline_page_key(timeline.order_id, page) for page in numbers[start : start + _READ_AT_ONCE]]
        for item in table.batch_get(keys):
            yield from (row.sequence for row in from_item(item).rows)
