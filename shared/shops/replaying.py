"""A delivery taken up anew, as if nothing had come of it: the stream hands it on, as it did when it came."""

from typing import Final

from shared.clock import Clock
from shared.errors import Busy, Conflict
from shared.shops.connection import Connection
from shared.shops.delivery import REPLAYABLE, Delivery, from_item
from shared.shops.listing import find_delivery
from shared.table.keys import NOT_DUE
from shared.table.port import Condition, ConditionFailed, Table, Update
from shared.table.shop_keys import delivery_key

_ATTEMPTS: Final = 5
_FORGOTTEN: Final = ("next_at", "decided_at", "action", "reason", "message", "errors", *NOT_DUE)


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
    again = delivery.again()
    update = Update(
        delivery_key(delivery.id),
        {"outcome": str(again.outcome), "turn": again.turn, "tries": again.tries},
        remove=_FORGOTTEN,
        condition=as_read(delivery),
    )
    try:
        return from_item(table.update(update))
    except ConditionFailed:
        return None


def as_read(delivery: Delivery) -> Condition:
    """Nothing became of it since it was read."""
    values = {"outcome": str(delivery.outcome), "turn": delivery.turn, "tries": delivery.tries}
    return Condition("#outcome = :outcome AND #turn = :turn AND #tries = :tries", values)
