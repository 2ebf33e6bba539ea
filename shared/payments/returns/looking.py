"""Asking the provider what has gone back of an intent."""

from typing import Final

from shared.payments.context import PaymentContext
from shared.payments.returns.recording import record
from shared.stripe_gateway.port import WithdrawalFact

_WITHDRAWN: Final = frozenset({"won", "warning_closed", "prevented"})
"""How a dispute ends that leaves the money where it is (https://docs.stripe.com/api/disputes/object)."""


def look_at_returns_of(context: PaymentContext, payment_id: str, intent_id: str, account: str | None) -> None:
    """Record every refund and dispute of an intent whose money is on record here, under this payment or as surplus."""
    gateway = context.gateway
    facts = [*gateway.refunds_of_intent(intent_id, account), *gateway.disputes_of_intent(intent_id, account)]
    for fact in sorted(facts, key=lambda fact: fact.live):
        # What failed first, so that what it held is free for the others.
        record(context, fact, payment_id)


def uncounted_disputes_of(
    context: PaymentContext, payment_id: str, intent_id: str, account: str | None
) -> list[WithdrawalFact]:
    """Those of which no order's state tells, unless they have ended well; every dispute of the intent is recorded.

    An inquiry takes no money, and money in another currency is not counted (rules M9, M14).
    """
    facts = context.gateway.disputes_of_intent(intent_id, account)
    recorded = [(fact, record(context, fact, payment_id)) for fact in sorted(facts, key=lambda fact: fact.live)]
    return [fact for fact, item in recorded if fact.state not in _WITHDRAWN and (item is None or item.covered == 0)]
