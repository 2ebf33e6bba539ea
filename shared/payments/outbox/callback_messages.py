"""Which events are callbacks as well, told to the queue of first tries; pure, and on the way of every order."""

from collections import Counter
from collections.abc import Iterable

from shared.callbacks.messages import event_message
from shared.events.audience import MERCHANT_TYPES
from shared.events.envelope import DomainEvent
from shared.events.port import GroupedMessage


def callback_messages(events: Iterable[DomainEvent]) -> list[list[GroupedMessage]]:
    """One for each that merchants are told of, whether this one wants any or not: the queue's reader looks that up.

    In rounds: the first about each thing, then the second about each. A round is sent once all before it was taken,
    because the queue may take a later message of a batch and refuse an earlier one.
    """
    rounds: list[list[GroupedMessage]] = []
    told = Counter[str]()
    for event in events:
        if event.type in MERCHANT_TYPES:
            number = told[event.subject_id]
            told[event.subject_id] += 1
            rounds += [[]] if number == len(rounds) else []
            rounds[number].append(event_message(event))
    return rounds
