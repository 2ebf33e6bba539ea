"""A merchant's own account at the provider, as far as we know it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339

NOT_THERE: Final = {"available": False, "reason": "not_with_direct_charges"}
"""PayPal: a payment on a merchant's own account cannot be made with it (design, section 8)."""


class AccountState(StrEnum):
    """``creating`` → ``connected`` → ``disconnecting`` → ``disconnected``; ``revoked``: its owner closed it to us."""

    CREATING = "creating"
    CONNECTED = "connected"
    DISCONNECTING = "disconnecting"
    DISCONNECTED = "disconnected"
    REVOKED = "revoked"


OVER: Final = frozenset({AccountState.DISCONNECTED, AccountState.REVOKED})
"""Another account, or the same again, may be connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeAccount:
    """The account of one merchant; ``id`` is the provider's, ``None`` until it is known.

    ``connection`` counts the merchant's connections, so that each new account has an idempotency key of its own;
    ``name``, ``email`` and ``country`` are what a new one is made of, stored before the provider is asked (rule M4).
    ``card`` is the state of the capability to take cards, in the provider's words, or ``None`` before a look;
    ``missing`` is what the provider still asks for; ``looked_at`` is when the look began that all this is from.
    """

    merchant_id: str
    state: AccountState
    connection: int
    created_at: datetime
    id: str | None = None
    name: str | None = None
    email: str | None = None
    card: str | None = None
    currency: str | None = None
    country: str | None = None
    missing: tuple[str, ...] = ()
    looked_at: datetime | None = None

    @property
    def can_charge(self) -> bool:
        """Whether payments of the merchant's links and orders collect there (else on the platform's account)."""
        return self.state is AccountState.CONNECTED and self.card == "active"

    @property
    def key(self) -> str:
        """The provider's idempotency key for making the account (rule M4)."""
        return f"account:{self.merchant_id}:{self.connection}"

    def public(self) -> dict[str, Any]:
        """The account as the API shows it."""
        return {
            "id": self.id,
            "status": self.state,
            "charges_enabled": self.can_charge,
            "card": {"available": self.card == "active", "status": self.card},
            "paypal": NOT_THERE,
            "currency": self.currency,
            "country": self.country,
            "missing": list(self.missing),
            "created_at": rfc3339(self.created_at),
            "checked_at": rfc3339(self.looked_at) if self.looked_at else None,
        }
