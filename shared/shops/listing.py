"""What a shop delivered lately, newest first, and what became of it."""

from dataclasses import replace
from typing import Any, Final

from shared.clock import Clock, rfc3339
from shared.errors import NotFound
from shared.ids import is_id
from shared.shops.bucket import DeliveryBucket, body_of
from shared.shops.connection import Connection
from shared.shops.delivery import KEPT, PREFIX, Delivery, Outcome, read_delivery
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Item, Table
from shared.table.shop_keys import delivery_list

MOST_SHOWN: Final = 750_000
"""Bytes of a body that are shown. A function answers at most 6 MB, and a control character takes eight on the way."""


def find_delivery(table: Table, clock: Clock, connection: Connection, delivery_id: str) -> Delivery:
    """One delivery of this connection. Raises ``NotFound``, also for another's and for what is past its time."""
    found = read_delivery(table, delivery_id) if is_id(PREFIX, delivery_id) else None
    if found is None or found.connection_id != connection.id or clock.now() >= found.received_at + KEPT:
        raise NotFound("no such delivery")
    return found


def list_deliveries(
    table: Table, clock: Clock, connection: Connection, outcome: Outcome | None, page: PageRequest
) -> Listing:
    """One page; ``outcome`` is ``None`` for all."""
    oldest = rfc3339(clock.now() - KEPT)

    def wanted(item: Item) -> bool:
        return item["received_at"] > oldest and outcome in (None, item["outcome"])

    return list_page(table, [delivery_list(connection.id)], replace(page, wanted=wanted))


def public(delivery: Delivery) -> dict[str, Any]:
    """The delivery as the API shows it, without what it says."""
    return {
        "id": delivery.id,
        "connection_id": delivery.connection_id,
        "topic": delivery.topic,
        "event": delivery.event,
        "shop_order": delivery.shop_order,
        "size": delivery.size,
        "outcome": str(delivery.outcome),
        "action": delivery.action,
        "order_id": delivery.order_id,
        "reason": delivery.reason,
        "message": delivery.message,
        "errors": [{"field": field, "code": code, "message": text} for field, code, text in delivery.errors],
        "tries": delivery.tries,
        "replays": delivery.turn,
        "sent_at": rfc3339(delivery.sent_at),
        "received_at": rfc3339(delivery.received_at),
        "decided_at": rfc3339(delivery.decided_at) if delivery.decided_at else None,
        "next_at": rfc3339(delivery.next_at) if delivery.next_at else None,
    }


def whole(bucket: DeliveryBucket, delivery: Delivery) -> dict[str, Any]:
    """With what it says, as text; of a very long one the beginning."""
    body = body_of(bucket, delivery)
    text = body[:MOST_SHOWN].decode(errors="replace")
    return public(delivery) | {"body": text, "body_complete": len(body) <= MOST_SHOWN}
