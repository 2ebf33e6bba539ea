"""Wallets that a schedule looks at again: their waiting orders may be payable then, without anybody asking."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.errors import Busy
from shared.table.attempt import try_update
from shared.table.due import due_places, next_try
from shared.table.port import Table
from shared.wallets.model import Wallet
from shared.wallets.store import DUE_KIND, read_wallet, redriven, wake_later, woken

PER_SHARD: Final = 500
_ATTEMPTS: Final = 3


def wake_no_later(table: Table, merchant_id: str, currency: str, at: datetime) -> None:
    """Have the wallet drained at ``at`` or, if that was wanted already, before."""
    # Refused where it is due by then anyhow.
    try_update(table, wake_later(merchant_id, currency, at))


def wake_after_failure(table: Table, clock: Clock, wallet: Wallet) -> None:
    """Have the wallet drained in place of a message that failed for good: in 5 minutes, then an hour, then daily.

    ``wallet`` is as it was read. Several messages that failed together count once. Raises ``Busy`` when others were in
    the way; nothing has changed.
    """
    for _ in range(_ATTEMPTS):
        update = redriven(wallet, next_try(clock.now(), wallet.redrives))
        if wallet.due_place is not None and wallet.due_place <= update.set["due_sk"]:
            return
        if try_update(table, update):
            return
        wallet = read_wallet(table, wallet.merchant_id, wallet.currency)
    raise Busy("the wallet is being changed, try again")


def due_wallets(table: Table, clock: Clock) -> Iterator[str]:
    """Places in the due index of wallets that are due, oldest first within a shard."""
    return due_places(table, DUE_KIND, clock.now(), PER_SHARD)


def wake(table: Table, clock: Clock, place: str) -> None:
    """Ask for the wallet's drain as its merchant would, and forget that it was due: one write, once for a place."""
    # Refused when another run was faster, or it is due at another time now.
    try_update(table, woken(place, clock.now()))
