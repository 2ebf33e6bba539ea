"""What exports ask of the bucket."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from shared.exports.model import Part


class Assembled(StrEnum):
    """What came of making one file of its parts.

    ``gone``: nobody knows the upload any more. ``differs``: some part is another by now, or is missing.
    """

    DONE = "done"
    GONE = "gone"
    DIFFERS = "differs"


class ExportBucket(Protocol):
    """Every call may raise for an outage; nothing is done by halves then."""

    def begin(self, key: str) -> str:
        """The id of a new upload; nothing can be read of it before it is assembled."""
        ...

    def add(self, key: str, upload_id: str, number: int, content: bytes) -> Part | None:
        """Put part ``number`` (from 1), over one that is there; ``None`` when nobody knows the upload any more."""
        ...

    def assemble(self, key: str, upload_id: str, parts: Sequence[Part]) -> Assembled:
        """Make one object of exactly these parts."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        ...

    def put(self, key: str, content: bytes) -> None:
        """Write a whole object."""
        ...

    def get(self, key: str) -> bytes | None:
        """A whole object; ``None`` when there is none of this key."""
        ...
