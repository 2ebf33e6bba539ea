"""Keys of linked payment methods; their rows are in the table of :mod:`shared.table.keys`."""

from shared.table.keys import Key


def methods_key(merchant_id: str) -> Key:
    """Where all linked payment methods of a merchant live: one version guards their order and their number."""
    return Key(merchant_id, "methods")


def setup_key(setup_id: str) -> Key:
    """Where a set-up of a method lives, with what was agreed to."""
    return Key(setup_id, "method_setup")


def method_owner_key(provider_id: str) -> Key:
    """Where it stands whose a method or a customer is; by the provider's id of it."""
    return Key(provider_id, "method_owner")
