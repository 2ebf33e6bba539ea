"""Keys of connected shops and of what they deliver; their rows are in the table of :mod:`shared.table.keys`."""

from shared.table.keys import Key, owned_list


def connection_key(connection_id: str) -> Key:
    """Where a connection to a shop lives."""
    return Key(connection_id, "shop_connection")


def connection_list(merchant_id: str) -> str:
    """Partition of the list index with a merchant's connections."""
    return owned_list(merchant_id, "shop_connection")


def source_key(merchant_id: str, source: str) -> Key:
    """Where it stands which shop's orders have this source."""
    return Key(f"shop_source#{merchant_id}#{source}", "shop_source")


def delivery_key(delivery_id: str) -> Key:
    """Where it lives what a shop delivered, and what became of it."""
    return Key(delivery_id, "shop_delivery")


def delivery_list(connection_id: str) -> str:
    """Partition of the list index with a connection's deliveries."""
    return owned_list(connection_id, "delivery")


def said_key(order_id: str) -> Key:
    """Where it stands what a shop last said of an order, also of one that it cancelled before we knew of it."""
    return Key(order_id, "shop_said")
