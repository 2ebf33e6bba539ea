"""A shop that a merchant connected: what signs its deliveries, and how its orders are to be paid; one table item.

Its id is derived from merchant, system and domain: connected anew, a shop keeps the address that it delivers to.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.ids import derived_id
from shared.rotation import Secret, live_secrets, secret_row, secrets_from_rows
from shared.shops.mapping.port import Rules
from shared.shops.systems import ShopSystem
from shared.table.keys import list_sort
from shared.table.port import ABSENT, Condition, Item, Table, Update
from shared.table.shop_keys import connection_key, connection_list

KIND: Final = "shop_connection"
PREFIX: Final = "shp"


@dataclass(frozen=True, slots=True)
class Walk:
    """Deliveries with one of these outcomes are taken up anew, page by page, from ``cursor`` on: ``number`` of them so
    far were. ``id`` is of the request."""

    id: str
    outcomes: tuple[str, ...]
    cursor: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """``secrets`` newest first. ``source`` is that of the shop's orders, ``collect`` how they are to be paid.

    While ``paused_at`` is set deliveries are kept and nothing is made of them.
    """

    id: str
    merchant_id: str
    system: ShopSystem
    domain: str
    source: str
    collect: str
    rules: Rules
    secrets: tuple[Secret, ...]
    created_at: datetime
    paused_at: datetime | None = None
    walk: Walk | None = None
    version: int = 0

    def live_secrets(self, now: datetime) -> tuple[str, ...]:
        """The values of those that are taken."""
        return tuple(secret.value for secret in live_secrets(self.secrets, now))


def connection_id(merchant_id: str, system: ShopSystem, domain: str) -> str:
    """The id that a connection to this shop has, and always had."""
    return derived_id(PREFIX, merchant_id, system, domain)


def read_connection(table: Table, connection_id: str) -> Connection | None:
    """One consistent read."""
    item = table.get(connection_key(connection_id))
    return connection_from_item(item) if item else None


def changed_update(before: Connection | None, after: Connection) -> Update:
    """From what was read (``None``: no item) to what is wanted, in one write, if nobody has changed anything since."""
    rules = after.rules
    changes: Item = {
        "kind": KIND,
        "id": after.id,
        "merchant_id": after.merchant_id,
        "system": str(after.system),
        "domain": after.domain,
        "source": after.source,
        "collect": after.collect,
        "currency_rule": rules.currency,
        "test_orders": rules.test_orders,
        "secrets": [secret_row(secret) for secret in after.secrets],
        "created_at": rfc3339(after.created_at),
        "version": before.version + 1 if before else 1,
        "list_pk": connection_list(after.merchant_id),
        "list_sk": list_sort(after.created_at, after.id),
    }
    optional: Item = {
        "currencies": list(rules.currencies) if rules.currencies is not None else None,
        "paused_at": rfc3339(after.paused_at) if after.paused_at else None,
        "walk": _walk_row(after.walk) if after.walk else None,
    }
    changes |= {name: value for name, value in optional.items() if value is not None}
    removed = [name for name, value in optional.items() if value is None]
    return Update(connection_key(after.id), changes, remove=removed, condition=_as_read(before))


def connection_from_item(item: Item) -> Connection:
    """The connection in an item, also from an image of the stream."""
    currencies = item.get("currencies")
    return Connection(
        id=item["id"],
        merchant_id=item["merchant_id"],
        system=ShopSystem(item["system"]),
        domain=item["domain"],
        source=item["source"],
        collect=item["collect"],
        rules=Rules(item["currency_rule"], tuple(currencies) if currencies else None, item["test_orders"]),
        secrets=secrets_from_rows(item["secrets"]),
        created_at=parse_rfc3339(item["created_at"]),
        paused_at=parse_rfc3339(item["paused_at"]) if "paused_at" in item else None,
        walk=_walk(item["walk"]) if "walk" in item else None,
        version=item["version"],
    )


def _as_read(connection: Connection | None) -> Condition:
    if connection is None:
        return ABSENT
    values = {"version": connection.version, "created_at": rfc3339(connection.created_at)}
    return Condition("#version = :version AND #created_at = :created_at", values)


def _walk_row(walk: Walk) -> list[Any]:
    return [walk.id, list(walk.outcomes), walk.cursor, walk.number]


def _walk(row: list[Any]) -> Walk:
    return Walk(row[0], tuple(row[1]), row[2], row[3])
