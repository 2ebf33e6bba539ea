"""A merchant's settings and API keys."""

import hashlib
import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.canonical import canonical_json
from shared.clock import rfc3339
from shared.ids import encode_number, is_id, secret_token

KEY_PREFIX: Final = "opay"


class SurplusPolicy(StrEnum):
    """What becomes of money that settles nothing: back to who paid it, or, of the merchant's own, to its credits."""

    REFUND = "refund"
    CREDIT = "credit"


class Collecting(StrEnum):
    """Whether what a merchant owes is charged by itself, or only when it pays."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Restriction:
    """Since when (RFC 3339) and why an account is restricted; of ``invoices`` some may have been paid since."""

    since: str
    reason: str
    invoices: tuple[str, ...]

    def text(self) -> str:
        """As it is stored: equal ones are equal text, so that a condition can hold on it."""
        return canonical_json([self.since, self.reason, list(self.invoices)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """A tenant; ``currency`` is the one it mostly trades in.

    ``sms_fee`` is what one SMS costs it, in minor units of that; ``None``: what the deployment asks of everybody.
    ``balance_payment`` lets it pay all that it owes in one payment; ``commission`` (``basis_points``, ``minimum`` in
    minor units of the order's currency) is what it owes of each paid order. ``linked_at`` asks for another attempt at
    what it owes, because a method was linked then (RFC 3339).
    """

    id: str
    name: str
    currency: str
    created_at: datetime
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    surplus: SurplusPolicy = SurplusPolicy.REFUND
    sms_fee: int | None = None
    balance_payment: bool = False
    commission: Mapping[str, int] | None = None
    collection: Collecting = Collecting.AUTOMATIC
    restriction: Restriction | None = None
    linked_at: str | None = None

    def public(self) -> dict[str, Any]:
        """The merchant as the API shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "currency": self.currency,
            "email": self.email,
            "phone": self.phone,
            "locale": self.locale,
            "surplus": self.surplus,
            "sms_fee": self.sms_fee,
            "balance_payment": self.balance_payment,
            "commission": {"minimum": 0, **self.commission} if self.commission else None,
            "collection": self.collection,
            "restricted_since": self.restriction.since if self.restriction else None,
            "created_at": rfc3339(self.created_at),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as stored: only the hash of its secret."""

    id: str
    merchant_id: str
    secret_hash: str
    created_at: datetime
    label: str | None = None
    revoked_at: datetime | None = None

    def public(self) -> dict[str, Any]:
        """The key as the API lists it, without any secret."""
        return {
            "id": self.id,
            "label": self.label,
            "created_at": rfc3339(self.created_at),
            "revoked_at": rfc3339(self.revoked_at) if self.revoked_at else None,
        }

    def opens_with(self, secret: str) -> bool:
        """Whether this secret is the key's and the key still stands; compared in constant time."""
        return self.revoked_at is None and hmac.compare_digest(self.secret_hash, hash_secret(secret))


def hash_secret(secret: str) -> str:
    """SHA-256; a secret of 130 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mint_key_text(key_id: str) -> tuple[str, str]:
    """A new key ``opay_<id><secret>_<checksum>`` and its secret; prefix and checksum let scanners find leaks."""
    secret = secret_token()
    body = key_id.removeprefix("key_") + secret
    return f"{KEY_PREFIX}_{body}_{_checksum(body)}", secret


def read_key_text(text: str) -> tuple[str, str] | None:
    """Key id and secret, or ``None`` for text that no mint of ours made (so that no read is spent on it)."""
    match text.split("_"):
        case [prefix, body, checksum] if prefix == KEY_PREFIX and checksum == _checksum(body):
            key_id, secret = f"key_{body[:26]}", body[26:]
            return (key_id, secret) if is_id("key", key_id) else None
    return None


def _checksum(body: str) -> str:
    return encode_number(zlib.crc32(body.encode()), 7)
