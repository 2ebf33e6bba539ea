"""Deliveries that wait, once they are due: taken up again by the stream, as when they were new."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from shared.clock import Clock
from shared.shops.delivery import KIND, Outcome, moved_update, read_delivery
from shared.table.attempt import try_update
from shared.table.due import due_ids
from shared.table.port import Table

PER_SHARD: Final = 250
"""Of one run: a read and a write for each. What is left is due in the next."""


def due_deliveries(table: Table, clock: Clock) -> Iterator[str]:
    """Ids of deliveries that are due, oldest first within a shard."""
    return due_ids(table, KIND, clock.now(), PER_SHARD)


def take_up(table: Table, clock: Clock, delivery_id: str) -> None:
    """Have it tried once more, once for each time that it is due: one read and one conditional write."""
    delivery = read_delivery(table, delivery_id)
    if delivery is None or delivery.outcome is not Outcome.WAITING:
        return
    if delivery.next_at is None or delivery.next_at > clock.now():
        return
    again = replace(delivery, outcome=Outcome.RECEIVED, tries=delivery.tries + 1, next_at=None)
    # Refused where another run was faster, or its merchant has replayed it.
    try_update(table, moved_update(delivery, again))
