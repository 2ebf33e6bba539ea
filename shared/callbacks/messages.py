"""What the queue ``callbacks`` carries: one event that a merchant is told of. Plain, for the hot path makes it."""

import json
from dataclasses import dataclass
from typing import Any

from shared.canonical import canonical_json
from shared.errors import MalformedRequest
from shared.events.envelope import DomainEvent
from shared.events.port import GroupedMessage


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what it is about; ``detail`` is what the bus tells of it."""

    subject_id: str
    detail: dict[str, Any]

    @property
    def event_id(self) -> str:
        """The same at every telling."""
        return str(self.detail["id"])

    @property
    def type(self) -> str:
        """The type of the event."""
        return str(self.detail["type"])

    @property
    def merchant_id(self) -> str:
        """Whom it is for."""
        return str(self.detail["merchant_id"])


def event_message(event: DomainEvent) -> GroupedMessage:
    """In order with whatever else is told of the same thing; a second telling of it is dropped for five minutes."""
    body = canonical_json({"callback": {"subject_id": event.subject_id, "event": event.detail()}})
    return GroupedMessage(body, event.subject_id, event.id)


def read_told(body: str) -> Told:
    """Raises :class:`MalformedRequest` for what :func:`event_message` has not made."""
    try:
        content = json.loads(body)["callback"]
        told = Told(str(content["subject_id"]), dict(content["event"]))
        _ = told.event_id, told.type, told.merchant_id
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("no event that is told", code="invalid_callback_event") from error
    return told
