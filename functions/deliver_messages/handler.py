"""Messages to buyers, handed over to SNS and SES one at a time."""

from typing import Any

from shared.payments.sending.delivering import Courier, carry_out
from shared.runtime import message_wiring, wiring
from shared.runtime.message_wiring import MessageSettings
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings, MessageSettings):
    """The table, where buyers find their receipt, and as whom we write."""


def start() -> MessageHandler:
    """Clients outlive the batch."""
    settings = read_settings(Settings)
    courier = Courier(
        table=wiring.table(settings.table_name),
        clock=wiring.clock(),
        sms=message_wiring.sms(settings),
        mail=message_wiring.mail(settings),
        base_url=settings.public_base_url,
    )

    def carry(body: str) -> dict[str, Any]:
        return {"sending": str(carry_out(courier, body))}

    return carry


lambda_handler = queue_handler(start)
