"""Asking the provider what has gone back of an intent."""

from shared.payments.context import PaymentContext
from shared.payments.returns.recording import record


def look_at_returns_of(context: PaymentContext, payment_id: str, intent_id: str, account: str | None) -> None:
    """Record every refund and dispute of an intent whose money is on record here, under this payment or as surplus."""
    gateway = context.gateway
    facts = [*gateway.refunds_of_intent(intent_id, account), *gateway.disputes_of_intent(intent_id, account)]
    for fact in sorted(facts, key=lambda fact: fact.live):
        # What failed first, so that what it held is free for the others.
        record(context, fact, payment_id)
