"""Secrets, read when first needed and again every minute, so that a rotation needs no deployment."""

import json
from dataclasses import dataclass
from time import monotonic
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared.runtime.wiring import secrets_manager

_FRESH_SECONDS: Final = 60


class StripeSecret(BaseModel):
    """Stripe's API key and the signing secrets of its webhook endpoints (several while one is rotated)."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    api_key: str
    webhook_secrets: list[str] = []

    @property
    def livemode(self) -> bool:
        """Whether the key moves real money (https://docs.stripe.com/keys#test-live-modes)."""
        return not self.api_key.startswith(("sk_test_", "rk_test_"))


@dataclass(slots=True)
class _Cached:
    text: str
    read_at: float


_cache: dict[str, _Cached] = {}


def secret_text(secret_id: str) -> str:
    """The secret's current value."""
    kept = _cache.get(secret_id)
    if kept is None or monotonic() - kept.read_at > _FRESH_SECONDS:
        kept = _Cached(secrets_manager().call("GetSecretValue", {"SecretId": secret_id})["SecretString"], monotonic())
        _cache[secret_id] = kept
    return kept.text


def stripe_secret(secret_id: str) -> StripeSecret:
    """Stripe's part of the configuration. Raises pydantic's ``ValidationError`` for a secret of another shape."""
    return StripeSecret.model_validate(json.loads(secret_text(secret_id)))


def forget_secrets() -> None:
    """Read afresh at the next use."""
    _cache.clear()
