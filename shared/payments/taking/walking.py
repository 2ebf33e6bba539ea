"""Deliveries of a connection taken up anew, page by page: it keeps the place, and the stream asks for the next."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from shared.errors import Busy
from shared.ids import derived_id
from shared.payments.taking.messages import WalkRequest
from shared.shops.connection import Connection, Walk, changed_update, read_connection
from shared.shops.delivery import from_item
from shared.shops.replaying import take_up
from shared.table.attempt import try_update
from shared.table.keys import LIST_INDEX
from shared.table.port import Query, Table
from shared.table.reading import read_entries
from shared.table.shop_keys import delivery_list

PAGE: Final = 100
_ATTEMPTS: Final = 5


def walk_on(table: Table, asked: WalkRequest) -> int:
    """Take up one page, oldest first; how many deliveries. A message that comes again finds the walk further on.

    It ends with a page on which there is nothing: one look more than there are pages, for an index lags. Raises
    ``Busy`` when others were in the way.
    """
    connection = read_connection(table, asked.connection_id)
    walk = _walk(connection, asked)
    if connection is None or walk is None:
        return 0
    page = table.query(Query(LIST_INDEX, delivery_list(connection.id), PAGE, sort_above=walk.cursor))
    found = [from_item(item) for item in read_entries(table, page.items)]
    # Not those of which something has become meanwhile.
    taken = sum(take_up(table, delivery) is not None for delivery in found if delivery.outcome in walk.outcomes)
    reached = str(page.items[-1]["list_sk"]) if page.items else None
    _move(table, connection, asked, lambda walk: _after(walk, reached, taken))
    return taken


def walk_again(table: Table, asked: WalkRequest) -> None:
    """A page's message failed for good: the walk goes on from its place under another id, if it still stands there."""
    connection = read_connection(table, asked.connection_id)
    _move(table, connection, asked, lambda walk: replace(walk, id=derived_id("wlk", walk.id)))


def _walk(connection: Connection | None, asked: WalkRequest) -> Walk | None:
    """The walk, if it stands where the message says."""
    walk = connection.walk if connection is not None else None
    if walk is None or (walk.id, walk.cursor) != (asked.walk_id, asked.above):
        return None
    return walk


def _after(walk: Walk, reached: str | None, taken: int) -> Walk | None:
    """The walk from the next page on; none after the last."""
    return replace(walk, cursor=reached, number=walk.number + taken) if reached is not None else None


def _move(
    table: Table, connection: Connection | None, asked: WalkRequest, change: Callable[[Walk], Walk | None]
) -> None:
    """One conditional write; a merchant may change the connection meanwhile."""
    for _ in range(_ATTEMPTS):
        walk = _walk(connection, asked)
        if connection is None or walk is None:
            return
        if try_update(table, changed_update(connection, replace(connection, walk=change(walk)))):
            return
        connection = read_connection(table, connection.id)
    raise Busy("the connection is being changed, try again")
