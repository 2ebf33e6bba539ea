"""Money that goes back: a refund, a dispute, a credit; and what it goes back from. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.payables.model import Payable, left_of
from shared.stripe_gateway.port import Withdrawal
from shared.table.keys import Key

RESERVED: Final = "reserved"
"""Stored and taken out of what can go back, before the provider has been asked (rules M4, M13)."""

FAILED_RANK: Final = 3
_SETTLED_RANK: Final = 2


class Origin(StrEnum):
    """Who wanted the money to go back."""

    OPERATOR = "operator"
    PROVIDER = "provider"
    SURPLUS = "surplus"
    CANCELLATION = "cancellation"


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a return that belongs to one target of the payment, in minor units."""

    target_id: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Money of one payment, or of one surplus, going back. Amounts in minor units.

    ``amount`` is what the provider or the operator says; ``covered`` is how much of it is counted in the payment's
    ``returned`` at this moment: all of it once reserved, nothing once it failed or was reinstated, less while another
    return holds the rest (rule M13). ``live``, ``rank`` and ``state`` are the provider's word; ``state`` is
    ``reserved`` before it. ``to_wallet`` goes to the merchant's credits and is done at once. ``attempt`` is part of the
    provider's idempotency key, ``looks`` counts how often it was asked. ``account`` is that of the money.
    """

    id: str
    kind: Withdrawal
    origin: Origin
    payment_id: str
    amount: int
    currency: str
    created_at: datetime
    merchant_id: str | None = None
    intent_id: str | None = None
    account: str | None = None
    target_id: str | None = None
    covered: int = 0
    shares: tuple[Share, ...] = ()
    state: str = RESERVED
    rank: int = 0
    live: bool = True
    to_wallet: bool = False
    provider_id: str | None = None
    failure: str | None = None
    reason: str | None = None
    attempt: int = 1
    looks: int = 0

    def credited(self) -> "Return":
        """The same, to the merchant's credits: done with the write that records it."""
        return replace(self, to_wallet=True, state="succeeded", rank=_SETTLED_RANK)

    @property
    def unfinished(self) -> bool:
        """Whether the provider still has to be asked what came of it."""
        return self.kind is Withdrawal.REFUND and not self.to_wallet and self.rank < _SETTLED_RANK

    @property
    def refused(self) -> bool:
        """Whether the provider would make nothing of it: what took its place there has still to be looked for."""
        return self.rank == FAILED_RANK and self.provider_id is None and not self.to_wallet

    @property
    def idempotency_key(self) -> str:
        """The provider's key for this attempt (design, section 8)."""
        return f"refund:{self.id}:{self.attempt}"

    def _shown(self, noun: str, prefix: str) -> list[dict[str, Any]]:
        ours = [share for share in self.shares if share.target_id.startswith(prefix)]
        return [{noun: share.target_id, "amount": share.amount} for share in ours]

    def public(self) -> dict[str, Any]:
        """The return as the API shows it."""
        status = {RESERVED: "pending", "requires_action": "pending", "canceled": "failed"}.get(self.state, self.state)
        return {
            "id": self.id,
            "kind": self.kind,
            "origin": self.origin,
            "payment": self.payment_id,
            "amount": self.amount,
            "counted": self.covered,
            "currency": self.currency,
            "status": status,
            "to": "wallet" if self.to_wallet else "provider",
            "orders": self._shown("order", "ord_"),
            "invoices": self._shown("invoice", "inv_"),
            "reason": self.reason,
            "failure": self.failure,
            "provider_reference": self.provider_id,
            "created_at": rfc3339(self.created_at),
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What is known of a return now; see :class:`Return`."""

    state: str
    rank: int
    live: bool
    provider_id: str | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """Money that arrived, on a payment or as surplus, and may go back in parts: never more than ``amount``.

    ``targets`` were paid with it; ``wallet_holds_it`` for a top-up; ``credited_by`` are the returns that put a
    surplus into the merchant's credits, ``returns`` counts what was ever done about a surplus. ``clears``: orders are
    completed once it is available. It goes back on the ``account`` that it arrived on.
    """

    key: Key
    payment_id: str
    merchant_id: str | None
    intent_id: str | None
    account: str | None
    amount: int
    currency: str
    returned: int
    targets: tuple[str, ...] = ()
    wallet_holds_it: bool = False
    clears: bool = False
    is_surplus: bool = False
    credited_by: tuple[str, ...] = ()
    returns: int = 0

    @property
    def left(self) -> int:
        """What can still go back."""
        return self.amount - self.returned

    def going_back(self, return_id: str, origin: Origin, amount: int, at: datetime) -> Return:
        """A refund of ``amount`` minor units of it, not counted yet."""
        return Return(
            id=return_id,
            kind=Withdrawal.REFUND,
            origin=origin,
            payment_id=self.payment_id,
            merchant_id=self.merchant_id,
            intent_id=self.intent_id,
            account=self.account,
            amount=amount,
            currency=self.currency,
            created_at=at,
        )


def allocate(payables: Sequence[Payable], amount: int) -> tuple[Share, ...]:
    """Spread an amount over what was paid in its sequence, each up to what is left of it."""
    shares: list[Share] = []
    for payable in payables:
        part = min(left_of(payable), amount - sum(share.amount for share in shares))
        if part > 0:
            shares.append(Share(payable.id, part))
    return tuple(shares)


def merged(shares: Sequence[Share]) -> tuple[Share, ...]:
    """One share to a target."""
    sums: dict[str, int] = {}
    for share in shares:
        sums[share.target_id] = sums.get(share.target_id, 0) + share.amount
    return tuple(Share(target_id, amount) for target_id, amount in sums.items())


def counted_delta(item: Return, change: Change, left: int, *, same_currency: bool = True) -> int:
    """By how much ``covered`` moves: up to the whole amount while the money is gone, to nothing once it is not.

    Never more than ``left``: what another return holds cannot go back twice. Money told in another currency than it
    arrived in is not counted; the audit shows it.
    """
    wanted = item.amount if change.live and same_currency else 0
    return min(wanted - item.covered, left)
