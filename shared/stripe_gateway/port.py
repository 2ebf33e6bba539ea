"""What the product asks of the payment provider, in its own words: amounts are minor units of ISO currencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """Everything that a hosted checkout is made of; stored before the call, so that a repeat is the same to the letter.

    ``key`` is the idempotency key. ``metadata`` goes on the session and on its payment intent.
    """

    key: str
    amount: int
    currency: str
    description: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    metadata: Mapping[str, str]


class SessionState(StrEnum):
    """What a hosted checkout has come to, by the provider's word."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutSession:
    """A hosted checkout as the provider tells it now; ``received`` is what arrived, 0 before that."""

    id: str
    state: SessionState
    url: str | None
    intent_id: str | None
    received: int
    currency: str
    metadata: Mapping[str, str]


class PaymentGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else."""

    def create_session(self, request: CheckoutRequest) -> CheckoutSession:
        """Open a hosted checkout; under a key that was used before, the same one again."""
        ...

    def retrieve_session(self, session_id: str) -> CheckoutSession:
        """The checkout as it stands."""
        ...

    def expire_session(self, session_id: str) -> CheckoutSession:
        """Close an open checkout, so that nobody can pay it; one that is no longer open is returned as it stands."""
        ...

    def session_of_intent(self, intent_id: str) -> CheckoutSession | None:
        """The checkout that made this payment intent, ``None`` when it came from elsewhere."""
        ...
