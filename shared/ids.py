"""Identifiers: a prefix that names the kind and 130 bits in lower-case base 32 (Crockford's alphabet)."""

import hashlib
import re
import secrets
from typing import Final

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH: Final = 26
_PAIRS: Final = tuple(low_high for high in _ALPHABET for low_high in (low + high for low in _ALPHABET))
"""Two letters of every ten bits, lowest first: half the steps."""
_SHAPE: Final = re.compile(rf"[a-z]{{3}}_[{_ALPHABET}]{{{_LENGTH}}}")


def derived_id(prefix: str, *parts: str) -> str:
    """The id that these parts always give; parts are length-prefixed, so ("a", "bc") differs from ("ab", "c")."""
    joined = b"".join([len(raw).to_bytes(4, "big") + raw for raw in map(str.encode, parts)])
    return f"{prefix}_{_encode(hashlib.sha256(joined).digest())}"


def random_id(prefix: str) -> str:
    """A fresh, unguessable id."""
    return f"{prefix}_{_encode(secrets.token_bytes(17))}"


def request_id(prefix: str, caller: str, route: str, idempotency_key: str | None) -> str:
    """The id of what a request creates: derived when the caller named an idempotency key, else fresh.

    Keys are scoped by caller and route, so that a repeat is the same conditional write and nothing else is.
    """
    if idempotency_key is None:
        return random_id(prefix)
    return derived_id(prefix, caller, route, idempotency_key)


def secret_token() -> str:
    """130 random bits as text, for links and keys."""
    return _encode(secrets.token_bytes(17))


def is_id(prefix: str, text: str) -> bool:
    """Whether ``text`` has the shape of an id of this kind; anything else can be answered 404 without a read."""
    return _SHAPE.fullmatch(text) is not None and text.startswith(prefix + "_")


def encode_number(number: int, length: int) -> str:
    """The low ``5 * length`` bits in base 32, lowest first."""
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(0, 5 * length, 10)])[:length]


def _encode(raw: bytes) -> str:
    return encode_number(int.from_bytes(raw[:17], "big"), _LENGTH)
