"""Which events are callbacks as well, told to the queue of first tries; pure, and on the way of every order."""

from collections.abc import Iterable

from shared.callbacks.messages import event_message
from shared.events.audience import MERCHANT_TYPES
from shared.events.envelope import DomainEvent
from shared.events.port import GroupedMessage


def callback_messages(events: Iterable[DomainEvent]) -> list[GroupedMessage]:
    """One for each that merchants are told of, whether this one wants any or not: the queue's reader looks that up."""
    return [event_message(event) for event in events if event.type in MERCHANT_TYPES]
