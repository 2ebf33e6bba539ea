"""Events of Stripe that no delivery brought, or that could not be handled when they came."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.payments.settling.missed_events import handle_missed, missed_events
from shared.runtime import charge_wiring
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP


class Settings(CollectingSettings):
    """What collecting needs."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; what failed is due again, so running late or twice does no harm."""
    missed = charge_wiring.missed_events(read_settings(Settings), SWEEP)
    return sweep(missed_events(missed), partial(handle_missed, missed))
