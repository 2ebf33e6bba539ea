"""A large export: written to the bucket in slices, each of which starts where the one before was committed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.exports.span import Span

Position = Mapping[str, Any]
"""Where the rows of a kind go on; JSON, because it is stored."""

KEPT: Final = timedelta(days=7)
"""For so long a finished file lies in the bucket (its lifecycle rule says the same)."""

REMEMBERED: Final = timedelta(days=30)
"""For so long after that it is told that there was one."""

URL_SECONDS: Final = 900
MOST_PARTS: Final = 1_000
"""Of 8 MB each; the bucket takes ten times as many, a table's item not."""

MOST_GENERATIONS: Final = 3
MOST_REDRIVES: Final = 3


class State(StrEnum):
    """``assembling``: all rows are in the bucket, and only have to become one file."""

    RUNNING = "running"
    ASSEMBLING = "assembling"
    READY = "ready"
    FAILED = "failed"


UNDER_WAY: Final = frozenset({State.RUNNING, State.ASSEMBLING})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the file as the bucket has it: ``tag`` stands for its content, and so does ``checksum``, if told."""

    tag: str
    checksum: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """``slice`` counts what was committed, and names the message that goes on: any other message is an old one.

    ``position`` is where the next slice begins, ``parts`` are those of the bucket's upload ``upload_id`` that hold the
    ``rows`` before it, but for the last ones, which lie as an object of their own at ``tail``: a part has at least
    5 MB. ``size`` counts the bytes of all that. A file whose parts turn out to be others than these is begun anew as
    the next ``generation``. ``redrives`` counts slices that failed for good.
    """

    id: str
    span: Span
    created_at: datetime
    state: State = State.RUNNING
    slice: int = 1
    generation: int = 1
    position: Position | None = None
    upload_id: str | None = None
    parts: tuple[Part, ...] = ()
    tail: str | None = None
    rows: int = 0
    size: int = 0
    redrives: int = 0
    failure: str | None = None
    finished_at: datetime | None = None

    @property
    def folder(self) -> str:
        """What all its objects begin with."""
        return f"exports/{self.span.merchant_id}/{self.id}/{self.generation}"

    @property
    def key(self) -> str:
        """The finished file's object."""
        return f"{self.folder}.csv"

    @property
    def expires_at(self) -> datetime | None:
        """When the file is gone."""
        return self.finished_at + KEPT if self.finished_at and self.state is State.READY else None

    def anew(self) -> "Export":
        """The same from the first row on, as another file."""
        return Export(
            id=self.id,
            span=self.span,
            created_at=self.created_at,
            slice=self.slice + 1,
            generation=self.generation + 1,
            redrives=self.redrives,
        )

    def failed(self, why: str, now: datetime) -> "Export":
        """Given up; nothing of it can be had."""
        return replace(self, state=State.FAILED, failure=why, finished_at=now, slice=self.slice + 1)

    def public(self, url: str | None) -> dict[str, Any]:
        """The export as the API shows it; ``rows`` are those that are written so far."""
        state = State.RUNNING if self.state is State.ASSEMBLING else self.state
        return {
            "id": self.id,
            "kind": self.span.kind,
            "from": self.span.since,
            "to": self.span.until,
            "currency": self.span.currency,
            "status": state,
            "rows": self.rows,
            "bytes": self.size,
            "url": url,
            "failure": self.failure,
            "created_at": rfc3339(self.created_at),
            "finished_at": rfc3339(self.finished_at) if self.finished_at else None,
            "expires_at": rfc3339(self.expires_at) if self.expires_at else None,
        }
