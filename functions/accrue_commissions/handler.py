"""What the bus tells of orders' money, brought to their commissions."""

from typing import Any

from shared.invoices.commissions.accruing import Accruals
from shared.invoices.commissions.messages import money_moved
from shared.runtime import wiring
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table."""


def start() -> MessageHandler:
    """A batch reads each merchant once."""
    accruals = Accruals(wiring.table(read_settings(Settings).table_name), wiring.clock())

    def accrue(body: str) -> dict[str, Any]:
        return {"commission": accruals.bring_up(money_moved(body))}

    return accrue


lambda_handler = queue_handler(start)
