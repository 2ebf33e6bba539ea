"""What the product asks of queue, bus and bucket."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.events.envelope import DomainEvent


@dataclass(frozen=True, slots=True)
class GroupedMessage:
    """A message of a FIFO queue: in order within ``group``, dropped if its id was sent within the last 5 minutes."""

    body: str
    group: str
    deduplication_id: str


class GroupedQueue(Protocol):
    """A FIFO queue."""

    def send(self, messages: Sequence[GroupedMessage]) -> None:
        """All are durable when this returns; raises ``Busy`` when any was refused."""
        ...


class MessageQueue(Protocol):
    """A standard queue: at least once, in no order."""

    def send(self, bodies: Sequence[str]) -> None:
        """All are durable when this returns; raises ``Busy`` when any was refused."""
        ...


class EventBus(Protocol):
    """The bus for others."""

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """All are durable when this returns; raises ``Busy`` when any was refused."""
        ...


class RejectStore(Protocol):
    """Where things go whole that can never be processed."""

    def keep(self, name: str, content: str) -> None:
        """Durable when this returns; the same name again overwrites itself."""
        ...
