"""Callbacks sent once more, one or all of a time: they wait again, under their own ids and numbers."""

from datetime import datetime
from typing import Final

from shared.callbacks.model import Callback, CallbackState, Line
from shared.callbacks.record_store import (
    callback_from_item,
    callback_update,
    line_put,
    read_subject,
)
from shared.callbacks.requests import LineRequest, ReplayRequest
from shared.clock import Clock, rfc3339
from shared.errors import Busy, NotFound
from shared.events.port import GroupedQueue
from shared.table.callback_keys import CALLBACK_SHARDS, callback_list
from shared.table.keys import LIST_INDEX
from shared.table.port import Query, Table, TransactionFailed
from shared.table.reading import read_entries

SLICE: Final = 100
_ATTEMPTS: Final = 5


def replay(table: Table, clock: Clock, callback: Callback) -> tuple[Callback, LineRequest]:
    """Have it sent as soon as its merchant's server takes anything: one transaction. What waits is tried at once.

    It is due by then, so the message for the queue only makes it sooner. While others about the same thing wait, the
    lowest number goes first. Raises ``Busy`` when others were in the way, ``NotFound`` when it is kept no more.
    """
    for _ in range(_ATTEMPTS):
        subject, now = read_subject(table, callback.subject_id), clock.now()
        found, line = subject.numbered(callback.sequence), subject.line
        if found is None:
            raise NotFound("no such callback")
        again = found.replayed()
        wanted = (line or Line(subject_id=subject.id, merchant_id=found.merchant_id)).replayed(found.sequence)
        if wanted.held_at is None:
            wanted = wanted.wanted(now)
        try:
            table.transact([callback_update(found, again), line_put(line, wanted, now)])
        except TransactionFailed:
            continue
        return again, LineRequest(found.merchant_id, subject.id, rfc3339(now))
    raise Busy("the callback is being sent, try again")


def replay_slice(table: Table, clock: Clock, retries: GroupedQueue, asked: ReplayRequest) -> int:
    """Replay some of a time, oldest first, and ask for the next slice; how many.

    A slice that is carried out twice replays what was not sent in between, and sends again what was.
    """
    partition = callback_list(asked.merchant_id, asked.shard)
    above, below = asked.above or _place(asked.start), _place(asked.end)
    page = table.query(Query(LIST_INDEX, partition, SLICE, sort_above=above, sort_below=below))
    entries = [entry for entry in page.items if above < entry["list_sk"] < below]
    replayed = 0
    for item in read_entries(table, entries):
        callback = callback_from_item(item)
        if _wanted(callback, asked.state):
            replay(table, clock, callback)
            replayed += 1
    if page.scanned_to is not None:
        retries.send([asked.at(asked.shard, page.scanned_to).message()])
    elif asked.shard + 1 < CALLBACK_SHARDS:
        retries.send([asked.at(asked.shard + 1, None).message()])
    return replayed


def _wanted(callback: Callback, state: CallbackState | None) -> bool:
    return not callback.waiting if state is None else callback.state is state


def _place(moment: datetime) -> str:
    """Below all that were made at that time."""
    return rfc3339(moment)
