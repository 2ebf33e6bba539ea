"""Bus and bucket: what they were told."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pydantic_core import from_json

from shared.errors import Busy
from tests.support.published import check_entries
from tests.support.simulation.gate import Gate

Json = dict[str, Any]


class SinkError(Exception):
    """What the client library raises."""


class BusClient:
    """EventBridge; keeps every event's type and detail."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.events: list[Json] = []

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Json:
        """As :class:`shared.aws.client.JsonService` has it: up to ten entries, some of which may be refused."""
        assert operation == "PutEvents", operation
        entries: list[Json] = parameters["Entries"]
        if not 1 <= len(entries) <= 10:
            raise ValueError("1 to 10 entries")
        check_entries(entries)

        def put(taken: list[Json]) -> Json:
            self.events += [from_json(entry["Detail"]) for entry in taken]
            return {"FailedEntryCount": len(entries) - len(taken)}

        half = entries[: len(entries) // 2]
        return dict(self._gate.call("bus", operation, lambda: put(entries), _busy, _busy, lambda _: put(half)))


class BucketClient:
    """S3; keeps objects by key."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.objects: dict[str, bytes] = {}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, ContentType: str) -> Json:  # noqa: N803
        """One object."""
        self._gate.call("bucket", "put_object", lambda: self.objects.update({Key: Body}), _failed, _failed)
        return {"Bucket": Bucket, "ContentType": ContentType}

    def get_object(self, *, Bucket: str, Key: str) -> Json:  # noqa: N803
        """One that is there."""
        body = self._gate.call("bucket", "get_object", lambda: self.objects[Key], _failed, _failed)
        return {"Bucket": Bucket, "Body": BytesIO(body)}


def _busy() -> Busy:
    return Busy("events is busy, try again")


def _failed() -> SinkError:
    return SinkError("no answer")
