"""Keys of linked payment methods; their rows are in the table of :mod:`shared.table.keys`."""

from shared.table.keys import Key


def methods_key(merchant_id: str) -> Key:
    """Where all linked payment methods of a merchant live: one version guards their order and their number."""
    return Key(merchant_id, "methods")
