"""The provider's payouts and what each consists of (https://docs.stripe.com/payouts/reconciliation)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.stripe_gateway.books import BooksPage


class Reconciliation(StrEnum):
    """Whether the provider knows what a payout consists of: of one that was asked for by hand it never does."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFact:
    """A payout as the provider has it now; ``amount`` in minor units, below zero where it was taken from the bank.

    ``arrival_date`` is when it is expected at the bank, ``YYYY-MM-DD``; ``account`` the merchant's own that it is of.
    """

    id: str
    account: str | None
    amount: int
    currency: str
    arrival_date: str
    status: str
    automatic: bool
    reconciliation: Reconciliation
    created_at: datetime


class Movement(StrEnum):
    """What moved the balance, as far as we tell it apart."""

    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One balance transaction; ``net`` is ``amount`` less ``fee``, in minor units of the currency of the payout.

    ``source_id`` is the charge, refund or dispute, ``intent_id`` the payment intent that it is of, and ``metadata`` is
    the source's own: a charge has its intent's.
    """

    id: str
    movement: Movement
    amount: int
    fee: int
    net: int
    created_at: datetime
    source_id: str | None
    intent_id: str | None
    metadata: Mapping[str, str]


class PayoutsGateway(Protocol):
    """Every call raises one of the provider's errors of :mod:`shared.errors`, and nothing else.

    ``account`` is the merchant's own account, ``None`` for the platform's: no list has both.
    """

    def payouts(self, since: datetime, after: str | None, account: str | None) -> BooksPage[PayoutFact]:
        """Payouts that were made from then on, newest first."""
        ...

    def payout(self, payout_id: str, account: str | None) -> PayoutFact:
        """One payout as it stands."""
        ...

    def moved(self, payout: PayoutFact, after: str | None) -> BooksPage[Moved]:
        """What a payout whose reconciliation is completed consists of; the payout itself is not among it."""
        ...
