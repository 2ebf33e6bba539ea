"""Looking at an intent of which something went back. Events only trigger the look (they may come late or never)."""

from shared.payments.charging.looking import look_at_charge
from shared.payments.context import ChargingContext
from shared.payments.returns.looking import look_at_returns_of
from shared.payments.returns.store import find_captured
from shared.payments.settling.reconciliation import DEPLOYMENT, PAYMENT, act_on


def look_at_returns(context: ChargingContext, intent_id: str, account: str | None) -> bool:
    """Record every refund and dispute of an intent on its account; false when the intent is not ours (rule M3).

    The figures of a dashboard's refund are cumulative in its events; the refunds themselves are not, and are read.
    """
    intent = context.gateway.retrieve_intent(intent_id, account)
    payment_id = intent.metadata.get(PAYMENT)
    if payment_id is None or intent.metadata.get(DEPLOYMENT) != context.deployment_id:
        return False
    if intent.received and find_captured(context.table, payment_id, intent_id) is None:
        # The news of its return was quicker than the news of the money.
        look_at_money(context, payment_id, intent_id, account)
    look_at_returns_of(context, payment_id, intent_id, account)
    return True


def look_at_money(context: ChargingContext, payment_id: str, intent_id: str, account: str | None) -> str:
    """Have the money of an intent recorded, whichever way it came: what the provider says of it, in a word."""
    if account is None and look_at_charge(context, payment_id, intent_id):
        return "charge_looked_at"
    session = context.gateway.session_of_intent(intent_id, account)
    if session is None:
        return "no_checkout"
    state = act_on(context, session)
    return f"checkout_{state}" if state else "not_ours"
