"""Reading a timeline."""

import re
from typing import Any, Final

from shared.orders.store import find_order
from shared.orders.timeline.store import read_closed, read_timeline
from shared.table.paging import decode_cursor, encode_cursor
from shared.table.port import Table

_PAGE_NUMBER: Final = re.compile(r"[1-9]\d{0,5}")


def show_timeline(table: Table, merchant_id: str, order_id: str, cursor: str | None) -> dict[str, Any]:
    """One stored page of entries (some 400), oldest first, and the ``head`` of the whole chain.

    The stream brings entries seconds after what they tell of. Raises ``NotFound``, also for an order of another
    merchant (rule M10), and ``MalformedRequest`` for a cursor that is not ours.
    """
    order = find_order(table, order_id, merchant_id)
    number = int(decode_cursor(cursor, _PAGE_NUMBER)) if cursor else 1
    current = read_timeline(table, order.id)
    if current is None:
        return {"data": [], "head": None, "next_cursor": None}
    if number > current.closed:
        entries = list(current.entries()) if number == current.closed + 1 else []
        return {"data": entries, "head": current.head, "next_cursor": None}
    page = read_closed(table, order.id, number)
    following = encode_cursor(str(number + 1))
    return {"data": list(page.entries()) if page else [], "head": current.head, "next_cursor": following}
