"""Queues, bus and secrets in memory, where a service's connection would be: what the quick loop stands on.

The product's client makes and reads its requests as always. That it speaks as AWS does is for moto to say, in the full
run; here each call costs a hundredth of that. Single-threaded use only.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shared.aws.answers import Answer
from tests.support.described import check_request, check_sending
from tests.support.outbox import MAIL_PATH, light_answer, outbox
from tests.support.published import check_entries
from tests.support.watching import watch

Json = dict[str, Any]
_RELEASED: Final = ("orderpay", "order.released")
"""Source and type of the events that the bus's only rule passes on."""


@dataclass(slots=True, eq=False)
class Message:
    """One message, in hand or not."""

    id: str
    body: str
    group: str | None = None
    deduplication_id: str | None = None
    received: int = 0
    in_hand: bool = False

    def told(self) -> Json:
        """As SQS gives it."""
        attributes = {"ApproximateReceiveCount": str(self.received)}
        if self.group is not None:
            attributes["MessageGroupId"] = self.group
        return {"MessageId": self.id, "ReceiptHandle": self.id, "Body": self.body, "Attributes": attributes}


@dataclass
class LightQueue:
    """Messages stay in hand until they are deleted or put back; a group with one in hand gives no other.

    A repeat is dropped while its original waits, as moto does it.
    """

    name: str
    messages: list[Message] = field(default_factory=list)
    sent: int = 0

    def send(self, entry: Mapping[str, str]) -> str:
        """Take one; its id."""
        repeat = entry.get("MessageDeduplicationId")
        for message in self.messages:
            if repeat is not None and message.deduplication_id == repeat:
                return message.id
        self.sent += 1
        made = Message(f"{self.name}-{self.sent}", entry["MessageBody"], entry.get("MessageGroupId"), repeat)
        self.messages.append(made)
        return made.id

    def receive(self, most: int) -> list[Json]:
        """The oldest that can be had."""
        blocked = {message.group for message in self.messages if message.in_hand and message.group is not None}
        ready = [message for message in self.messages if not message.in_hand and message.group not in blocked]
        for message in ready[:most]:
            message.in_hand = True
            message.received += 1
        return [message.told() for message in ready[:most]]

    def delete(self, handles: Sequence[str]) -> None:
        """Dealt with."""
        self.messages = [message for message in self.messages if message.id not in handles]

    def put_back(self, handles: Sequence[str]) -> None:
        """To be had again at once."""
        for message in self.messages:
            message.in_hand = message.in_hand and message.id not in handles


@dataclass
class LightAws:
    """What there is, by address and by name."""

    queues: dict[str, LightQueue] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    events: int = 0

    def create_queue(self, name: str) -> str:
        """Its address."""
        url = f"https://memory.invalid/{name}"
        self.queues[url] = LightQueue(name)
        return url

    def answer(self, operation: str, parameters: Json) -> Json:
        """One operation of those that the product calls. Raises ``KeyError`` for any other."""
        answered: Json = _OPERATIONS[operation](self, parameters)
        return answered

    def _send(self, wanted: Json) -> Json:
        return {"MessageId": self.queues[wanted["QueueUrl"]].send(wanted)}

    def _send_batch(self, wanted: Json) -> Json:
        entries, queue = wanted["Entries"], self.queues[wanted["QueueUrl"]]
        if not 1 <= len(entries) <= 10 or len({entry["Id"] for entry in entries}) != len(entries):
            raise ValueError("1 to 10 entries with different ids")
        return {"Successful": [{"Id": entry["Id"], "MessageId": queue.send(entry)} for entry in entries], "Failed": []}

    def _put_events(self, wanted: Json) -> Json:
        if not 1 <= len(wanted["Entries"]) <= 10:
            raise ValueError("1 to 10 entries")
        check_entries(wanted["Entries"])
        released = [queue for queue in self.queues.values() if queue.name == "released"]
        for entry in wanted["Entries"]:
            self.events += 1
            passed_on = released if (entry["Source"], entry["DetailType"]) == _RELEASED else []
            for queue in passed_on:
                queue.send({"MessageBody": json.dumps({"detail": json.loads(entry["Detail"])})})
        return {"FailedEntryCount": 0, "Entries": [{"EventId": str(self.events)}] * len(wanted["Entries"])}

    def _secret(self, wanted: Json) -> Json:
        return {"SecretString": self.secrets[wanted["SecretId"]]}


_OPERATIONS: Final[Mapping[str, Callable[[LightAws, Json], Json]]] = {
    "SendMessage": LightAws._send,
    "SendMessageBatch": LightAws._send_batch,
    "PutEvents": LightAws._put_events,
    "GetSecretValue": LightAws._secret,
}
light: Final = LightAws()
"""The one that there is; empty where moto serves."""


class LightConnection:
    """What :class:`shared.aws.connection.Connection` is to the client."""

    def __init__(self, endpoint: str, patience: float = 0) -> None:
        self.host = endpoint.split("//")[1]

    def post(self, headers: Mapping[str, str], body: bytes, path: str = "/") -> Answer:
        """Looked on as moto's is."""
        if "x-amz-target" not in headers:
            return outbox.carry(path, body, _described if path == MAIL_PATH else light_answer)
        operation = headers["x-amz-target"].split(".")[1]
        wanted = json.loads(body)
        check_request(headers["x-amz-target"], wanted)
        watch.before(operation)
        content = light.answer(operation, wanted)
        watch.after()
        return Answer(200, {}, json.dumps(content).encode())

    def close(self) -> None:
        """There is none."""


def _described(operation: str, wanted: Json) -> Answer:
    check_sending(wanted)
    return light_answer(operation, wanted)
