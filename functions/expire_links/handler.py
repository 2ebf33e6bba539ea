"""Links past their expiry, closed at the provider and here."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from shared.payments.schedules import expire_due_links
from shared.runtime.logging import logger
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import WORKER


class Settings(CollectingSettings):
    """What collecting needs."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; what failed is due again, so running late or twice does no harm."""
    counts = asdict(expire_due_links(payment_context(read_settings(Settings), WORKER)))
    logger().info("swept", extra=counts)
    return counts
