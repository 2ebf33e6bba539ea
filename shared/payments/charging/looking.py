"""An event about a charge, or about any intent of ours: it only says where to look."""

from shared.payments.charging.cascade import advance
from shared.payments.charging.following import follow
from shared.payments.context import ChargingContext
from shared.payments.model import Means
from shared.payments.settling.reconciliation import DEPLOYMENT, PAYMENT
from shared.payments.store import read_payment


def look_at_charge(context: ChargingContext, payment_id: str, intent_id: str, event_id: str | None = None) -> bool:
    """Read the intent and bring its payment where it is, with the next method's turn; False when it is not a charge.

    Raises what :func:`~shared.payments.charging.cascade.advance` raises, and what the provider's errors are.
    """
    payment = read_payment(context.table, payment_id)
    if payment is None or payment.means is not Means.SAVED_METHOD:
        return False
    charge = context.charges.retrieve_charge(intent_id)
    named = (charge.metadata.get(DEPLOYMENT), charge.metadata.get(PAYMENT))
    if named != (context.deployment_id, payment_id):
        return False
    if follow(context, payment, charge, event_id):
        advance(context, payment_id)
    return True
