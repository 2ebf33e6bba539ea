"""Deliveries of a connection taken up anew, page by page: it keeps the place, and the stream asks for the next."""

from dataclasses import replace
from typing import Final

from shared.errors import Busy
from shared.payments.taking.messages import WalkRequest
from shared.payments.taking.outcomes import moved_update
from shared.shops.connection import Connection, Walk, changed_update, read_connection
from shared.shops.delivery import Delivery, from_item
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
    taken = sum(_taken_up(table, delivery) for delivery in found if delivery.outcome in walk.outcomes)
    reached = page.items[-1]["list_sk"] if page.items else None
    _move(table, connection, asked, reached)
    return taken


def walk_again(table: Table, asked: WalkRequest) -> None:
    """A page's message failed for good: ask for the same page under the next number, if it is still awaited."""
    connection = read_connection(table, asked.connection_id)
    walk = _walk(connection, asked)
    if connection is not None and walk is not None:
        _move(table, connection, asked, walk.cursor, ends=False)


def _walk(connection: Connection | None, asked: WalkRequest) -> Walk | None:
    """The walk, if it stands where the message says."""
    walk = connection.walk if connection is not None else None
    if walk is None or (walk.id, walk.number) != (asked.walk_id, asked.number):
        return None
    return walk


def _taken_up(table: Table, delivery: Delivery) -> bool:
    """Not if something has become of it meanwhile."""
    return try_update(table, moved_update(delivery, delivery.again()))


def _move(
    table: Table, connection: Connection | None, asked: WalkRequest, reached: str | None, *, ends: bool = True
) -> None:
    """To the next page, or to the end where there is none; a merchant may change the connection meanwhile."""
    for _ in range(_ATTEMPTS):
        walk = _walk(connection, asked)
        if connection is None or walk is None:
            return
        over = ends and reached is None
        after = replace(connection, walk=None if over else replace(walk, cursor=reached, number=walk.number + 1))
        if try_update(table, changed_update(connection, after)):
            return
        connection = read_connection(table, connection.id)
    raise Busy("the connection is being changed, try again")
