"""Reading a timeline."""

import re
from typing import Any, Final

from shared.orders.store import find_order
from shared.orders.timeline.store import read_closed, read_timeline
from shared.table.paging import PageRequest, decode_cursor, encode_cursor
from shared.table.port import Table

_PLACE: Final = re.compile(r"[1-9]\d{0,5}\.\d{1,5}")
"""A stored page, and how many of its entries were shown."""


def show_timeline(table: Table, merchant_id: str, order_id: str, wanted: PageRequest) -> dict[str, Any]:
    """A page of entries, oldest first, from one stored page of some 400; and the ``head`` of the whole chain.

    The stream brings entries seconds after what they tell of. Raises ``NotFound``, also for an order of another
    merchant (rule M10), and ``MalformedRequest`` for a cursor that is not ours.
    """
    order = find_order(table, order_id, merchant_id)
    place = decode_cursor(wanted.cursor, _PLACE, order.id) if wanted.cursor else "1.0"
    number, shown = map(int, place.split("."))
    current = read_timeline(table, order.id)
    if current is None:
        return {"data": [], "head": None, "next_cursor": None}
    closed = number <= current.closed
    page = read_closed(table, order.id, number) if closed else current if number == current.closed + 1 else None
    entries = list(page.entries()) if page else []
    fresh = entries[shown : shown + wanted.limit]
    following = None
    if shown + len(fresh) < len(entries):
        following = f"{number}.{shown + len(fresh)}"
    elif closed:
        following = f"{number + 1}.0"
    cursor = encode_cursor(following, order.id) if following else None
    return {"data": fresh, "head": current.head, "next_cursor": cursor}
