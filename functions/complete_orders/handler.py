"""Orders whose money may be available by now, where there are many: one payment to a message."""

from typing import Any

from shared.payments.clearing.looking import clear_payment
from shared.payments.clearing.messages import read_message
from shared.runtime import clearing_wiring
from shared.runtime.clearing_wiring import ClearingSettings
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import read_settings
from shared.stripe_gateway.client import WORKER


class Settings(ClearingSettings):
    """What a look needs."""


def start() -> MessageHandler:
    """A batch shares one budget of time for its calls to the provider."""
    clearing = clearing_wiring.clearing(read_settings(Settings), WORKER)

    def look(body: str) -> dict[str, Any]:
        payment_id = read_message(body)
        clear_payment(clearing, payment_id)
        return {"payment": payment_id}

    return look


lambda_handler = queue_handler(start)
