"""Refunds and disputes: Stripe's objects in our words."""

from typing import Final

import stripe

from shared.stripe_gateway.amounts import from_stripe
from shared.stripe_gateway.metadata import metadata_of
from shared.stripe_gateway.port import Withdrawal, WithdrawalFact

_REFUND_RANKS: Final = {"pending": 1, "requires_action": 1, "succeeded": 2, "failed": 3, "canceled": 3}
_ENDED_WITHOUT: Final = frozenset({"failed", "canceled"})


def read_refund(refund: stripe.Refund, intent_id: str, account: str | None) -> WithdrawalFact:
    """A refund's state only goes forward (https://docs.stripe.com/api/refunds/object#refund_object-status)."""
    status, currency = refund.status or "pending", refund.currency.upper()
    return WithdrawalFact(
        provider_id=refund.id,
        kind=Withdrawal.REFUND,
        intent_id=intent_id,
        account=account,
        amount=from_stripe(refund.amount, currency),
        currency=currency,
        live=status not in _ENDED_WITHOUT,
        rank=_REFUND_RANKS.get(status, 1),
        state=status,
        failure=getattr(refund, "failure_reason", None) if status in _ENDED_WITHOUT else None,  # left out where unknown
        metadata=metadata_of(refund),
    )


def read_dispute(dispute: stripe.Dispute, intent_id: str, account: str | None) -> WithdrawalFact:
    """A dispute moves money by balance transactions, which are only ever added: an inquiry has none, a withdrawal is
    negative, a reinstatement positive (https://docs.stripe.com/api/disputes/object#dispute_object-balance_transactions).

    They are in the currency that the account settles in, each at its own day's rate: only their signs tell.
    """
    moves, currency = dispute.balance_transactions, dispute.currency.upper()
    return WithdrawalFact(
        provider_id=dispute.id,
        kind=Withdrawal.DISPUTE,
        intent_id=intent_id,
        account=account,
        amount=from_stripe(dispute.amount, currency),
        currency=currency,
        live=sum((move.amount > 0) - (move.amount < 0) for move in moves) < 0,
        rank=2 * len(moves) + (dispute.status in ("won", "lost", "warning_closed")),
        state=dispute.status,
        failure=None,
        metadata={},
    )
