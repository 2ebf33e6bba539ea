"""Links of orders that need no payment any more, closed at the provider and here."""

from typing import Any

from shared.payments.collecting.closing_request import close_requested
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import WORKER


class Settings(CollectingSettings):
    """What collecting needs."""


def start() -> MessageHandler:
    """A batch shares one budget of time for its calls to the provider."""
    context = payment_context(read_settings(Settings), WORKER)

    def close(body: str) -> dict[str, Any]:
        return {"link": close_requested(context, body)}

    return close


lambda_handler = queue_handler(start)
