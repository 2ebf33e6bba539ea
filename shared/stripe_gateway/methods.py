"""Saved payment methods at the provider, in the product's words; on the platform's own account (rule M13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class MethodKind(StrEnum):
    """What can be saved and charged later without its owner."""

    CARD = "card"
    PAYPAL = "paypal"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodFacts:
    """A saved card or PayPal account as the provider has it now; what its kind does not have is ``None``.

    ``customer_id`` is whose it is; ``None`` once it is detached or the customer is deleted, and then it can never be
    charged again. ``exp_month`` is 1 to 12, ``exp_year`` has four digits, ``email`` is the PayPal account's.
    ``fingerprint`` is the same for the same card number, or PayPal account, however often that is saved.
    """

    id: str
    kind: MethodKind
    customer_id: str | None
    brand: str | None = None
    last4: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None
    email: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFacts:
    """An agreement to be charged, such as PayPal's, as the provider has it now.

    One that is not ``active`` lets ``method_id`` be charged no more, although the method is still there.
    """

    id: str
    method_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRequest:
    """Who the methods belong to; ``key`` is the idempotency key."""

    key: str
    name: str
    email: str | None
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupRequest:
    """Everything that a hosted set-up is made of; stored before the call (rule M4).

    ``key`` is the idempotency key. ``metadata`` goes on the session and on its setup intent. ``expires_at`` is between
    35 minutes and 24 hours from now.
    """

    key: str
    customer_id: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    metadata: Mapping[str, str]


class SetupState(StrEnum):
    """What a hosted set-up has come to, by the provider's word."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSession:
    """A hosted set-up as the provider tells it now.

    ``url`` is told while it is open. ``method_id`` is the method that was saved: told once it may be charged, which
    can be some time after the session is complete.
    """

    id: str
    url: str | None
    state: SetupState
    method_id: str | None
    customer_id: str | None
    metadata: Mapping[str, str]


class MethodGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else."""

    def create_customer(self, request: CustomerRequest) -> str:
        """Make an owner of methods; its id. Under a key that was used before, the same one again."""
        ...

    def create_setup(self, request: SetupRequest) -> SetupSession:
        """Open a page that saves a card or a PayPal account; under a key that was used before, the same one again.

        It takes the kinds that the provider has switched on for us: where PayPal is not, cards alone.
        """
        ...

    def retrieve_setup(self, session_id: str) -> SetupSession:
        """The set-up as it stands."""
        ...

    def expire_setup(self, session_id: str) -> SetupSession:
        """Close an open set-up; one that is no longer open is returned as it stands."""
        ...

    def retrieve_method(self, method_id: str) -> MethodFacts | None:
        """The method as it stands; ``None`` when there is none, or it is of a kind that we do not charge."""
        ...

    def methods_of(self, customer_id: str) -> list[MethodFacts] | None:
        """All that are saved for this customer, newest first; ``None`` when there is no such customer any more."""
        ...

    def retrieve_mandate(self, mandate_id: str) -> MandateFacts | None:
        """The agreement that a ``mandate.updated`` names, as it stands; ``None`` when there is none."""
        ...

    def detach(self, method_id: str) -> None:
        """Take the method from its customer for good; one that is gone already is fine."""
        ...

    def create_portal(self, customer_id: str, return_url: str) -> str:
        """The address of a page of the provider's, for some minutes, with the customer's methods and a way back."""
        ...
