"""Bus and bucket: what they were told."""

import json
from typing import Any

from tests.support.simulation.gate import Gate

Json = dict[str, Any]


class SinkError(Exception):
    """What the client library raises."""


class BusClient:
    """EventBridge; keeps every event's type and detail."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.events: list[Json] = []

    def put_events(self, *, Entries: list[Json]) -> Json:  # noqa: N803 - the service's names
        """Up to ten; some may be refused."""
        if not 1 <= len(Entries) <= 10:
            raise ValueError("1 to 10 entries")

        def put(entries: list[Json]) -> Json:
            self.events += [json.loads(entry["Detail"]) for entry in entries]
            return {"FailedEntryCount": len(Entries) - len(entries)}

        half = Entries[: len(Entries) // 2]
        return dict(self._gate.call("bus", "put_events", lambda: put(Entries), _failed, _failed, lambda _: put(half)))


class BucketClient:
    """S3; keeps objects by key."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.objects: dict[str, bytes] = {}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, ContentType: str) -> Json:  # noqa: N803
        """One object."""
        self._gate.call("bucket", "put_object", lambda: self.objects.update({Key: Body}), _failed, _failed)
        return {"Bucket": Bucket, "ContentType": ContentType}


def _failed() -> SinkError:
    return SinkError("no answer")
