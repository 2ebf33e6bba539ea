"""Lists: an opaque cursor, and one page merged from a few shards, newest first."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.errors import MalformedRequest
from shared.table.keys import LIST_INDEX
from shared.table.port import Condition, Item, Query, Table

_SORT_KEY: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[a-z]{2,3}_[0-9A-Za-z_]{1,80}")
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
    """How much of a list the caller wants and from where on; ``created_after`` is RFC 3339 text, exclusive."""

    limit: int = 50
    cursor: str | None = None
    created_after: str | None = None
    where: Condition | None = None


def list_page(table: Table, partitions: Sequence[str], request: PageRequest) -> Listing:
    """Merge one query page per partition of the list index (at most eight), newest first.

    A shard that stopped early (page size, filter) is complete only down to where it stopped, so the page ends at the
    highest such place and the next begins there: nothing is skipped, nothing comes twice. Raises ``MalformedRequest``.
    """
    below = _position(request.cursor) if request.cursor else None
    # A time is a prefix of the sort keys of that instant; "$" follows "#", so the bound lies above all of them.
    above = f"{request.created_after}$" if request.created_after else None
    if below is not None and above is not None and below <= above:
        return Listing([], None)
    found: dict[str, Item] = {}
    reached: list[str] = []
    for partition in partitions:
        page = table.query(_query(partition, request, above, below))
        # By sort key: an order that moves between the halves while we look is shown once.
        found |= {str(item["list_sk"]): item for item in page.items if item["list_sk"] != below}
        reached += [page.scanned_to] if page.scanned_to is not None else []
    frontier = max(reached, default="")
    complete = [found[position] for position in sorted(found, reverse=True) if position >= frontier]
    shown = complete[: min(request.limit, _fitting(complete))]
    if len(complete) > len(shown):
        return Listing(shown, encode_cursor(shown[-1]["list_sk"]))
    return Listing(complete, encode_cursor(frontier) if frontier else None)


def encode_cursor(position: str) -> str:
    """The place reached, as opaque text."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, shape: re.Pattern[str]) -> str:
    """Raises :class:`MalformedRequest` for text that no list of ours gave out; ``shape`` is that of its positions."""
    try:
        position = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise MalformedRequest("the cursor is not one of ours", code="invalid_cursor") from error
    if shape.fullmatch(position) is None:
        raise MalformedRequest("the cursor is not one of ours", code="invalid_cursor")
    return position


def _position(cursor: str) -> str:
    return decode_cursor(cursor, _SORT_KEY)


def _query(partition: str, request: PageRequest, above: str | None, below: str | None) -> Query:
    return Query(
        LIST_INDEX,
        partition,
        limit=request.limit + 1,
        sort_above=above,
        sort_below=below,
        newest_first=True,
        where=request.where,
    )


def _fitting(items: Sequence[Item]) -> int:
    """How many of these, at least one, an answer can hold."""
    weight = 0
    for count, item in enumerate(items):
        weight += 1_000 + sum(len(value.encode()) for value in item.values() if isinstance(value, str))
        if weight > _PAGE_BYTES and count > 0:
            return count
    return len(items)
