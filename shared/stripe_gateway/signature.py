"""Webhook signatures without the SDK (https://docs.stripe.com/webhooks/signature#verify-manually)."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from shared.errors import MalformedRequest

TOLERANCE_SECONDS: Final = 300


def verify_signature(payload: bytes, header: str, secrets: Iterable[str], now: datetime) -> None:
    """Pass if any secret signed these very bytes within five minutes of ``now``, either way.

    Raises :class:`MalformedRequest` with code ``invalid_signature``; which part failed is not told.
    """
    timestamp, signatures = _parts(header)
    fresh = timestamp is not None and abs(now.timestamp() - timestamp) <= TOLERANCE_SECONDS
    if fresh and any(_signed_by(secret, payload, timestamp, signatures) for secret in secrets if secret):
        return
    raise MalformedRequest("the signature does not match", code="invalid_signature")


def sign(payload: bytes, secret: str, timestamp: int) -> str:
    """The header value for these bytes."""
    return f"t={timestamp},v1={_mac(secret, payload, timestamp)}"


def _signed_by(secret: str, payload: bytes, timestamp: int | None, signatures: list[str]) -> bool:
    if timestamp is None:
        return False
    expected = _mac(secret, payload, timestamp).encode()
    return any(hmac.compare_digest(expected, given.encode()) for given in signatures)


def _mac(secret: str, payload: bytes, timestamp: int) -> str:
    return hmac.new(secret.encode(), b"%d." % timestamp + payload, hashlib.sha256).hexdigest()


def _parts(header: str) -> tuple[int | None, list[str]]:
    timestamp: int | None = None
    signatures: list[str] = []
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name == "t" and value.isascii() and value.isdecimal() and len(value) <= 12:
            timestamp = int(value)
        elif name == "v1":
            signatures.append(value)
    return timestamp, signatures
