"""The FIFO queue of debits: one batch of a wallet at a time, failed ones back after the visibility time-out."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final

from bench.hot_keys.simulation.limited_table import LimitedTable
from bench.hot_keys.simulation.loop import Loop
from bench.hot_keys.simulation.timing import Timing
from functions.auto_debit.handler import lambda_handler as auto_debit
from infra_cdk.background_functions import BACKGROUND
from infra_cdk.spec import QueueTrigger
from shared.events.port import GroupedMessage
from shared.payments.credits.joining import joined, read_asked

_SPEC = next(spec for spec in BACKGROUND if spec.name == "auto_debit")
assert isinstance(_SPEC.trigger, QueueTrigger)  # noqa: S101 - narrows the type
BATCH, AT_ONCE = _SPEC.trigger.batch_size, _SPEC.trigger.max_concurrency
VISIBILITY: Final = 6.0 * _SPEC.timeout_seconds
"""Seconds (infra_cdk/components/queue.py)."""
REPEATS: Final = (0.5, 1.0)
MAX_RECEIVES: Final = 5
_TWICE: Final = 0.02
"""Share of messages that are delivered once more."""


@dataclass(slots=True)
class _Message:
    body: str
    receives: int = 0


@dataclass(slots=True)
class _Group:
    waiting: deque[_Message] = field(default_factory=deque)
    busy: bool = False


class DebitQueue:
    """``dead`` is what failed for good, ``stalls`` how often a wallet had to wait for the visibility time-out.

    ``debits`` counts the transactions that went through.
    """

    def __init__(self, loop: Loop, table: LimitedTable, timing: Timing, chance: Random) -> None:
        self.dead: list[str] = []
        self.stalls = 0
        self.debits = 0
        self.most_waiting = 0
        self._loop = loop
        self._table = table
        self._timing = timing
        self._chance = chance
        self._groups: dict[str, _Group] = {}
        self._known: set[str] = set()
        self._running = 0
        self._waiting = 0

    def send(self, messages: Sequence[GroupedMessage]) -> None:
        """Take them, but for repeats."""
        for message in messages:
            if message.deduplication_id in self._known:
                continue
            self._known.add(message.deduplication_id)
            group = self._groups.setdefault(message.group, _Group())
            group.waiting.append(_Message(message.body))
            self._waiting += 1
        self.most_waiting = max(self.most_waiting, self._waiting)
        self._start()

    def _start(self) -> None:
        for group in self._groups.values():
            if self._running < AT_ONCE and group.waiting and not group.busy:
                group.busy = True
                self._running += 1
                batch = [group.waiting.popleft() for _ in range(min(BATCH, len(group.waiting)))]
                for message in batch:
                    message.receives += 1
                pickup = self._timing.queue_pickup + self._timing.invocation
                self._loop.at(self._loop.now + pickup, partial(self._next, group, deque(batch)))

    def _next(self, group: _Group, batch: deque[_Message], repeat: int = 0) -> None:
        """One transaction after the other, so that others come in between; a throttled one is tried again at once.

        The function gets the messages that it will join, as it would find them at the head of the whole batch.
        """
        if not batch:
            self._ended(group)
            return
        self._table.at = self._loop.now
        messages = list(batch)[: _joins(batch)]
        failed = auto_debit(_event(messages), None)["batchItemFailures"]
        if not failed:
            self.debits += 1
            for message in messages:
                batch.popleft()
                self._done(group, message)
            self._loop.at(self._table.at, lambda: self._next(group, batch))
        elif repeat < len(REPEATS):
            wait = self._chance.random() * REPEATS[repeat]
            self._loop.at(self._table.at + wait, lambda: self._next(group, batch, repeat + 1))
        else:
            self._put_back(group, batch)

    def _done(self, group: _Group, message: _Message) -> None:
        self._waiting -= 1
        if self._chance.random() < _TWICE:
            group.waiting.append(_Message(message.body))
            self._waiting += 1

    def _put_back(self, group: _Group, batch: deque[_Message]) -> None:
        """A failed message and those behind it in its group come again, in their order."""
        self.stalls += 1
        if batch[0].receives >= MAX_RECEIVES:
            self.dead.append(batch.popleft().body)
        group.waiting.extendleft(reversed(batch))
        self._running -= 1
        self._loop.at(self._loop.now + VISIBILITY, lambda: self._visible(group))
        self._start()

    def _visible(self, group: _Group) -> None:
        group.busy = False
        self._start()

    def _ended(self, group: _Group) -> None:
        self._running -= 1
        group.busy = False
        self._start()


def _joins(batch: Iterable[_Message]) -> int:
    """How many messages at the head the product debits together."""
    return next(joined(read_asked(message.body, again=message.receives > 1) for message in batch))[0]


def _event(messages: Iterable[_Message]) -> dict[str, Any]:
    records = [
        {
            "messageId": f"message-{number}",
            "body": message.body,
            "attributes": {"MessageGroupId": "wallet", "ApproximateReceiveCount": str(message.receives)},
        }
        for number, message in enumerate(messages)
    ]
    return {"Records": records}
