"""Where an order stands in the indexes: for good in its merchant's list, and in the queue while it waits for money."""

from shared.orders.model import OPEN, OrderStatus
from shared.table.keys import ORDER_SHARDS, WAITING_SHARDS, order_list, shard_of, waiting_list
from shared.table.port import Item


def is_open(order: Item) -> bool:
    """Wanted, and not paid."""
    return order["status"] == OrderStatus.IN_PROGRESS and order["payment_status"] in OPEN


def waits(order: Item) -> bool:
    """Whether an order stands in the queue; every write of an order keeps it there, or not, as this says.

    It is open, and not just on its way to its first debit: decided on, claimed, changed in amount, or left by whoever
    should have had it paid. What debits pay at once has never been there.
    """
    seen = order["amount_version"] > 1 or not {"unpaid_reason", "claim", "left_at"}.isdisjoint(order)
    return seen and is_open(order)


def in_queue(order_id: str, merchant_id: str) -> dict[str, str]:
    """What puts an open order into the queue. It has its sort key there from the start, until it is open no more."""
    return {"due_pk": waiting_list(merchant_id, shard_of(order_id, WAITING_SHARDS))}


def places_of(order: Item) -> Item:
    """The attributes that place a new order."""
    place = f"{order['created_at']}#{order['id']}"
    places = {"list_pk": order_list(order["merchant_id"], shard_of(order["id"], ORDER_SHARDS)), "list_sk": place}
    places |= {"due_sk": place} if is_open(order) else {}
    return places | (in_queue(order["id"], order["merchant_id"]) if waits(order) else {})
