"""One way to write a value as bytes, for digests and hash chains."""

import hashlib
import json


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, no floats expected, UTF-8 kept: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
