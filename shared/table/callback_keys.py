"""Keys of callbacks and of where they go; their rows are in the table of :mod:`shared.table.keys`."""

from shared.table.keys import Key


def callback_endpoint_key(merchant_id: str) -> Key:
    """Where it stands where a merchant's callbacks go, with the secrets that sign them."""
    return Key(merchant_id, "callback_endpoint")
