"""What is asked of the queue of second tries, ``callback-retries``: a line, a server to look at, or a replay.

It is a FIFO queue whose groups are lanes of one merchant: however many callbacks of a merchant wait, and however slow
its server is, they take a few lanes at a time, and every other merchant's lanes go on beside them.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from shared.callbacks.model import CallbackState
from shared.canonical import canonical_json, digest
from shared.clock import rfc3339
from shared.errors import MalformedRequest
from shared.events.port import GroupedMessage
from shared.table.keys import shard_of

LANES: Final = 4
"""Second tries of one merchant at a time."""
_HURRY: Final = 10
"""Seconds."""


@dataclass(frozen=True, slots=True)
class LineRequest:
    """Try what waits in the line of a thing; ``place`` is when it was to be tried, and a repeat of it is dropped."""

    merchant_id: str
    subject_id: str
    place: str

    def message(self) -> GroupedMessage:
        """For the queue."""
        body = {"line": self.subject_id, "merchant_id": self.merchant_id}
        group = f"{self.merchant_id}.{shard_of(self.subject_id, LANES)}"
        return GroupedMessage(canonical_json(body), group, digest([self.subject_id, self.place]))

    def hurried(self, now: datetime) -> GroupedMessage:
        """The same ahead of the schedule, for somebody who waits: one in ten seconds in each lane, whoever asks for how
        many. The others are due, and the schedule asks for as many as a merchant may have in the queue.
        """
        return _once(self.message(), "hurried", now)


@dataclass(frozen=True, slots=True)
class EndpointRequest:
    """Look at a merchant's server: probe it, or send what was held for it.

    ``above`` is how far a look has come that gives up all that is held for one that is gone; each slice asks for the
    next.
    """

    merchant_id: str
    at: datetime
    above: str | None = None

    def message(self) -> GroupedMessage:
        """For the queue; each asks for a look of its own."""
        body = {"endpoint": self.merchant_id} | ({"above": self.above} if self.above else {})
        group = f"{self.merchant_id}.endpoint"
        return GroupedMessage(canonical_json(body), group, digest([self.merchant_id, rfc3339(self.at), self.above]))

    def hurried(self, occasion: str) -> GroupedMessage:
        """The same at once: one in ten seconds for each occasion, however often a merchant gives it."""
        return _once(self.message(), occasion, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """Send a merchant's callbacks once more that were made from ``start`` until before ``end``, oldest first.

    ``state`` is ``None`` for delivered and failed ones; those that wait are sent anyhow. ``id`` is of this asking: a
    repeat of it within five minutes asks for nothing. ``shard`` and ``above`` are how far it has come: a slice at a
    time, each asks for the next.
    """

    id: str
    merchant_id: str
    start: datetime
    end: datetime
    state: CallbackState | None = None
    shard: int = 0
    above: str | None = None

    def message(self) -> GroupedMessage:
        """For the queue."""
        told = {
            "id": self.id,
            "merchant_id": self.merchant_id,
            "start": rfc3339(self.start),
            "end": rfc3339(self.end),
            "state": str(self.state) if self.state else None,
            "shard": self.shard,
            "above": self.above,
        }
        body = canonical_json({"replay": told})
        return GroupedMessage(body, f"{self.merchant_id}.replay", digest([self.id, self.shard, self.above]))

    def at(self, shard: int, above: str | None) -> "ReplayRequest":
        """From there on."""
        return replace(self, shard=shard, above=above)


def _once(message: GroupedMessage, occasion: str, now: datetime) -> GroupedMessage:
    """Of all that are sent to this group for this occasion, one in :data:`_HURRY` seconds."""
    return replace(message, deduplication_id=digest([message.group, occasion, int(now.timestamp()) // _HURRY]))


RetryRequest = LineRequest | EndpointRequest | ReplayRequest


def read_request(body: str, now: datetime) -> RetryRequest:
    """Raises :class:`MalformedRequest` for what is none of ours."""
    try:
        content = json.loads(body)
        if "line" in content:
            return LineRequest(str(content["merchant_id"]), str(content["line"]), "")
        if "endpoint" in content:
            above = content.get("above")
            return EndpointRequest(str(content["endpoint"]), now, str(above) if above else None)
        return _replay(content["replay"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedRequest("no second try of ours", code="invalid_callback_request") from error


def _replay(told: dict[str, Any]) -> ReplayRequest:
    return ReplayRequest(
        id=str(told["id"]),
        merchant_id=str(told["merchant_id"]),
        start=datetime.fromisoformat(told["start"]),
        end=datetime.fromisoformat(told["end"]),
        state=CallbackState(told["state"]) if told["state"] else None,
        shard=int(told["shard"]),
        above=told["above"],
    )
