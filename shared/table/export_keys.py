"""Keys of exports and of the provider's payouts; :mod:`shared.table.keys` has the whole schema."""

from shared.table.keys import Key


def export_key(export_id: str) -> Key:
    """Where an export lives."""
    return Key(export_id, "export")
