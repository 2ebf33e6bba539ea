"""Orders of one wallet, new ones and those that waited, from the FIFO queue, paid from its credits."""

from typing import Any

from shared.payments.credits.auto_debit import debit_orders
from shared.payments.credits.debit_request import DrainRequest, read_request
from shared.payments.credits.draining import drain
from shared.runtime import wiring
from shared.runtime.queue import MessageHandler, queue_handler
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table."""


def start() -> MessageHandler:
    """Each message is one wallet's; how many of its orders were paid and how many wait."""
    table = wiring.table(read_settings(Settings).table_name)

    def debit(body: str) -> dict[str, Any]:
        request = read_request(body)
        if isinstance(request, DrainRequest):
            merchant_id, currency = request.merchant_id, request.currency
            paid = drain(table, wiring.clock(), merchant_id, currency, after_top_up=request.after_top_up)
            return {"merchant_id": merchant_id, "drained": paid}
        plan = debit_orders(table, wiring.clock(), request.merchant_id, request.currency, request.targets)
        return {"merchant_id": request.merchant_id, "paid": len(plan.paid), "waiting": len(plan.waiting)}

    return debit


lambda_handler = queue_handler(start)
