"""One delivery taken: read, held against what was said before, done, remembered; the last write says what became of it.

A run that dies anywhere is gone through again: what is done to the order is safe against repeats, and what is
remembered never goes back.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.errors import Conflict, InvalidRequest
from shared.orders.model import Order
from shared.orders.store import from_item as order_from
from shared.payments.context import PaymentContext
from shared.payments.taking.applying import apply
from shared.payments.taking.deciding import FOLLOWED, Decided, Step, conflict, decide
from shared.payments.taking.messages import DeliveryRequest
from shared.payments.taking.outcomes import TRIES, decided, later
from shared.payments.taking.reading import NOT_TAKEN, invalid, read_delivered
from shared.payments.taking.said import Said, keep_said, said_from
from shared.payments.taking.wanting import order_wanted, said_by
from shared.shops.bucket import DeliveryBucket
from shared.shops.connection import Connection, connection_from_item, read_connection
from shared.shops.delivery import Delivery, Outcome, from_item, moved_update
from shared.shops.mapping.port import ShopOrder
from shared.shops.replaying import take_up
from shared.table.attempt import try_update
from shared.table.keys import order_key
from shared.table.port import Table
from shared.table.reading import read_items
from shared.table.shop_keys import connection_key, delivery_key, said_key

_REMOVED = Decided(outcome=Outcome.IGNORED, reason="connection_removed", message="the shop is not connected any more")


@dataclass(frozen=True, slots=True)
class Taking:
    """The worlds outside; ``bucket`` holds the bodies that no item holds."""

    context: PaymentContext
    bucket: DeliveryBucket


def take(taking: Taking, asked: DeliveryRequest) -> dict[str, Any]:
    """Take it, unless something became of it already; what became of it, for the log.

    Raises ``Busy`` and the provider's errors: nothing is decided then, and the message comes again.
    """
    table, now = taking.context.table, taking.context.clock.now()
    delivery, connection = _read(table, asked)
    if delivery is None or delivery.outcome not in (Outcome.RECEIVED, Outcome.HELD):
        return {"delivery": asked.delivery_id, "outcome": "known"}
    if connection is not None and connection.paused_at is not None:
        after = _held(table, delivery, connection)
    else:
        after = _taken(taking, delivery, connection, now)
        # Refused where its merchant, or another run, was faster; the order is as it should be.
        try_update(table, moved_update(delivery, after))
    told = {"delivery": after.id, "outcome": str(after.outcome)}
    return told | ({"reason": after.reason} if after.reason else {})


def _read(table: Table, asked: DeliveryRequest) -> tuple[Delivery | None, Connection | None]:
    delivery, connection = delivery_key(asked.delivery_id), connection_key(asked.connection_id)
    found = read_items(table, [delivery, connection])
    return (
        from_item(found[delivery]) if delivery in found else None,
        connection_from_item(found[connection]) if connection in found else None,
    )


def _held(table: Table, delivery: Delivery, connection: Connection) -> Delivery:
    """Kept until the connection is resumed; who resumes it while this is written may have walked past it."""
    held = replace(delivery, outcome=Outcome.HELD, next_at=None)
    if held == delivery or not try_update(table, moved_update(delivery, held)):
        return held
    now_stands = read_connection(table, connection.id)
    if now_stands is not None and now_stands.paused_at is not None:
        return held
    return take_up(table, held) or held


def _taken(taking: Taking, delivery: Delivery, connection: Connection | None, now: datetime) -> Delivery:
    """The delivery with what became of it, and what it said remembered."""
    if connection is None:
        return decided(delivery, _REMOVED, None, now)
    told = _told(taking, delivery, connection, now)
    if isinstance(told, Decided):
        return decided(delivery, told, None, now)
    said = said_by(connection, delivery, told)
    before, order = _found(taking.context.table, said.order_id)
    try:
        verdict = _done(taking.context, connection, told, said, before, order)
    except Conflict as pending:
        if delivery.tries < TRIES - 1:
            _remember(taking.context.table, before, replace(said, digest=None))
            return replace(later(delivery, pending.code, now), order_id=said.order_id, message=pending.message)
        verdict = conflict(pending.code, pending.message)
    if verdict.outcome is not Outcome.STALE:
        digest = said.digest if verdict.outcome in FOLLOWED else None
        _remember(taking.context.table, before, replace(said, digest=digest, action=verdict.action))
    return decided(delivery, verdict, said.order_id, now)


def _told(taking: Taking, delivery: Delivery, connection: Connection, now: datetime) -> ShopOrder | Decided:
    """In a currency that is taken no more only of an order that is here: it was wanted, and is still collected."""
    told = read_delivered(delivery, connection, taking.bucket, now)
    if not isinstance(told, Decided) or told.reason != NOT_TAKEN:
        return told
    in_any = replace(connection, rules=replace(connection.rules, currencies=None))
    anyway = read_delivered(delivery, in_any, taking.bucket, now)
    if isinstance(anyway, Decided):
        return told
    _, order = _found(taking.context.table, said_by(connection, delivery, anyway).order_id)
    return anyway if order is not None else told


def _found(table: Table, order_id: str) -> tuple[Said | None, Order | None]:
    """What was said of the order, and how it stands."""
    said, order = said_key(order_id), order_key(order_id)
    found = read_items(table, [said, order])
    return (said_from(found[said]) if said in found else None, order_from(found[order]) if order in found else None)


def _done(
    context: PaymentContext,
    connection: Connection,
    told: ShopOrder,
    said: Said,
    before: Said | None,
    order: Order | None,
) -> Decided:
    try:
        wanted = order_wanted(connection, told, context.clock.now())
    except InvalidRequest as refused:
        stale = before is not None and said.older_than(before)
        return Decided(outcome=Outcome.STALE) if stale else invalid(refused)
    step = decide(before, said, wanted.order if wanted is not None else None, order)
    return apply(context, step, wanted, before, order) if isinstance(step, Step) else step


def _remember(table: Table, before: Said | None, said: Said) -> None:
    """One write, and none where this is remembered already."""
    if said != before:
        keep_said(table, said, before)
