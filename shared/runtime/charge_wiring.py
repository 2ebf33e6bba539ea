"""Saved methods and their charges; apart from the other wiring so that only who uses them imports what that takes."""

from dataclasses import fields

from shared.payments.context import ChargingContext, PaymentContext
from shared.payments.settling.missed_events import MissedEvents
from shared.runtime.secrets import stripe_secret
from shared.runtime.stripe_wiring import CollectingSettings, payment_context, stripe_gateway
from shared.stripe_gateway.client import Patience
from shared.stripe_gateway.stripe_charges import StripeCharges
from shared.stripe_gateway.stripe_methods import StripeMethods


def charging_context(settings: CollectingSettings, patience: Patience) -> ChargingContext:
    """The worlds outside for this invocation; all that is asked of Stripe in it shares one budget of time."""
    context = payment_context(settings, patience)
    api = stripe_gateway(settings, patience).api
    worlds = {field.name: getattr(context, field.name) for field in fields(PaymentContext)}
    return ChargingContext(**worlds, charges=StripeCharges(api), methods=StripeMethods(api))


def missed_events(settings: CollectingSettings, patience: Patience) -> MissedEvents:
    """The worlds outside and the provider's list of events, on one budget of time."""
    livemode = stripe_secret(settings.stripe_secret_id).livemode
    feed = stripe_gateway(settings, patience).events
    return MissedEvents(charging_context(settings, patience), feed, livemode)
