"""The messages that tell of an order's money: domain events, as the bus hands them on."""

import json
from typing import Final, NamedTuple

from shared.errors import MalformedRequest

TOLD_BY: Final = (
    "order.released",
    "order.refunded",
    "order.refund_reversed",
    "order.disputed",
    "order.dispute_reinstated",
)
"""What may change a commission (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html)."""


class MoneyMoved(NamedTuple):
    """Of which order; ``is_paid``: it has just been paid, else money went back or came again."""

    order_id: str
    is_paid: bool


def money_moved(body: str) -> MoneyMoved:
    """What an event tells. Raises :class:`MalformedRequest` for one that is not of an order's money."""
    try:
        event = json.loads(body)
        kind, order_id = event["detail"]["type"], event["detail"]["data"]["order_id"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not an event of an order", code="invalid_message") from error
    if kind not in TOLD_BY or not isinstance(order_id, str):
        raise MalformedRequest("not an event of an order", code="invalid_message")
    return MoneyMoved(order_id, kind == TOLD_BY[0])
