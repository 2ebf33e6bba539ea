"""What linked methods are to do for wallets by the clock: the schedule asks, the queue's reader does it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from shared.clock import Clock
from shared.errors import Busy
from shared.money import EXPONENTS
from shared.table.attempt import try_update
from shared.table.due import due_places
from shared.table.keys import due_attributes, wallet_id
from shared.table.port import Condition, ConditionFailed, Table, Update
from shared.table.reading import read_items
from shared.table.refill_keys import refill_key
from shared.wallets.refills.store import DUE_KIND, changed_put, from_item, woken

PER_SHARD: Final = 500
_AGAIN: Final = timedelta(hours=1)
_ATTEMPTS: Final = 5


def due_refills(table: Table, clock: Clock) -> Iterator[str]:
    """Places in the due index, oldest first within a shard."""
    return due_places(table, DUE_KIND, clock.now(), PER_SHARD)


def wake_refill(table: Table, clock: Clock, place: str) -> None:
    """Ask for one: one write, once for a place; it stays due, so that a lost message costs an hour and nothing else."""
    # Refused when another run was faster, or it is due at another time now.
    now = clock.now()
    try_update(table, woken(place, now, now + _AGAIN))


def look_no_later(table: Table, merchant_id: str, currency: str, at: datetime) -> None:
    """Have it looked at by then, where there is anything to look at."""
    due = due_attributes(DUE_KIND, wallet_id(merchant_id, currency), at)
    later = "attribute_exists(#pk) AND (attribute_not_exists(#due_sk) OR #due_sk > :latest)"
    # Refused where it is due by then anyhow.
    try_update(
        table,
        Update(refill_key(merchant_id, currency), dict(due), condition=Condition(later, {"latest": due["due_sk"]})),
    )


def forgive(table: Table, clock: Clock, merchant_id: str) -> None:
    """Let what failed for any wallet of this merchant be tried again at once: there is another method.

    There is at most one for each currency, so the keys are known. Raises ``Busy`` when others were in the way; the next
    call does what is left.
    """
    keys = [refill_key(merchant_id, currency) for currency in EXPONENTS]
    for _ in range(_ATTEMPTS):
        found = [from_item(item) for item in read_items(table, keys).values()]
        held = [refill for refill in found if refill.forgiven() != refill]
        if not held:
            return
        keys = [refill_key(merchant_id, refill.currency) for refill in held]
        for refill in held:
            try:
                table.put(changed_put(refill, refill.forgiven(), clock.now(), asked=True))
            except ConditionFailed:
                continue
    raise Busy("the wallets are being changed, try again")
