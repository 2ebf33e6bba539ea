"""What a schedule has to pick up now."""

from collections.abc import Iterator
from datetime import datetime

from shared.clock import rfc3339
from shared.table.keys import DUE_INDEX, DUE_SHARDS, due_partition
from shared.table.port import Query, Table


def due_ids(table: Table, kind: str, now: datetime, limit: int) -> Iterator[str]:
    """Ids of things of this kind that are due, oldest first within a shard, at most ``limit`` of each shard."""
    for shard in range(DUE_SHARDS):
        page = table.query(Query(DUE_INDEX, due_partition(kind, shard), limit, sort_below=rfc3339(now)))
        yield from (item["pk"] for item in page.items)
