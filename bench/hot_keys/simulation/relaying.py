"""The table's stream in shards, and the real relay that reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from zlib import crc32

from bench.hot_keys.simulation.broken import Broken
from bench.hot_keys.simulation.debits import DebitQueue
from bench.hot_keys.simulation.limited_table import LimitedTable
from bench.hot_keys.simulation.loop import Loop
from bench.hot_keys.simulation.timing import Timing
from infra_cdk.background_functions import BACKGROUND
from infra_cdk.spec import StreamTrigger
from shared.events.envelope import DomainEvent
from shared.events.port import GroupedMessage
from shared.payments.outbox.relay import Outlets, relay
from shared.table.marshal import to_wire
from tests.support.simulation.stream import as_record
from tests.support.simulation.table import Change

_TRIGGER = next(spec.trigger for spec in BACKGROUND if spec.name == "relay_events")
assert isinstance(_TRIGGER, StreamTrigger)  # noqa: S101 - narrows the type
BATCH, PARALLEL, GATHER = _TRIGGER.batch_size, _TRIGGER.parallelization, float(_TRIGGER.gather_seconds)
_TO_A_CALL = 10


@dataclass
class _Outlets:
    """What one batch sends, and how many calls that takes."""

    messages: list[GroupedMessage] = field(default_factory=list)
    calls: int = 0

    def send(self, messages: Sequence[GroupedMessage]) -> None:
        self.messages += messages
        self.calls += -(-len(messages) // _TO_A_CALL)

    def all(self) -> Outlets:
        """Callbacks go to a queue of their own, and take calls as the others do."""
        none, callbacks = _Closings(), _Callbacks(self)
        lists = {"closings": none, "sendings": none, "refills": none, "exports": none}
        return Outlets(debits=self, callbacks=callbacks, shop_orders=callbacks, bus=self, rejects=self, **lists)

    def publish(self, events: Sequence[DomainEvent]) -> None:
        self.calls += -(-len(events) // _TO_A_CALL)

    def keep(self, name: str, content: str) -> None:
        raise Broken(f"a record was rejected: {name} {content}")


@dataclass
class _Callbacks:
    out: _Outlets

    def send(self, messages: Sequence[GroupedMessage]) -> None:
        self.out.calls += -(-len(messages) // _TO_A_CALL)


class _Closings:
    def send(self, bodies: Sequence[str]) -> None:
        if bodies:
            raise Broken("these orders have no links")


class Relaying:
    """Each shard is read by as many batches at once as the mapping says, each item always in the same lane."""

    def __init__(self, loop: Loop, table: LimitedTable, timing: Timing, queue: DebitQueue, shards: int) -> None:
        self.batches = 0
        self._loop = loop
        self._table = table
        self._timing = timing
        self._queue = queue
        self._lanes: list[list[tuple[Change, float]]] = [[] for _ in range(shards * PARALLEL)]
        self._reading: set[int] = set()

    def committed(self, changes: Sequence[Change]) -> None:
        """These have just been written, at the present of the invocation that wrote."""
        for change in changes:
            lane = crc32(change.key.pk.encode()) % len(self._lanes)
            self._lanes[lane].append((change, self._table.at))
            if lane not in self._reading:
                self._reading.add(lane)
                phase = lane / len(self._lanes)
                polls = int(self._table.at / self._timing.stream_poll - phase) + 1
                self._loop.at((polls + phase) * self._timing.stream_poll, partial(self._read, lane))

    def _read(self, lane: int) -> None:
        waiting = self._lanes[lane]
        if waiting and len(waiting) < BATCH and self._loop.now < waiting[0][1] + GATHER:
            self._loop.at(waiting[0][1] + GATHER, lambda: self._read(lane))
            return
        batch, self._lanes[lane] = waiting[:BATCH], waiting[BATCH:]
        if not batch:
            self._reading.discard(lane)
            return
        out = _Outlets()
        relay(out.all(), [as_record(change, at, to_wire) for change, at in batch])
        self.batches += 1
        seconds = self._timing.invocation + self._timing.call * out.calls + self._timing.record * len(batch)
        self._loop.at(self._loop.now + seconds, lambda: self._sent(lane, out.messages))

    def _sent(self, lane: int, messages: Sequence[GroupedMessage]) -> None:
        self._queue.send(messages)
        if self._lanes[lane]:
            self._read(lane)
        else:
            self._reading.discard(lane)
