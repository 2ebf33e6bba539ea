"""Taking in what a shop delivers: it is signed, it is kept whole, and only then the shop is told so.

Everything that is wrong about a signature is answered alike, so that nobody learns which connections there are.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.errors import BodyTooLarge, Unauthorized
from shared.ids import is_id
from shared.moments import read_moment
from shared.shops.bucket import DeliveryBucket
from shared.shops.connection import PREFIX, Connection, read_connection
from shared.shops.delivery import IN_ITEM, Delivery, Outcome, delivery_id, from_item, packed, to_item
from shared.shops.mapping.parsing import parsed
from shared.shops.mapping.port import Json, Unmappable
from shared.shops.signing import is_signed
from shared.shops.systems import HEADERS, ShopSystem, is_ping, shop_of
from shared.table.port import ABSENT, ConditionFailed, Put, Table

MOST_BYTES: Final = 4 * 1024 * 1024
"""A function is called with at most 6 MB, of which base64 takes a quarter."""
_MOST_NAME: Final = 200
_UNUSUAL: Final = re.compile(r"[^ -~]")
_ORDER: Final = re.compile(r"[!-~]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it came: ``headers`` have lower-case names, ``body`` is raw."""

    system: ShopSystem
    connection_id: str
    headers: Mapping[str, str]
    body: bytes

    def told(self, name: str) -> str:
        """What a header says in plain letters; nothing for one that is not there."""
        return _UNUSUAL.sub("?", self.headers.get(name, "")[:_MOST_NAME])


def receive(table: Table, bucket: DeliveryBucket, clock: Clock, sent: Sent) -> Delivery | None:
    """Keep a delivery, once: one read, one conditional write. ``None`` for a ping, of which nothing is kept.

    Raises ``Unauthorized`` and ``BodyTooLarge``.
    """
    if len(sent.body) > MOST_BYTES:
        raise BodyTooLarge(f"a delivery has at most {MOST_BYTES} bytes", code="delivery_too_large")
    connection, now = _connection(table, sent), clock.now()
    if is_ping(sent.system, sent.headers, sent.body):
        return None
    names = HEADERS[sent.system]
    if not is_signed(sent.headers.get(names.signature, ""), sent.body, connection.live_secrets(now)):
        raise _unsigned()
    if shop_of(sent.headers.get(names.source, "")) != connection.domain:
        raise Unauthorized("the delivery is of another shop than is connected", code="shop_mismatch")
    return _keep(table, bucket, _read(connection, sent, now))


def _connection(table: Table, sent: Sent) -> Connection:
    found = read_connection(table, sent.connection_id) if is_id(PREFIX, sent.connection_id) else None
    if found is None or found.system is not sent.system:
        raise _unsigned()
    return found


def _read(connection: Connection, sent: Sent, now: datetime) -> Delivery:
    names = HEADERS[sent.system]
    topic, event = sent.told(names.topic), sent.told(names.event)
    delivery = Delivery(
        id=delivery_id(connection.id, topic, event, hashlib.sha256(sent.body).hexdigest()),
        connection_id=connection.id,
        merchant_id=connection.merchant_id,
        topic=topic,
        event=event,
        received_at=now,
        sent_at=_sent_at(sent.told(names.sent_at) if names.sent_at else "", now),
        size=len(sent.body),
        body=packed(sent.body),
        outcome=Outcome.HELD if connection.paused_at else Outcome.RECEIVED,
    )
    try:
        return replace(delivery, shop_order=_named_order(parsed(sent.body)))
    except Unmappable as error:
        return replace(delivery, outcome=Outcome.REJECTED, decided_at=now, reason=error.code, message=error.message)


def _named_order(payload: Json) -> str | None:
    """The shop's own id of the order that this is about; ``None`` when it names none.

    A refund names its order beside itself (https://shopify.dev/docs/api/admin-rest/latest/resources/refund).
    """
    named = payload.get("order_id", payload.get("id"))
    if isinstance(named, bool) or not isinstance(named, int | str):
        return None
    text = str(named)
    return text if _ORDER.fullmatch(text) else None


def _sent_at(text: str, now: datetime) -> datetime:
    """By the shop's clock, if it can be read; nothing was sent after it came."""
    try:
        return min(read_moment(text), now)
    except ValueError:
        return now


def _keep(table: Table, bucket: DeliveryBucket, delivery: Delivery) -> Delivery:
    """As it stands, when it is known. One that is held is looked at by who takes it, should the pause end meanwhile."""
    stored = delivery
    if delivery.body is not None and len(delivery.body) > IN_ITEM:
        bucket.put(delivery.object_key, delivery.body.encode())
        stored = replace(delivery, body=None)
    try:
        table.put(Put(to_item(stored), ABSENT))
    except ConditionFailed as lost:
        return from_item(lost.existing) if lost.existing else stored
    return stored


def _unsigned() -> Unauthorized:
    return Unauthorized("the signature is missing or wrong")
