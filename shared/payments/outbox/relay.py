"""The outbox: the table's stream told to our queue and to the bus, at least once, without any extra write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.events.envelope import DomainEvent
from shared.events.port import EventBus, GroupedMessage, GroupedQueue, MessageQueue, RejectStore
from shared.events.rejects import UNREADABLE, keep_record
from shared.exports.messages import wanted_slice
from shared.payments.collecting.closing_request import wanted_closing
from shared.payments.credits.debit_request import DrainRequest, WantedDebit, group_requests, wanted_debit, wanted_drain
from shared.payments.outbox.callback_messages import callback_messages
from shared.payments.outbox.events import events_of
from shared.payments.sending.messages import wanted_messages
from shared.payments.taking.messages import wanted_shop_message
from shared.payments.topping_up.messages import wanted_refill
from shared.table.marshal import from_wire
from shared.table.port import Item


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where changes go."""

    debits: GroupedQueue
    closings: MessageQueue
    sendings: MessageQueue
    refills: MessageQueue
    exports: MessageQueue
    callbacks: GroupedQueue
    shop_orders: GroupedQueue
    bus: EventBus
    rejects: RejectStore


@dataclass(slots=True)
class Relayed:
    """Counts of one batch, and the ids of the orders in it, each once."""

    orders: int = 0
    closings: int = 0
    sendings: int = 0
    refills: int = 0
    exports: int = 0
    shop_orders: int = 0
    events: int = 0
    rejected: int = 0
    order_ids: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    """When the orders were created that credits paid without ever having had them wait."""


@dataclass(slots=True)
class _Batch:
    orders: list[WantedDebit] = field(default_factory=list)
    drains: list[DrainRequest] = field(default_factory=list)
    closings: list[str] = field(default_factory=list)
    sendings: list[str] = field(default_factory=list)
    refills: dict[str, None] = field(default_factory=dict)
    """Each once, in order."""
    exports: list[str] = field(default_factory=list)
    shop_orders: list[GroupedMessage] = field(default_factory=list)
    events: list[DomainEvent] = field(default_factory=list)
    order_ids: dict[str, None] = field(default_factory=dict)
    covered: list[str] = field(default_factory=list)


def relay(outlets: Outlets, records: Sequence[Mapping[str, Any]]) -> Relayed:
    """Send what these stream records mean; a repeat sends the same ids again.

    A record that can never be read goes whole to the reject store with its reason, so that it blocks nobody. Raises
    ``Busy`` when an outlet did not take everything: the whole batch is then told again.
    """
    batch, relayed = _Batch(), Relayed()
    for record in records:
        try:
            _read(record, batch)
        except UNREADABLE as error:
            keep_record(outlets.rejects, "stream", record, error)
            relayed.rejected += 1
    debits = [request.message() for request in group_requests(batch.orders)]
    outlets.debits.send([*debits, *(drain.message() for drain in batch.drains)])
    outlets.closings.send(batch.closings)
    outlets.sendings.send(batch.sendings)
    outlets.refills.send([*batch.refills])
    outlets.exports.send(batch.exports)
    outlets.shop_orders.send(batch.shop_orders)
    outlets.bus.publish(batch.events)
    for told in callback_messages(batch.events):
        outlets.callbacks.send(told)
    relayed.orders, relayed.closings, relayed.events = len(batch.orders), len(batch.closings), len(batch.events)
    relayed.sendings, relayed.refills = len(batch.sendings), len(batch.refills)
    relayed.exports, relayed.shop_orders = len(batch.exports), len(batch.shop_orders)
    relayed.order_ids, relayed.covered = [*batch.order_ids], batch.covered
    return relayed


def _read(record: Mapping[str, Any], batch: _Batch) -> None:
    """All of a record or nothing of it: every reading is made before any is kept."""
    change = record["dynamodb"]
    old = from_wire(change["OldImage"]) if "OldImage" in change else None
    new = from_wire(change["NewImage"]) if "NewImage" in change else None
    closing, drain = wanted_closing(old, new), wanted_drain(old, new)
    sendings, refill, export = wanted_messages(old, new), wanted_refill(old, new), wanted_slice(old, new)
    shop_order = wanted_shop_message(old, new)
    wanted, events = wanted_debit(old, new, int(change.get("SizeBytes", 0))), events_of(old, new)
    if wanted is not None:
        batch.orders.append(wanted)
    if drain is not None:
        batch.drains.append(drain)
    if closing is not None:
        batch.closings.append(closing)
    batch.sendings += sendings
    if refill is not None:
        batch.refills[refill] = None
    if export is not None:
        batch.exports.append(export)
    if shop_order is not None:
        batch.shop_orders.append(shop_order)
    batch.events += events
    if new is not None and (wanted is not None or events) and new.get("kind") == "order":
        _note_order(batch, old or {}, new)


def _note_order(batch: _Batch, old: Item, new: Item) -> None:
    batch.order_ids[new["id"]] = None
    if old and _covered(old, new):
        batch.covered.append(new["created_at"])


def _covered(old: Item, new: Item) -> bool:
    """Released by this change, from credits, without a word before of why it waits."""
    released = "released_at" in new and "released_at" not in old
    return released and new.get("paid_means") == "credits" and "unpaid_reason" not in old
