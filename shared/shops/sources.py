"""Each source has one shop: two that number their orders alike would change and cancel each other's orders."""

from typing import Final

from shared.clock import rfc3339
from shared.shops.connection import Connection
from shared.table.port import Condition, Delete, Put
from shared.table.shop_keys import connection_key, source_key

KIND: Final = "shop_source"


def taking(connection: Connection) -> Put:
    """The write that takes the source, together with the one that makes the connection; not if another has it."""
    pk, sk = source_key(connection.merchant_id, connection.source)
    mark = {"pk": pk, "sk": sk, "kind": KIND, "connection_id": connection.id}
    return Put(mark, _free_or_of(connection))


def leaving(connection: Connection) -> tuple[Delete, Delete]:
    """The writes that take the connection away, as it was made, and give its source free."""
    made = Condition("#created_at = :made", {"made": rfc3339(connection.created_at)})
    key = source_key(connection.merchant_id, connection.source)
    return Delete(connection_key(connection.id), made), Delete(key, _free_or_of(connection))


def _free_or_of(connection: Connection) -> Condition:
    return Condition("attribute_not_exists(#pk) OR #connection_id = :mine", {"mine": connection.id})
