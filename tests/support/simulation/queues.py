"""SQS: visibility time-outs, receive counts, dead-letter queues, and FIFO groups with one message out at a time."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.errors import Busy
from tests.support.simulation.clock import VirtualClock
from tests.support.simulation.gate import Gate

Json = dict[str, Any]
MAX_RECEIVES = 5
DEDUPLICATION_SECONDS = 300.0


@dataclass(slots=True)
class Message:
    """One message; invisible until ``visible_at``."""

    id: str
    body: str
    group: str | None = None
    visible_at: float = 0.0
    receives: int = 0

    def record(self) -> Json:
        """As a function gets it."""
        attributes = {"ApproximateReceiveCount": str(self.receives)}
        if self.group is not None:
            attributes["MessageGroupId"] = self.group
        return {"messageId": self.id, "body": self.body, "attributes": attributes}


@dataclass
class Queue:
    """``visibility`` seconds a received message stays away; after five receives it goes to ``dead``."""

    name: str
    clock: VirtualClock
    visibility: float
    fifo: bool = False
    messages: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)
    deduplicated: dict[str, float] = field(default_factory=dict)
    numbers: Any = field(default_factory=itertools.count)

    def send(self, body: str, group: str | None = None, deduplication_id: str | None = None) -> None:
        """Take one message, or drop it as a repeat."""
        now = self.clock.seconds()
        if deduplication_id is not None:
            if now - self.deduplicated.get(deduplication_id, float("-inf")) < DEDUPLICATION_SECONDS:
                return
            self.deduplicated[deduplication_id] = now
        self.messages.append(Message(f"{self.name}-{next(self.numbers)}", body, group, now))

    def receivable(self) -> list[Message]:
        """What a consumer could get now, oldest first."""
        now = self.clock.seconds()
        if not self.fifo:
            return [message for message in self.messages if message.visible_at <= now]
        blocked: set[str | None] = set()
        found = []
        for message in self.messages:
            if message.visible_at > now:
                blocked.add(message.group)
            elif message.group not in blocked:
                found.append(message)
        return found

    def receive(self, messages: list[Message], *, keep_visible: bool = False) -> list[Message]:
        """Hand these out; one that has been received too often goes to the dead instead."""
        out = []
        for message in messages:
            if message.receives >= MAX_RECEIVES:
                self.messages.remove(message)
                self.dead.append(message)
                continue
            message.receives += 1
            if not keep_visible:
                message.visible_at = self.clock.seconds() + self.visibility
            out.append(message)
        return out

    def exhaust(self, message: Message) -> None:
        """It has been received too often, which takes longer than anything is remembered for being a repeat."""
        message.receives = MAX_RECEIVES
        self.deduplicated.clear()

    def delete(self, message: Message) -> None:
        """Dealt with; once more does no harm."""
        if message in self.messages:
            self.messages.remove(message)

    def next_visible(self) -> float | None:
        """When something is to be had again."""
        return min((message.visible_at for message in self.messages), default=None)


class SqsClient:
    """The operations that the product calls."""

    def __init__(self, gate: Gate, queues: Mapping[str, Queue]) -> None:
        self._gate = gate
        self._queues = queues

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Json:
        """As :class:`shared.aws.client.JsonService` has it."""
        queue = self._queues[parameters["QueueUrl"]]
        if operation == "SendMessage":
            self._through_gate(operation, lambda: queue.send(parameters["MessageBody"]))
            return {}
        assert operation == "SendMessageBatch", operation
        return self._send_batch(queue, parameters["Entries"])

    def _send_batch(self, queue: Queue, entries: list[Json]) -> Json:
        """Up to ten; some may be refused."""
        if not 1 <= len(entries) <= 10 or len({entry["Id"] for entry in entries}) != len(entries):
            raise ValueError("1 to 10 entries with different ids")

        def send(taken: list[Json]) -> Json:
            for entry in taken:
                queue.send(entry["MessageBody"], entry.get("MessageGroupId"), entry.get("MessageDeduplicationId"))
            return {"Failed": [{"Id": entry["Id"]} for entry in entries[len(taken) :]]}

        half = entries[: len(entries) // 2]
        return dict(self._through_gate("SendMessageBatch", lambda: send(entries), lambda: send(half)))

    def _through_gate(self, name: str, perform: Any, partly: Any = None) -> Any:
        special = (lambda _: partly()) if partly is not None else None
        return self._gate.call("queue", name, perform, _busy, _busy, special)


def _busy() -> Busy:
    return Busy("sqs is busy, try again")
