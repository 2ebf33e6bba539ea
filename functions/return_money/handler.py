"""Money that is on its way back: surplus that waits, refunds whose end nobody told us."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.payments.returns.sweeping import bring_back, due_returns
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP


class Settings(CollectingSettings):
    """What collecting needs."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; what failed is due again, so running late or twice does no harm."""
    context = payment_context(read_settings(Settings), SWEEP)
    return sweep(due_returns(context), partial(bring_back, context))
