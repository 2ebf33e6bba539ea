"""Orders whose money may be available by now: those that are complete."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.events.senders import SqsQueue
from shared.payments.clearing.looking import clear_payment, due_clearings
from shared.payments.clearing.messages import hand_over
from shared.runtime import clearing_wiring, wiring
from shared.runtime.clearing_wiring import ClearingSettings
from shared.runtime.settings import read_settings
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP


class Settings(ClearingSettings):
    """What a look needs, and where others are asked to look."""

    clearing_queue_url: str


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep, of which most is handed over when much is due; what failed is due again.

    Running late or twice does no harm.
    """
    settings = read_settings(Settings)
    clearing = clearing_wiring.clearing(settings, SWEEP)
    own = hand_over(SqsQueue(wiring.sqs(), settings.clearing_queue_url), [*due_clearings(clearing)])
    return sweep(own, partial(clear_payment, clearing))
