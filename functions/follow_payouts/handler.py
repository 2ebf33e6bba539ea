"""The provider's payouts: those that something told of, and once a day all others."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.payments.payouts.recording import Payouts, due_payouts, follow
from shared.payments.payouts.searching import accounts_to_search, search
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context, stripe_gateway
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP
from shared.stripe_gateway.stripe_payouts import StripePayouts


class Settings(CollectingSettings):
    """What asking Stripe needs."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep, accounts first; what failed is due again, or has its turn tomorrow."""
    settings = read_settings(Settings)
    context = payment_context(settings, SWEEP)
    payouts = Payouts(context, StripePayouts(stripe_gateway(settings, SWEEP).api))
    sweep(accounts_to_search(payouts), partial(search, payouts))
    return sweep(due_payouts(payouts), partial(follow, payouts))
