"""Times as callers write them: RFC 3339 by the letter, in bodies, in queries and on every list alike."""

import re
from datetime import datetime
from typing import Final

from shared.clock import parse_rfc3339

_SHAPE: Final = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)"
"""RFC 3339, section 5.6; without it, weeks and times without colons would pass as well.

Compiled at first use: not all who read bodies read times."""


def read_moment(text: str) -> datetime:
    """The time in UTC. Raises ``ValueError`` for any other text, for no time zone, and beyond the calendar."""
    if re.fullmatch(_SHAPE, text, re.ASCII) is None:
        raise ValueError(f"no RFC 3339 time: {text[:40]!r}")
    return parse_rfc3339(text.upper())
