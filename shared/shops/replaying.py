"""A delivery taken up anew, as if nothing had come of it: the stream hands it on, as it did when it came."""

from typing import Final

from shared.clock import Clock
from shared.errors import Busy, Conflict
from shared.shops.connection import Connection
from shared.shops.delivery import REPLAYABLE, Delivery, from_item, moved_update
from shared.shops.listing import find_delivery
from shared.table.port import ConditionFailed, Table

_ATTEMPTS: Final = 5


def replay(table: Table, clock: Clock, connection: Connection, delivery_id: str) -> Delivery:
    """One of this connection, in one conditional write. Raises ``NotFound``.

    ``Conflict`` when its outcome is one after which nothing else may come, or when it is in the queue anyway.
    """
    for _ in range(_ATTEMPTS):
        found = find_delivery(table, clock, connection, delivery_id)
        if found.outcome not in REPLAYABLE:
            raise Conflict("nothing else would come of this delivery, or it is in the queue", code="not_replayable")
        again = take_up(table, found)
        if again is not None:
            return again
    raise Busy("the delivery is being worked on, try again")


def take_up(table: Table, delivery: Delivery) -> Delivery | None:
    """``None`` when something became of it since it was read."""
    try:
        return from_item(table.update(moved_update(delivery, delivery.again())))
    except ConditionFailed:
        return None
