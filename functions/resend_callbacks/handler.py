"""Second tries of callbacks, looks at merchants' servers, and replays: one lane of a merchant at a time."""

from typing import Any

from shared.callbacks.delivering.carrying_out import carry_out
from shared.runtime import callback_wiring
from shared.runtime.callback_wiring import CallbackSettings, RetrySettings
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import read_settings


class Settings(CallbackSettings, RetrySettings):
    """The table, how callbacks leave, and where the next slice is asked for."""


def start() -> MessageHandler:
    """Clients outlive the batch."""
    settings = read_settings(Settings)
    courier, retries = callback_wiring.courier(settings), callback_wiring.retries(settings)

    def carry(body: str) -> dict[str, Any]:
        return carry_out(courier, retries, body)

    return carry


lambda_handler = queue_handler(start)
