"""Batched sending; whatever was not taken is an error, so that the caller's source tells it again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from shared.aws.client import JsonService
from shared.canonical import canonical_json
from shared.errors import Busy
from shared.events.envelope import SOURCE, DomainEvent
from shared.events.port import GroupedMessage

_BATCH: Final = 10
"""Entries to one call, of SQS as of EventBridge."""

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_Entry = TypeVar("_Entry")


class SqsGroupedQueue:
    """A FIFO queue on SQS."""

    def __init__(self, service: JsonService, url: str) -> None:
        self._service = service
        self._url = url

    def send(self, messages: Sequence[GroupedMessage]) -> None:
        """Ten to a call."""
        entries = [
            {
                "Id": str(place % _BATCH),
                "MessageBody": message.body,
                "MessageGroupId": message.group,
                "MessageDeduplicationId": message.deduplication_id,
            }
            for place, message in enumerate(messages)
        ]
        _send(self._service, self._url, entries)


class SqsQueue:
    """A standard queue on SQS."""

    def __init__(self, service: JsonService, url: str) -> None:
        self._service = service
        self._url = url

    def send(self, bodies: Sequence[str]) -> None:
        """Ten to a call."""
        entries = [{"Id": str(place % _BATCH), "MessageBody": body} for place, body in enumerate(bodies)]
        _send(self._service, self._url, entries)


class EventBridgeBus:
    """The bus on EventBridge; ``detail`` is a versioned event."""

    def __init__(self, service: JsonService, name: str) -> None:
        self._service = service
        self._name = name

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Ten to a call."""
        for batch in _batches(events):
            entries = [
                {
                    "EventBusName": self._name,
                    "Source": SOURCE,
                    "DetailType": event.type,
                    "Detail": canonical_json(event.detail()),
                }
                for event in batch
            ]
            answer = self._service.call("PutEvents", {"Entries": entries})
            if answer["FailedEntryCount"]:
                raise Busy("the bus did not take every event")


class BucketRejectStore:
    """Rejected things as objects under ``rejected/``; the client is made only when there is one."""

    def __init__(self, client: Callable[[], "S3Client"], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, name: str, content: str) -> None:
        """One object."""
        self._client().put_object(
            Bucket=self._bucket, Key=f"rejected/{name}.json", Body=content.encode(), ContentType="application/json"
        )


def _send(service: JsonService, url: str, entries: Sequence[Mapping[str, str]]) -> None:
    for batch in _batches(entries):
        if service.call("SendMessageBatch", {"QueueUrl": url, "Entries": batch}).get("Failed"):
            raise Busy("the queue did not take every message")


def _batches(entries: Sequence[_Entry]) -> Iterator[Sequence[_Entry]]:
    for start in range(0, len(entries), _BATCH):
        yield entries[start : start + _BATCH]
