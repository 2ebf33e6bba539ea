"""How shop systems sign what they deliver: base64 of an HMAC-SHA256 over the raw body, with a shared secret.

Shopify (https://shopify.dev/docs/apps/build/webhooks/verify-deliveries) and WooCommerce
(https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/) do the same under different headers.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

_BYTES: Final = 32


def new_secret() -> str:
    """A fresh secret: 64 letters, as the forms of both systems take them."""
    return secrets.token_hex(_BYTES)


def signature(secret: str, body: bytes) -> str:
    """What the header of a delivery holds."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_signed(given: str, body: bytes, live: Iterable[str]) -> bool:
    """Whether any of these secrets made the signature, each compared in constant time."""
    told = given.encode("utf-8", "replace")
    return any(hmac.compare_digest(signature(secret, body).encode(), told) for secret in live if secret)


def is_among(given: str, known: Iterable[str]) -> bool:
    """Whether a secret is one of these, each compared in constant time."""
    told = given.encode("utf-8", "replace")
    return any(hmac.compare_digest(each.encode(), told) for each in known)
