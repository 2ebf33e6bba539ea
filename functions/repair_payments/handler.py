"""Payments whose outcome nobody told us, asked for at the provider."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.payments.settling.repair import due_payments, repair_payment
from shared.runtime.charge_wiring import charging_context
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP


class Settings(CollectingSettings):
    """What collecting needs."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; what failed is due again, so running late or twice does no harm."""
    context = charging_context(read_settings(Settings), SWEEP)
    return sweep(due_payments(context), partial(repair_payment, context))
