"""When a callback is tried again: over three days, ever more rarely, no two at the same moment. Pure."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITS: Final = (
    _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
"""What follows each try that failed; with the last, 75 hours after the first."""

TRIES: Final = len(WAITS) + 1
_JITTER: Final = 100
"""Per mille, up and down."""


def next_try(now: datetime, name: str, tries: int) -> datetime:
    """When the try after ``tries`` (from 1) follows; ``name`` shifts it by the same share at each telling.

    After the last try there is none: the longest wait stands for it.
    """
    wait = WAITS[min(tries, len(WAITS)) - 1]
    chance = int.from_bytes(hashlib.sha256(f"{name}.{tries}".encode()).digest()[:4], "big")
    return now + wait * (1_000 - _JITTER + chance % (2 * _JITTER + 1)) // 1_000
