"""What a merchant does with its connections to shops. Lost races are tried again: nothing depends on who was first."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.clock import Clock, rfc3339
from shared.errors import Busy, Conflict, NotFound
from shared.ids import is_id, random_id, request_id
from shared.rotation import Secret, public_secrets
from shared.shops.changing import changed, hurried, rotated_secret, walking
from shared.shops.connection import (
    PREFIX,
    Connection,
    changed_update,
    connection_from_item,
    connection_id,
    read_connection,
)
from shared.shops.delivery import Outcome
from shared.shops.mapping.port import Rules
from shared.shops.signing import is_among, new_secret
from shared.shops.sources import leaving, taking
from shared.table.create import key_reused
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import ConditionFailed, Table, TransactionFailed
from shared.table.shop_keys import connection_list

if TYPE_CHECKING:
    from shared.shops.request import ConnectionChange, ConnectionRequest, SecretRequest

_ATTEMPTS: Final = 5
_SECRET: Final = "sec"  # noqa: S105  # a prefix
_WALK: Final = "wlk"
_ROUTE: Final = "shop-connections/rotate-secret"


def create_connection(
    table: Table, clock: Clock, merchant_id: str, request: "ConnectionRequest"
) -> tuple[Connection, str | None]:
    """The connection, and the secret if this call made it: one transaction, which also takes the source.

    Raises ``Conflict`` when the shop is connected with other settings, or another has the source; ``InvalidRequest``
    for a domain that cannot be.
    """
    now, source = clock.now(), request.origin()
    secret = Secret(random_id(_SECRET), request.secret or new_secret(), now)
    wanted = Connection(
        id=connection_id(merchant_id, request.system, request.domain),
        merchant_id=merchant_id,
        system=request.system,
        domain=request.domain,
        source=source,
        collect=request.collect,
        rules=request.rules(),
        secrets=(secret,),
        created_at=now,
    )
    try:
        table.transact([changed_update(None, wanted), taking(wanted)])
    except TransactionFailed as refused:
        if 0 not in refused.failed:
            message = "the orders of another shop have this source: name one for this shop alone"
            raise Conflict(message, code="source_taken") from refused
        stands = refused.failed[0]
    else:
        return replace(wanted, version=1), secret.value
    existing = connection_from_item(stands) if stands else None
    if existing is None or _settings(existing) != _settings(wanted) or not _takes(existing, request.secret, now):
        message = "this shop is connected with other settings: change those, or rotate its secret"
        raise Conflict(message, code="shop_connected")
    return existing, None


def find_connection(table: Table, merchant_id: str, connection_id: str) -> Connection:
    """One connection of this merchant. Raises ``NotFound``, also for another's."""
    found = read_connection(table, connection_id) if is_id(PREFIX, connection_id) else None
    if found is None or found.merchant_id != merchant_id:
        raise NotFound("no such shop connection")
    return found


def list_connections(table: Table, merchant_id: str, page: PageRequest) -> Listing:
    """A merchant's connections, newest first."""
    return list_page(table, [connection_list(merchant_id)], page)


def change_connection(
    table: Table, clock: Clock, merchant_id: str, connection_id: str, request: "ConnectionChange"
) -> Connection:
    """Settings, or a pause; after one, what was held is taken up. A repeat writes nothing. Raises ``NotFound``."""
    given, walk = request.given(), random_id(_WALK)
    return _change(table, merchant_id, connection_id, lambda each: changed(each, given, walk, clock.now()))[0]


def rotate_secret(
    table: Table,
    clock: Clock,
    merchant_id: str,
    connection_id: str,
    request: "SecretRequest",
    idempotency_key: str | None,
) -> tuple[Connection, Secret, bool]:
    """A new secret beside the last, the connection, and whether this call made it.

    Raises ``NotFound``, ``Conflict`` when two are taken already, ``IdempotencyMismatch`` when the key was used with
    another body. Given the newest secret once more none is made, and the one before it ends the sooner.
    """
    secret_id = request_id(_SECRET, connection_id, _ROUTE, idempotency_key)
    value, digest = request.secret or new_secret(), request.digest()
    overlap = timedelta(hours=request.expires_in_hours)

    def rotate(connection: Connection) -> Connection:
        known = next((each for each in connection.secrets if each.id == secret_id), None)
        if known is not None and known.request != digest:
            raise key_reused()
        now = clock.now()
        if known is not None:
            return connection
        if is_among(value, [connection.secrets[0].value]):
            return hurried(connection, overlap, now)
        return rotated_secret(connection, Secret(secret_id, value, now, None, digest), overlap, now)

    connection, written = _change(table, merchant_id, connection_id, rotate)
    newest = next((each for each in connection.secrets if each.id == secret_id), connection.secrets[0])
    return connection, newest, written and newest.id == secret_id


def remove_connection(table: Table, merchant_id: str, connection_id: str) -> None:
    """Nothing more is taken from this shop, and of what waits nothing is made. Raises ``NotFound``."""
    found = find_connection(table, merchant_id, connection_id)
    # Refused where it was taken away meanwhile; what was connected since is another.
    with suppress(TransactionFailed):
        table.transact(leaving(found))


def begin_walk(table: Table, merchant_id: str, connection_id: str, outcome: Outcome) -> Connection:
    """Have all deliveries with this outcome taken up anew; the stream tells who does it. Raises ``NotFound``."""
    walk = random_id(_WALK)
    return _change(table, merchant_id, connection_id, lambda each: walking(each, walk, outcome))[0]


def public(connection: Connection, base_url: str) -> dict[str, Any]:
    """The connection as the API shows it: of its secrets not the values."""
    walk = connection.walk
    return {
        "id": connection.id,
        "system": str(connection.system),
        "domain": connection.domain,
        "source": connection.source,
        "collect": connection.collect,
        "currency": connection.rules.currency,
        "currencies": list(connection.rules.currencies) if connection.rules.currencies is not None else None,
        "test_orders": connection.rules.test_orders,
        "webhook_url": f"{base_url}/v1/shop-orders/{connection.system}/{connection.id}",
        "secrets": public_secrets(connection.secrets),
        "paused_at": rfc3339(connection.paused_at) if connection.paused_at else None,
        "replay": {"outcomes": list(walk.outcomes), "pages": walk.number} if walk else None,
        "created_at": rfc3339(connection.created_at),
    }


def _change(
    table: Table, merchant_id: str, connection_id: str, change: Callable[[Connection], Connection]
) -> tuple[Connection, bool]:
    """The connection after it, and whether it was one."""
    for _ in range(_ATTEMPTS):
        before = find_connection(table, merchant_id, connection_id)
        after = change(before)
        if after == before:
            return before, False
        with suppress(ConditionFailed):
            return connection_from_item(table.update(changed_update(before, after))), True
    raise Busy("the connection is being changed, try again")


def _settings(connection: Connection) -> tuple[str, str, Rules]:
    """What a merchant chose when it connected the shop."""
    return connection.source, connection.collect, connection.rules


def _takes(connection: Connection, secret: str | None, now: datetime) -> bool:
    return secret is None or is_among(secret, connection.live_secrets(now))
