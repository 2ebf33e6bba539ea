"""One way to write a value as bytes, for digests and hash chains."""

import hashlib
import json
from typing import Final

# What holds itself is not looked for, which takes a quarter of the time: it ends in a RecursionError all the same.
_ENCODER: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, no floats expected, UTF-8 kept: equal values give equal text."""
    return _ENCODER.encode(value)


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
