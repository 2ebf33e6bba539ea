"""Keys of exports and of the provider's payouts; :mod:`shared.table.keys` has the whole schema."""

from typing import Final

from shared.table.keys import Key

PAYOUT_LIST: Final = "payouts"
"""Partition of the list index with the payouts of the platform's own account."""

PAYOUT_LINE_PREFIX: Final = "line#"
PAYOUT_SEARCH: Final = Key("payouts", "search")
"""How far today's look for payouts is."""


def export_key(export_id: str) -> Key:
    """Where an export lives."""
    return Key(export_id, "export")


def payout_key(payout_id: str) -> Key:
    """Where a payout of the provider lives; with its lines it is one item collection."""
    return Key(payout_id, "payout")


def payout_line_key(payout_id: str, line_id: str) -> Key:
    """Where it stands what one balance transaction of a payout is of ours."""
    return Key(payout_id, PAYOUT_LINE_PREFIX + line_id)
