"""Charges of saved methods; apart from the other wiring so that only who charges imports what that takes."""

from shared.runtime.stripe_wiring import CollectingSettings, stripe_gateway
from shared.stripe_gateway.charges import ChargeGateway
from shared.stripe_gateway.client import Patience
from shared.stripe_gateway.stripe_charges import StripeCharges


def charge_gateway(settings: CollectingSettings, patience: Patience) -> ChargeGateway:
    """For this invocation; it shares the budget of time of whatever else is asked of Stripe in it."""
    return StripeCharges(stripe_gateway(settings, patience).api)
