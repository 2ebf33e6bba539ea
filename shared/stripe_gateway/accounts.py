"""Merchants' own accounts at the payment provider, in the product's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account is made of; ``key`` is the idempotency key, ``country`` an ISO 3166 code in capitals."""

    key: str
    name: str
    email: str
    country: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """An account as the provider tells it now; ``card`` is ``active`` when it can be paid by card."""

    id: str
    card: str
    currency: str | None
    country: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnboardingLink:
    """A page of the provider's, for one use and some minutes, on which the account's owner answers its questions."""

    url: str
    expires_at: datetime


class AccountsGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else."""

    def create(self, request: NewAccount) -> AccountFacts:
        """Make an account that takes payments by card; under a key that was used before, the same one again."""
        ...

    def retrieve(self, account_id: str) -> AccountFacts:
        """The account as it stands. Raises ``AccountUnreachable`` when it is closed, or closed to us."""
        ...

    def onboarding_link(self, account_id: str, return_url: str, refresh_url: str) -> OnboardingLink:
        """A new page of questions for the account's owner."""
        ...

    def own_id(self) -> str:
        """The platform's own account."""
        ...
