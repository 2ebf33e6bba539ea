"""Orders of one wallet, new ones and those that waited, from the FIFO queue, paid from its credits."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from shared.errors import MalformedRequest
from shared.payments.credits.auto_debit import debit_orders
from shared.payments.credits.debit_request import DrainRequest
from shared.payments.credits.draining import drain
from shared.payments.credits.joining import Request, joined, read_asked
from shared.runtime import wiring
from shared.runtime.queue import Job, Planner, Received, group_handler
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table."""


def start() -> Planner:
    """A group is one wallet; of each transaction, which of its orders were paid and which wait."""
    table = wiring.table(read_settings(Settings).table_name)

    def debit(request: Request) -> dict[str, Any]:
        if isinstance(request, MalformedRequest):
            raise request
        if isinstance(request, DrainRequest):
            asked = {"after_top_up": request.after_top_up, "woken": request.woken}
            paid = drain(table, wiring.clock(), request.merchant_id, request.currency, **asked)
            return {"merchant_id": request.merchant_id, "drained": paid}
        plan = debit_orders(table, wiring.clock(), request.merchant_id, request.currency, request.targets)
        told = {"paid": [order.id for order in plan.paid], "waiting": [order.target.id for order in plan.waiting]}
        return {"merchant_id": request.merchant_id} | told

    def plan_group(messages: Sequence[Received]) -> Iterator[tuple[int, Job]]:
        asked = (read_asked(message.body, again=message.again) for message in messages)
        return ((count, partial(debit, request)) for count, request in joined(asked))

    return plan_group


lambda_handler = group_handler(start)
