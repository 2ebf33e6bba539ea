"""A payout with the sums of what it consists of, and a line of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.stripe_gateway.payouts import Moved, Movement, Reconciliation

RANKS: Final = {"pending": 1, "in_transit": 2, "paid": 3, "canceled": 4, "failed": 5}
"""A payout that was paid can fail later (https://docs.stripe.com/api/payouts/object#payout_object-status)."""


@dataclass(frozen=True, slots=True)
class Sum:
    """So many movements; minor units. ``net`` is ``amount`` less ``fee``."""

    count: int = 0
    amount: int = 0
    fee: int = 0
    net: int = 0

    def plus(self, moved: Moved) -> "Sum":
        """With one more."""
        return Sum(self.count + 1, self.amount + moved.amount, self.fee + moved.fee, self.net + moved.net)

    def and_all(self, other: "Sum") -> "Sum":
        """Both."""
        mine, theirs = (self.count, self.amount, self.fee, self.net), (other.count, other.amount, other.fee, other.net)
        return Sum(*(sum(pair) for pair in zip(mine, theirs, strict=True)))

    def public(self) -> dict[str, int]:
        """As the API shows it."""
        return {"count": self.count, "amount": self.amount, "fee": self.fee, "net": self.net}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """``merchant_id`` is whose own ``account`` it is of; ``None`` for the platform's.

    ``after`` is the provider's id of the last line that was read, ``pages`` counts the pages; ``recorded_at`` is when
    the last one was. ``sums`` are by movement, ``other`` is all that is not ours. ``place`` is where it stands among
    what is due, ``looks`` counts looks at a payout whose lines the provider does not know yet.
    """

    id: str
    amount: int
    currency: str
    arrival_date: str
    status: str
    automatic: bool
    reconciliation: Reconciliation
    created_at: datetime
    account: str | None = None
    merchant_id: str | None = None
    after: str | None = None
    pages: int = 0
    sums: Mapping[str, Sum] = field(default_factory=dict)
    recorded_at: datetime | None = None
    looks: int = 0
    place: str | None = None

    @property
    def total(self) -> Sum:
        """Of all lines that were read."""
        total = Sum()
        for each in self.sums.values():
            total = total.and_all(each)
        return total

    @property
    def rank(self) -> int:
        """Grows with the status."""
        return RANKS.get(self.status, 0)

    def counting(self, movement: Movement, moved: Moved) -> "Payout":
        """With one more line."""
        sums = {**self.sums, str(movement): self.sums.get(str(movement), Sum()).plus(moved)}
        return replace(self, sums=sums)

    def public(self) -> dict[str, Any]:
        """As the API shows it. ``sums`` is null as long as not all is recorded, and where the provider cannot say."""
        shown = {f"{name}s" if name != Movement.OTHER else name: self._sum(name) for name in Movement}
        whole = self.recorded_at is not None
        return {
            "id": self.id,
            "account": self.account,
            "merchant_id": self.merchant_id,
            "amount": self.amount,
            "currency": self.currency,
            "arrival_date": self.arrival_date,
            "status": self.status,
            "automatic": self.automatic,
            "reconciliation": "recorded" if whole else _SHOWN[self.reconciliation],
            "sums": shown | {"total": self.total.public()} if whole else None,
            "difference": self.amount - self.total.net if whole else None,
            "created_at": rfc3339(self.created_at),
            "recorded_at": rfc3339(self.recorded_at) if self.recorded_at else None,
        }

    def _sum(self, movement: Movement) -> dict[str, int]:
        return self.sums.get(str(movement), Sum()).public()


_SHOWN: Final = {
    Reconciliation.IN_PROGRESS: "awaited",
    Reconciliation.COMPLETED: "reading",
    Reconciliation.NOT_APPLICABLE: "not_available",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One balance transaction that is ours: of a payment, of surplus (``surplus`` is its intent), or of a return."""

    payout_id: str
    moved: Moved
    payment_id: str
    return_id: str | None = None
    surplus: bool = False

    @property
    def movement(self) -> Movement:
        """What it is."""
        return self.moved.movement
