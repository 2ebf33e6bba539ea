"""A timeline: numbered, hash-chained entries, in pages that fit an item. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from shared.canonical import canonical_json, digest
from shared.orders.timeline.facts import Fact

GENESIS: Final = "0" * 64
"""What the first entry names as the hash of the one before."""

PAGE_BYTES: Final = 100_000
"""Of a page's rows: an item holds 400 KB, and each further entry writes the whole page anew."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is kept: its number and the hash before it are where it stands.

    ``sequence`` is the stream's number of the change that it tells of; all entries of one change share it.
    """

    at: str
    type: str
    data: dict[str, Any]
    sequence: str
    hash: str


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of one change of the table, under the stream's number of it."""

    sequence: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The page that is written now, and what went before: ``first`` is the number of its first entry, ``previous`` the
    hash before that, ``closed`` the number of full pages. ``newest`` is the highest sequence of all. ``text`` is the
    rows as they are kept: one JSON string, which costs a third of the units that a list of maps does, and to which a
    longer page only adds.
    """

    order_id: str
    merchant_id: str
    rows: tuple[Row, ...] = ()
    text: str = "[]"
    first: int = 1
    previous: str = GENESIS
    closed: int = 0
    newest: str = "0"

    @property
    def head(self) -> str:
        """The hash of the last entry: who keeps it can tell later that nothing before it was changed."""
        return self.rows[-1].hash if self.rows else self.previous

    def entries(self) -> Iterator[dict[str, Any]]:
        """The entries of this page as hashed and as shown."""
        previous = self.previous
        for number, row in enumerate(self.rows, start=self.first):
            yield _content(number, previous, row.at, row.type, row.data, row.sequence) | {"hash": row.hash}
            previous = row.hash

    def with_told(self, told: Told) -> "Timeline":
        """With the entries of one more change at its end."""
        number, previous = self.first + len(self.rows), self.head
        fresh: list[Row] = []
        for fact in told.facts:
            fact_type, data = str(fact.type), dict(fact.data)
            previous = digest(_content(number + len(fresh), previous, fact.at, fact_type, data, told.sequence))
            fresh.append(Row(fact.at, fact_type, data, told.sequence, previous))
        newest = max(self.newest, told.sequence, key=int)
        return replace(self, rows=(*self.rows, *fresh), text=_longer(self, fresh), newest=newest)

    def next_page(self) -> "Timeline":
        """The empty page that follows this one, which is full."""
        first = self.first + len(self.rows)
        return replace(self, rows=(), text="[]", first=first, previous=self.head, closed=self.closed + 1)


def append(timeline: Timeline, changes: Sequence[Told]) -> tuple[list[Timeline], Timeline]:
    """The pages that these changes fill up, and the page that is written from then on."""
    full: list[Timeline] = []
    for told in changes:
        longer = timeline.with_told(told)
        if timeline.rows and len(longer.text.encode()) > PAGE_BYTES:
            full.append(timeline)
            longer = timeline.next_page().with_told(told)
        timeline = longer
    return full, timeline


def _longer(timeline: Timeline, fresh: Sequence[Row]) -> str:
    """The text with these rows at its end; what it says already is not written anew."""
    added = canonical_json([[row.at, row.type, row.data, row.sequence, row.hash] for row in fresh])
    if not (timeline.rows and fresh):
        return timeline.text if timeline.rows else added
    return f"{timeline.text[:-1]},{added[1:]}"


def _content(
    number: int, previous_hash: str, at: str, fact_type: str, data: dict[str, Any], sequence: str
) -> dict[str, Any]:
    return {
        "number": number,
        "at": at,
        "type": fact_type,
        "data": data,
        "sequence": sequence,
        "previous_hash": previous_hash,
    }
