"""The table's stream told to the timelines of orders: at least once in, each change once on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.clock import rfc3339
from shared.events.port import RejectStore
from shared.events.rejects import UNREADABLE, keep_record
from shared.orders.timeline.facts import facts_of
from shared.orders.timeline.model import Timeline, Told
from shared.orders.timeline.store import read_timelines, record
from shared.table.marshal import from_wire
from shared.table.port import Table


@dataclass(slots=True)
class Recorded:
    """Counts of one batch."""

    orders: int = 0
    entries: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class _Change:
    timeline: Timeline
    told: Told
    record: Mapping[str, Any]
    is_first: bool


def record_changes(table: Table, rejects: RejectStore, records: Sequence[Mapping[str, Any]]) -> Recorded:
    """Write what these stream records mean for orders, one write to an order; a repeat writes nothing.

    What can never be read goes whole to the reject store, so that it blocks nobody. Raises ``Busy`` when the table
    refused: the whole batch is then told again.
    """
    recorded = Recorded()
    by_order: dict[str, list[_Change]] = {}
    for each in records:
        try:
            change = _read(each)
        except UNREADABLE as error:
            keep_record(rejects, "timeline", each, error)
            recorded.rejected += 1
        else:
            if change is not None:
                by_order.setdefault(change.timeline.order_id, []).append(change)
    # An order that has just come to be has no timeline yet; where that is wrong, the write is refused and reads.
    stored = read_timelines(table, [each for each, changes in by_order.items() if not changes[0].is_first])
    for order_id, changes in by_order.items():
        try:
            told = [change.told for change in changes]
            recorded.entries += record(table, changes[0].timeline, stored.get(order_id), told)
            recorded.orders += 1
        except UNREADABLE as error:
            for change in changes:
                keep_record(rejects, "timeline", change.record, error)
            recorded.rejected += len(changes)
    return recorded


def _read(stream_record: Mapping[str, Any]) -> _Change | None:
    """What a record says of an order; ``None`` for anything else, and for a change that is nobody's concern."""
    change = stream_record["dynamodb"]
    new = from_wire(change["NewImage"]) if "NewImage" in change else {}
    if new.get("kind") != "order":
        return None
    old = from_wire(change["OldImage"]) if "OldImage" in change else None
    order_id, merchant_id, sequence = new["id"], new["merchant_id"], change["SequenceNumber"]
    if not (isinstance(order_id, str) and isinstance(merchant_id, str) and int(sequence) > 0):
        raise TypeError("an order has ids as text, and a change a number")
    changed_at = rfc3339(datetime.fromtimestamp(change["ApproximateCreationDateTime"], UTC))
    facts = tuple(facts_of(old, new, changed_at))
    if not facts:
        return None
    return _Change(
        Timeline(order_id=order_id, merchant_id=merchant_id), Told(str(sequence), facts), stream_record, old is None
    )
