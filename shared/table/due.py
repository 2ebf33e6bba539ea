"""What a schedule has to pick up now."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from shared.clock import rfc3339
from shared.table.keys import DUE_INDEX, DUE_SHARDS, due_partition
from shared.table.port import Item, Query, Table

CAUGHT_UP: Final = timedelta(minutes=1)
"""By then an index knows what was written to the table; it takes far below a second as a rule."""

_BACKOFF: Final = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))


def next_try(now: datetime, tries: int) -> datetime:
    """When to try again what was tried this often before: after 5 minutes, an hour, and then daily."""
    return now + _BACKOFF[min(tries, len(_BACKOFF) - 1)]


def due_ids(table: Table, kind: str, now: datetime, limit: int) -> Iterator[str]:
    """Ids of things of this kind that are due, oldest first within a shard, at most ``limit`` of each shard."""
    return (item["pk"] for item in _due_items(table, kind, now, limit))


def due_places(table: Table, kind: str, now: datetime, limit: int) -> Iterator[str]:
    """The same things by their sort keys in the index, ``time#id``: for what is not known by its partition key."""
    return (item["due_sk"] for item in _due_items(table, kind, now, limit))


def _due_items(table: Table, kind: str, now: datetime, limit: int) -> Iterator[Item]:
    until = rfc3339(now)
    for shard in range(DUE_SHARDS):
        page = table.query(Query(DUE_INDEX, due_partition(kind, shard), limit, sort_below=until))
        yield from page.items
