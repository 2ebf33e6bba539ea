"""Asking the provider what has gone back of an intent. Events only trigger the look (they may come late or never)."""

from shared.payments.context import PaymentContext
from shared.payments.returns.recording import record
from shared.payments.returns.store import find_captured
from shared.payments.settling.reconciliation import DEPLOYMENT, PAYMENT, act_on


def look_at_returns(context: PaymentContext, intent_id: str, account: str | None) -> bool:
    """Record every refund and dispute of an intent on its account; false when the intent is not ours (rule M3).

    The figures of a dashboard's refund are cumulative in its events; the refunds themselves are not, and are read.
    """
    intent = context.gateway.retrieve_intent(intent_id, account)
    payment_id = intent.metadata.get(PAYMENT)
    if payment_id is None or intent.metadata.get(DEPLOYMENT) != context.deployment_id:
        return False
    if intent.received and find_captured(context.table, payment_id, intent_id) is None:
        session = context.gateway.session_of_intent(intent_id, account)
        if session is not None:
            # The news of its return was quicker than the news of the money.
            act_on(context, session)
    look_at_returns_of(context, payment_id, intent_id, account)
    return True


def look_at_returns_of(context: PaymentContext, payment_id: str, intent_id: str, account: str | None) -> None:
    """Record every refund and dispute of an intent whose money is on record here, under this payment or as surplus."""
    gateway = context.gateway
    facts = [*gateway.refunds_of_intent(intent_id, account), *gateway.disputes_of_intent(intent_id, account)]
    for fact in sorted(facts, key=lambda fact: fact.live):
        # What failed first, so that what it held is free for the others.
        record(context, fact, payment_id)
