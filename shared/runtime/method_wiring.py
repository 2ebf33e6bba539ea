"""Saved methods at Stripe; apart from the other wiring so that only who manages them imports what that takes."""

from shared.runtime.stripe_wiring import CollectingSettings, stripe_gateway
from shared.stripe_gateway.client import Patience
from shared.stripe_gateway.methods import MethodGateway
from shared.stripe_gateway.stripe_methods import StripeMethods


def method_gateway(settings: CollectingSettings, patience: Patience) -> MethodGateway:
    """For this invocation; it shares the budget of time of whatever else is asked of Stripe in it."""
    return StripeMethods(stripe_gateway(settings, patience).api)
