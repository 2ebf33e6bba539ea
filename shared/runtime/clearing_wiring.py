"""What asking about available money needs; apart from the other wiring so that only who asks imports it."""

from shared.payments.clearing.looking import Clearing
from shared.runtime.stripe_wiring import CollectingSettings, payment_context, stripe_gateway
from shared.stripe_gateway.client import Patience
from shared.stripe_gateway.stripe_clearing import StripeFunds


class ClearingSettings(CollectingSettings):
    """What asking Stripe needs, and the business days after which money counts that Stripe says nothing of."""

    clearing_days: str


def clearing(settings: ClearingSettings, patience: Patience) -> Clearing:
    """The worlds outside for this invocation, on one budget of time."""
    context = payment_context(settings, patience)
    funds = StripeFunds(stripe_gateway(settings, patience).api)
    return Clearing(context, funds, int(settings.clearing_days))
