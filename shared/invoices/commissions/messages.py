"""The messages that tell of an order's money: domain events, as the bus hands them on."""

import json
from typing import Final

from shared.errors import MalformedRequest

TOLD_BY: Final = (
    "order.released",
    "order.refunded",
    "order.refund_reversed",
    "order.disputed",
    "order.dispute_reinstated",
)
"""What may change a commission (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html)."""


def order_of(body: str) -> str:
    """The order that an event is about. Raises :class:`MalformedRequest` for anything else."""
    try:
        event = json.loads(body)
        kind, order_id = event["detail"]["type"], event["detail"]["data"]["order_id"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not an event of an order", code="invalid_message") from error
    if kind not in TOLD_BY or not isinstance(order_id, str):
        raise MalformedRequest("not an event of an order", code="invalid_message")
    return order_id
