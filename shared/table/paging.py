"""Lists: an opaque cursor, and one page merged from a few shards, newest first.

The indexes hold keys alone: a page is found by keys, its items are read, and only then is looked at what they say. What
an index does not know yet is missing for a moment; what is shown is as it is.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.errors import MalformedRequest
from shared.table.keys import LIST_INDEX
from shared.table.port import Item, Query, Table
from shared.table.reading import BATCH, key_of, read_items

_SORT_KEY: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[a-z]{2,3}_[0-9A-Za-z_.]{1,99}")
_MARK: Final = 8
"""Letters that tell one list's cursors from another's. No secret: a cursor opens nothing that its list does not."""
_PAGE_BYTES: Final = 2_000_000
"""A function answers at most 6 MB, and quotation marks double on the way."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page and the cursor of the next, ``None`` at the end. A page may be short although more follows."""

    items: list[Item]
    next_cursor: str | None

    def body(self, data: Sequence[Any]) -> dict[str, Any]:
        """The list shape of the API around these representations of the items."""
        return {"data": list(data), "next_cursor": self.next_cursor}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How much of a list the caller wants and from where on; ``created_after`` is RFC 3339 text, exclusive.

    ``wanted`` tells by an item whether it is shown.
    """

    limit: int = 50
    cursor: str | None = None
    created_after: str | None = None
    wanted: Callable[[Item], bool] | None = None


def list_page(table: Table, partitions: Sequence[str], request: PageRequest, index: str = LIST_INDEX) -> Listing:
    """Merge one query page per partition of the index (at most eight), newest first, and read its items in one call.

    A shard that stopped early is complete only down to where it stopped, so the page ends at the highest such place.
    The next begins below the last place that was looked at: nothing is skipped, nothing comes twice. Where not every
    item is wanted, a whole batch is looked at. Raises ``MalformedRequest``.
    """
    listed = " ".join((index, *partitions))
    below = decode_cursor(request.cursor, _SORT_KEY, listed) if request.cursor else None
    # A time is a prefix of the sort keys of that instant; "$" follows "#", so the bound lies above all of them.
    above = f"{request.created_after}$" if request.created_after else None
    if below is not None and above is not None and below <= above:
        return Listing([], None)
    most = BATCH if request.wanted is not None else min(request.limit, BATCH)
    queries = [
        Query(index, partition, most + 1, sort_above=above, sort_below=below, newest_first=True)
        for partition in partitions
    ]
    places, frontier = _merged(table, queries)
    items = read_items(table, [key_of(entry) for _, entry in places[:most]])
    wanted = request.wanted or (lambda _: True)
    # By key, for what is shown is placed by the index that was asked.
    shown = [(place, items[key]) for place, entry in places[:most] if (key := key_of(entry)) in items]
    shown = [(place, item) for place, item in shown if wanted(item)]
    fitting = min(request.limit, _fitting([item for _, item in shown]))
    if len(shown) > fitting:
        reached: str | None = shown[fitting - 1][0]
    else:
        reached = places[most - 1][0] if len(places) > most else frontier
    return Listing([item for _, item in shown[:fitting]], encode_cursor(reached, listed) if reached else None)


def _merged(table: Table, queries: Sequence[Query]) -> tuple[list[tuple[str, Item]], str | None]:
    """Places with their entries, newest first, as far down as all shards are known; and where that ends, if it does."""
    found: list[tuple[str, Item]] = []
    stopped: list[str] = []
    for query in queries:
        page = table.query(query)
        placed = ((str(entry[f"{query.index}_sk"]), entry) for entry in page.items)
        found += [(place, entry) for place, entry in placed if place != query.sort_below]
        stopped += [page.scanned_to] if page.scanned_to is not None else []
    frontier = max(stopped, default=None)
    found.sort(key=lambda each: each[0], reverse=True)
    return [each for each in found if frontier is None or each[0] >= frontier], frontier


def encode_cursor(position: str, listed: str) -> str:
    """The place reached in what is listed, as opaque text."""
    return base64.urlsafe_b64encode((_mark(listed) + position).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, shape: re.Pattern[str], listed: str) -> str:
    """Raises :class:`MalformedRequest` for text that this very list did not give out; ``shape`` is of its positions.

    Lists have places of the same shape: under another's cursor, one would begin somewhere and look whole.
    """
    try:
        told = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise MalformedRequest("the cursor is not one of ours", code="invalid_cursor") from error
    mark, position = told[:_MARK], told[_MARK:]
    if mark != _mark(listed) or shape.fullmatch(position) is None:
        raise MalformedRequest("the cursor is not one of this list's", code="invalid_cursor")
    return position


def _mark(listed: str) -> str:
    return hashlib.sha256(listed.encode()).hexdigest()[:_MARK]


def _fitting(items: Sequence[Item]) -> int:
    """How many of these, at least one, an answer can hold."""
    weight = 0
    for count, item in enumerate(items):
        weight += 1_000 + sum(len(value.encode()) for value in item.values() if isinstance(value, str))
        if weight > _PAGE_BYTES and count > 0:
            return count
    return len(items)
