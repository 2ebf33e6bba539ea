"""The list index in memory, with DynamoDB's paging: a limit counts what is looked at, before any filter."""

from collections.abc import Callable, Mapping, Sequence

from shared.table.port import Item, Page, Query


class FakeListIndex:
    """Partitions of items with ``list_sk``; serves :meth:`query` as the port promises, and nothing else."""

    def __init__(self, partitions: Mapping[str, Sequence[Item]], passes: Callable[[Item], bool]) -> None:
        self._partitions = {
            name: sorted(items, key=lambda item: str(item["list_sk"])) for name, items in partitions.items()
        }
        self._passes = passes
        self.queries = 0

    def query(self, query: Query) -> Page:
        """One page of one partition; a filter is this index's own, whatever its expression says."""
        self.queries += 1
        both = query.sort_above is not None and query.sort_below is not None
        found = [item for item in self._partitions.get(query.partition, []) if _inside(item["list_sk"], query, both)]
        if query.newest_first:
            found.reverse()
        seen = found[: query.limit]
        kept = [item for item in seen if query.where is None or self._passes(item)]
        more = len(seen) == query.limit
        return Page(kept, str(seen[-1]["list_sk"]) if more else None)


def _inside(position: str, query: Query, inclusive: bool) -> bool:
    above, below = query.sort_above, query.sort_below
    if above is not None and not (position > above or (inclusive and position == above)):
        return False
    return below is None or position < below or (inclusive and position == below)
