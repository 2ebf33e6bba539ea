"""``limit``, ``cursor`` and ``created_after``: the same on every list."""

from typing import Final

from shared.clock import rfc3339
from shared.moments import read_moment
from shared.runtime.http_types import Request, invalid_field
from shared.table.paging import PageRequest

USUAL: Final = 50
MOST: Final = 100


def page_request(request: Request) -> PageRequest:
    """What of a list is asked for. Raises :class:`InvalidRequest` for what cannot be read; the cursor is the list's."""
    text = request.query.get("limit", str(USUAL))
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise invalid_field("limit", f"a whole number from 1 to {MOST}")
    return PageRequest(int(text), request.query.get("cursor"), _created_after(request.query.get("created_after")))


def _created_after(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return rfc3339(read_moment(text))
    except ValueError as error:
        raise invalid_field("created_after", "an RFC 3339 time with a zone") from error
