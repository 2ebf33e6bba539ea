"""Secrets, read when first needed and again every minute, so that a rotation needs no deployment."""

import json
from dataclasses import dataclass, field
from time import time
from typing import Final

from shared.runtime.restoring import after_restore
from shared.runtime.wiring import secrets_manager

_FRESH_SECONDS: Final = 60
"""By the clock on the wall: the other one may stand still while the platform freezes the process, for hours."""


@dataclass(frozen=True, slots=True)
class StripeSecret:
    """Stripe's API key and the signing secrets of its webhook endpoints (several while one is rotated)."""

    api_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def livemode(self) -> bool:
        """Whether the key moves real money (https://docs.stripe.com/keys#test-live-modes)."""
        return not self.api_key.startswith(("sk_test_", "rk_test_"))


class UnreadableSecret(Exception):
    """A secret of a shape that we do not know; what it holds is not told."""


@dataclass(slots=True)
class _Cached:
    text: str
    read_at: float


_cache: dict[str, _Cached] = {}


def secret_text(secret_id: str) -> str:
    """The secret's current value."""
    kept = _cache.get(secret_id)
    now = time()
    if kept is None or not 0 <= now - kept.read_at <= _FRESH_SECONDS:
        kept = _Cached(secrets_manager().call("GetSecretValue", {"SecretId": secret_id})["SecretString"], now)
        _cache[secret_id] = kept
    return kept.text


def stripe_secret(secret_id: str) -> StripeSecret:
    """Stripe's part of the configuration. Raises :class:`UnreadableSecret` for a secret of another shape."""
    match _content(secret_text(secret_id)):
        case {"api_key": str(api_key), "webhook_secrets": list(signing)} if all(isinstance(s, str) for s in signing):
            return StripeSecret(api_key, tuple(signing))
        case {"api_key": str(api_key), **rest} if "webhook_secrets" not in rest:
            return StripeSecret(api_key)
        case _:
            raise UnreadableSecret('{"api_key": "...", "webhook_secrets": ["..."]} is expected')


def _content(text: str) -> object:
    """``None`` for what is no JSON: the error would show the text."""
    try:
        return json.loads(text)
    except ValueError:
        return None


@after_restore
def forget_secrets() -> None:
    """Read afresh at the next use."""
    _cache.clear()
