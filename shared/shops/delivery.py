"""What a shop delivered, whole, and what became of it; one table item, with what does not fit in the bucket.

Its id is derived from what the shop named it **and** from what it says: WooCommerce gives every delivery of one webhook
within one second the same name, so the name alone would lose orders in a burst.
"""

import base64
import gzip
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.ids import derived_id
from shared.table.keys import NOT_DUE, due_attributes, list_sort
from shared.table.port import Condition, Item, Table, Update
from shared.table.shop_keys import delivery_key, delivery_list

KIND: Final = "shop_delivery"
"""The kind of the item, and of its entry on the index ``due``."""
PREFIX: Final = "shd"
KEPT: Final = timedelta(days=90)
"""How long a delivery can be read: it holds the buyer's data. Then the table's TTL takes it, and the bucket's rule."""

IN_ITEM: Final = 64 * 1024
"""Letters of the packed body that an item holds: a list reads its items whole, and each KB is a unit to write."""

TEST_EVENT: Final = "orderpay-test"
"""What a test delivery of ours is called; no order is ever made of one."""


class Outcome(StrEnum):
    """What became of a delivery.

    ``received``: in the queue. ``held``: its connection is paused. ``waiting``: tried again by itself, at ``next_at``.
    ``applied``: an order was made, changed, cancelled or recorded. ``unchanged``: said nothing new. ``stale``: the shop
    said something newer before. ``ignored``: asks for nothing. ``rejected``: cannot be read as an order.
    ``conflict``: it is understood, and the order is in no state that allows it.
    """

    RECEIVED = "received"
    HELD = "held"
    WAITING = "waiting"
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    STALE = "stale"
    IGNORED = "ignored"
    REJECTED = "rejected"
    CONFLICT = "conflict"


REPLAYABLE: Final = (Outcome.HELD, Outcome.WAITING, Outcome.IGNORED, Outcome.REJECTED, Outcome.CONFLICT)
"""Those of which something else may come after a fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """``shop_order`` is the shop's own id of the order, as far as it could be read when it came.

    ``sent_at`` is by the shop's clock if it tells, else ``received_at``. ``body`` is what came, gzip in base64;
    ``None`` when it lies in the bucket under ``object_key``. ``turn`` counts how often it was taken up anew, ``tries``
    how often in this turn. ``action`` is what was done to ``order_id``; ``reason`` and ``errors`` say why not.
    """

    id: str
    connection_id: str
    merchant_id: str
    topic: str
    event: str
    received_at: datetime
    sent_at: datetime
    size: int
    body: str | None
    shop_order: str | None = None
    outcome: Outcome = Outcome.RECEIVED
    turn: int = 0
    tries: int = 0
    next_at: datetime | None = None
    decided_at: datetime | None = None
    action: str | None = None
    order_id: str | None = None
    reason: str | None = None
    message: str | None = None
    errors: tuple[tuple[str, str, str], ...] = ()

    @property
    def object_key(self) -> str:
        """Where a body lies that its item cannot hold."""
        return f"deliveries/{self.id}"

    @property
    def group(self) -> str:
        """What is dealt with one after the other: what one shop says of one order."""
        return derived_id("grp", self.connection_id, self.shop_order or self.id)

    def again(self) -> "Delivery":
        """To be taken up anew, as if nothing had come of it."""
        return replace(
            self,
            outcome=Outcome.RECEIVED,
            turn=self.turn + 1,
            tries=0,
            next_at=None,
            decided_at=None,
            action=None,
            reason=None,
            message=None,
            errors=(),
        )


def delivery_id(connection_id: str, topic: str, event: str, digest: str) -> str:
    """The id of what a shop calls ``event`` and whose body has this digest."""
    return derived_id(PREFIX, connection_id, topic, event, digest)


def packed(body: bytes) -> str:
    """As an item holds it; the same bytes always give the same text."""
    return base64.b64encode(gzip.compress(body, mtime=0)).decode()


def unpacked(text: str) -> bytes:
    """What came."""
    return gzip.decompress(base64.b64decode(text))


def to_item(delivery: Delivery) -> Item:
    """The item; attributes that are ``None`` are left out."""
    values: Item = {
        name: getattr(delivery, name)
        for name in Delivery.__dataclass_fields__
        if name not in _TIMES and name != "errors" and getattr(delivery, name) is not None
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(delivery, name)) is not None}
    values["outcome"] = str(delivery.outcome)
    if delivery.errors:
        values["errors"] = [list(error) for error in delivery.errors]
    pk, sk = delivery_key(delivery.id)
    listed = {
        "list_pk": delivery_list(delivery.connection_id),
        "list_sk": list_sort(delivery.received_at, delivery.id),
    }
    due = due_attributes(KIND, delivery.id, delivery.next_at) if delivery.next_at else {}
    gone = {"ttl": int((delivery.received_at + KEPT).timestamp())}
    return values | {"pk": pk, "sk": sk, "kind": KIND} | listed | due | gone


def from_item(item: Item) -> Delivery:
    """The delivery in an item, also from an image of the stream."""
    values: dict[str, Any] = {name: item[name] for name in Delivery.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    values["outcome"] = Outcome(item["outcome"])
    values["errors"] = tuple((str(a), str(b), str(c)) for a, b, c in item.get("errors", ()))
    values.setdefault("body", None)
    return Delivery(**values)


def moved_update(before: Delivery, after: Delivery) -> Update:
    """From what was read to what is wanted, if nothing became of the delivery since; one that is gone stays gone."""
    was, item = to_item(before), to_item(after)
    changes = {name: item[name] for name in _MOVED if name in item}
    removed = [name for name in _MOVED if name in was and name not in item]
    values = {"outcome": str(before.outcome), "turn": before.turn, "tries": before.tries}
    as_read = Condition("#outcome = :outcome AND #turn = :turn AND #tries = :tries", values)
    return Update(delivery_key(before.id), changes, remove=removed, condition=as_read)


def read_delivery(table: Table, delivery_id: str) -> Delivery | None:
    """One consistent read."""
    item = table.get(delivery_key(delivery_id))
    return from_item(item) if item else None


_TIMES: Final = ("received_at", "sent_at", "next_at", "decided_at")
_MOVED: Final[tuple[str, ...]] = (
    *("outcome", "turn", "tries", "next_at", "decided_at", "action", "order_id", "reason", "message", "errors"),
    *NOT_DUE,
)
