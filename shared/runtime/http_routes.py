"""What a route takes beside path and body: declared where it is bound, held by the edge, told by our document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.runtime.http_types import Request, Response

PAGING: Final = ("limit", "cursor")
"""What every list takes."""

CREATED_AFTER: Final = "created_after"
"""What every list takes whose entries say when they were made."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route's function, and what of a request is meant for it.

    ``parameters`` are the query parameters that it takes, and no others; ``None`` for pages that people open from
    anywhere, to which mail programs and shops append their own. ``creates``: makes something under an idempotency key.
    """

    answer: Callable[[Request], Response]
    parameters: frozenset[str] | None = frozenset()
    creates: bool = False


def takes(answer: Callable[[Request], Response], *parameters: str) -> Endpoint:
    """A route with query parameters."""
    return Endpoint(answer, frozenset(parameters))


def listing(answer: Callable[[Request], Response], *filters: str) -> Endpoint:
    """A list, newest first: paging, ``created_after``, and these filters."""
    return takes(answer, *PAGING, CREATED_AFTER, *filters)


def creating(answer: Callable[[Request], Response]) -> Endpoint:
    """A POST that makes something: it takes an ``Idempotency-Key``."""
    return Endpoint(answer, creates=True)


def from_anywhere(answer: Callable[[Request], Response]) -> Endpoint:
    """A public address: whatever else is in its query is nobody's mistake."""
    return Endpoint(answer, None)
