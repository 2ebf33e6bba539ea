"""Orders whose money may be available by now: those that are complete."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.payments.clearing.looking import Clearing, clear_payment, due_clearings
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context, stripe_gateway
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP
from shared.stripe_gateway.stripe_clearing import StripeFunds


class Settings(CollectingSettings):
    """What asking Stripe needs, and the business days after which money counts that Stripe says nothing of."""

    clearing_days: str


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; what failed is due again, so running late or twice does no harm."""
    settings = read_settings(Settings)
    context = payment_context(settings, SWEEP)
    funds = StripeFunds(stripe_gateway(settings, SWEEP).api)
    clearing = Clearing(context, funds, int(settings.clearing_days))
    return sweep(due_clearings(clearing), partial(clear_payment, clearing))
