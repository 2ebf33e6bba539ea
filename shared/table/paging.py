"""Lists: an opaque cursor, and one page merged from a few shards, newest first."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.errors import MalformedRequest
from shared.table.keys import LIST_INDEX
from shared.table.port import Condition, Item, Query, Table

MAX_PAGE: Final = 100


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
    highest such place and the next begins there: nothing is skipped, nothing comes twice.
    """
    below = decode_cursor(request.cursor) if request.cursor else None
    # A time is a prefix of the sort keys of that instant; "$" follows "#", so the bound lies above all of them.
    above = f"{request.created_after}$" if request.created_after else None
    if below is not None and above is not None and below <= above:
        return Listing([], None)
    found: list[Item] = []
    reached: list[str] = []
    for partition in partitions:
        page = table.query(
            Query(
                LIST_INDEX,
                partition,
                limit=request.limit + 1,
                sort_above=above,
                sort_below=below,
                newest_first=True,
                where=request.where,
            )
        )
        found += [item for item in page.items if item["list_sk"] != below]
        if page.scanned_to is not None:
            reached.append(page.scanned_to)
    frontier = max(reached, default=None)
    complete = sorted(
        (item for item in found if frontier is None or item["list_sk"] >= frontier),
        key=lambda item: str(item["list_sk"]),
        reverse=True,
    )
    if len(complete) > request.limit:
        shown = complete[: request.limit]
        return Listing(shown, encode_cursor(shown[-1]["list_sk"]))
    return Listing(complete, encode_cursor(frontier) if frontier is not None else None)


def encode_cursor(position: str) -> str:
    """The sort key reached, as opaque text."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """Raises :class:`MalformedRequest` for text that no list of ours gave out."""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise MalformedRequest("the cursor is not one of ours", code="invalid_cursor") from error
