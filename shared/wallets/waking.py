"""Wallets that a schedule looks at again: their waiting orders may be payable then, without anybody asking."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.table.due import due_places
from shared.table.port import ConditionFailed, Table
from shared.wallets.store import DUE_KIND, wake_later, woken

PER_SHARD: Final = 500


def wake_no_later(table: Table, merchant_id: str, currency: str, at: datetime) -> None:
    """Have the wallet drained at ``at`` or, if that was wanted already, before."""
    try:
        table.update(wake_later(merchant_id, currency, at))
    except ConditionFailed:
        return  # It is due by then anyhow.


def due_wallets(table: Table, clock: Clock) -> Iterator[str]:
    """Places in the due index of wallets that are due, oldest first within a shard."""
    return due_places(table, DUE_KIND, clock.now(), PER_SHARD)


def wake(table: Table, clock: Clock, place: str) -> None:
    """Ask for the wallet's drain as its merchant would, and forget that it was due: one write, once for a place."""
    try:
        table.update(woken(place, clock.now()))
    except ConditionFailed:
        return  # Another run was faster, or it is due at another time now.
