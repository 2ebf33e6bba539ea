"""Callbacks that have to wait: written with their line in one transaction, so that none waits where nobody looks."""

from collections.abc import Callable
from typing import Final

from shared.callbacks.endpoint import Health, read_endpoint
from shared.callbacks.messages import Told, read_told
from shared.callbacks.model import Callback, Line, next_body
from shared.callbacks.record_store import Subject, callback_put, line_put, read_latest, read_line
from shared.clock import Clock
from shared.errors import Busy
from shared.table.port import ConditionFailed, Table, TransactionFailed

_ATTEMPTS: Final = 5


def new_callback(clock: Clock, told: Told, subject: Subject) -> Callback:
    """The next about its thing."""
    sequence = subject.next_sequence
    return Callback(
        subject_id=told.subject_id,
        sequence=sequence,
        body=next_body(told.detail, sequence),
        created_at=clock.now(),
    )


def store(
    table: Table, clock: Clock, told: Told, place: Callable[[Line], Line], tried: Callback | None = None
) -> Callback:
    """Keep an event as a callback that waits: behind those that do, else where ``place`` puts a new line.

    ``tried`` is what was sent of it in vain. An event that is kept already is not kept twice. Raises ``Busy`` when
    others were in the way, and when the number that was sent belongs to another now.
    """
    for _ in range(_ATTEMPTS):
        subject, now = read_latest(table, told.subject_id), clock.now()
        if (known := subject.of_event(told.event_id)) is not None:
            return known
        callback = tried or new_callback(clock, told, subject)
        if callback.sequence != subject.next_sequence:
            raise Busy("another callback took its number, try again")
        new = Line(subject_id=subject.id, merchant_id=told.merchant_id)
        line = subject.line if subject.line is not None else place(new)
        try:
            table.transact([callback_put(callback), line_put(subject.line, line, now)])
        except TransactionFailed:
            continue
        return callback
    raise Busy("the callbacks of this thing are being sent, try again")


def release(table: Table, clock: Clock, merchant_id: str, subject_id: str) -> bool:
    """Have a line tried that is held although its merchant's server is well, or gone; whether there was one.

    Who holds a line looks here afterwards: between looking at the server and holding the line, it may have become well,
    and all that was held then sent.
    """
    for _ in range(_ATTEMPTS):
        line = read_line(table, subject_id)
        if line is None or line.held_at is None:
            return False
        endpoint = read_endpoint(table, merchant_id)
        if endpoint is not None and endpoint.health is not Health.OK:
            return False
        now = clock.now()
        try:
            table.put(line_put(line, line.wanted(now), now))
        except ConditionFailed:
            continue
        return True
    raise Busy("the callbacks of this thing are being sent, try again")


def store_untried(table: Table, clock: Clock, body: str) -> None:
    """Keep an event whose first tries died of something, where its merchant wants it: second tries take it from there.

    Raises ``MalformedRequest`` for what is no message of the queue of callbacks.
    """
    told = read_told(body)
    endpoint = read_endpoint(table, told.merchant_id)
    if endpoint is not None and endpoint.wants(told.type):
        store(table, clock, told, lambda line: line.wanted(clock.now()))
