"""Callbacks and lines as table items: one partition for each thing that callbacks are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.callbacks.model import KEPT, Attempt, Callback, CallbackState, Line, subject_of
from shared.clock import parse_rfc3339, rfc3339
from shared.table.callback_keys import (
    CALLBACK_SHARDS,
    LINE,
    callback_key,
    callback_list,
    callbacks_of,
    held_list,
    line_key,
)
from shared.table.keys import due_attributes, list_sort, shard_of
from shared.table.port import ABSENT, Condition, Delete, Item, Put, Query, Table, Update

KIND: Final = "callback"
LINE_KIND: Final = "callback_line"
"""The kind of a line's item, and of its entry on the index ``due``."""

LATEST: Final = 100
"""Callbacks among which it is looked whether an event was told before: a second telling follows the first closely."""
_PAGE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Subject:
    """Callbacks about one thing in their order, all or the last, and the line if some of all wait."""

    id: str
    callbacks: tuple[Callback, ...] = ()
    line: Line | None = None

    def of_event(self, event_id: str) -> Callback | None:
        """The callback that tells of this event."""
        return next((each for each in self.callbacks if each.event_id == event_id), None)

    def numbered(self, sequence: int) -> Callback | None:
        """The callback with this number."""
        return next((each for each in self.callbacks if each.sequence == sequence), None)

    @property
    def head(self) -> Callback | None:
        """The first that waits: none of the others is sent before."""
        return next((each for each in self.callbacks if each.waiting), None)

    @property
    def next_sequence(self) -> int:
        """The number of the next callback."""
        return self.callbacks[-1].sequence + 1 if self.callbacks else 1


def read_subject(table: Table, subject_id: str) -> Subject:
    """Consistent reads of one partition: one, as a rule."""
    callbacks: list[Callback] = []
    line, above = None, None
    while True:
        page = table.query(Query(None, callbacks_of(subject_id), _PAGE, sort_above=above))
        for item in page.items:
            if item["sk"] == LINE:
                line = line_from_item(item)
            else:
                callbacks.append(callback_from_item(item))
        if page.scanned_to is None:
            return Subject(subject_id, tuple(callbacks), line)
        above = page.scanned_to


def read_line(table: Table, subject_id: str) -> Line | None:
    """One consistent read; ``None`` when nothing waits."""
    item = table.get(line_key(subject_id))
    return line_from_item(item) if item else None


def read_latest(table: Table, subject_id: str) -> Subject:
    """The line and the last :data:`LATEST` callbacks, by one consistent read: what it takes to add another.

    However much was told of a thing, telling more of it takes no longer.
    """
    page = table.query(Query(None, callbacks_of(subject_id), LATEST + 1, newest_first=True))
    line = next((line_from_item(item) for item in page.items if item["sk"] == LINE), None)
    callbacks = [callback_from_item(item) for item in reversed(page.items) if item["sk"] != LINE]
    return Subject(subject_id, tuple(callbacks), line)


def find_callback(table: Table, merchant_id: str, callback_id: str) -> Callback | None:
    """One callback of this merchant; ``None`` also for another's."""
    place = subject_of(callback_id)
    item = table.get(callback_key(*place)) if place else None
    found = callback_from_item(item) if item else None
    return found if found and found.merchant_id == merchant_id else None


def callback_lists(merchant_id: str) -> list[str]:
    """The partitions of the list index with a merchant's callbacks."""
    return [callback_list(merchant_id, shard) for shard in range(CALLBACK_SHARDS)]


def callback_put(callback: Callback) -> Put:
    """A new callback; refused when its number is taken."""
    pk, sk = callback_key(callback.subject_id, callback.sequence)
    shard = shard_of(callback.subject_id, CALLBACK_SHARDS)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": KIND,
        "body": callback.body,
        "created_at": rfc3339(callback.created_at),
        "ttl": int((callback.created_at + KEPT).timestamp()),
        "list_pk": callback_list(callback.merchant_id, shard),
        "list_sk": list_sort(callback.created_at, callback.id),
        **_fate(callback),
    }
    return Put({name: value for name, value in item.items() if value is not None}, ABSENT)


def callback_update(before: Callback, after: Callback) -> Update:
    """What became of it; refused when something else did meanwhile."""
    fate = _fate(after)
    return Update(
        callback_key(after.subject_id, after.sequence),
        {name: value for name, value in fate.items() if value is not None},
        remove=[name for name, value in fate.items() if value is None],
        condition=Condition(
            "#state = :before AND #attempts = :tries", {"before": str(before.state), "tries": before.attempts}
        ),
    )


def line_put(before: Line | None, after: Line, now: datetime) -> Put:
    """From what was read to what is wanted (``None``: there is none); refused when it was changed meanwhile."""
    pk, sk = line_key(after.subject_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": LINE_KIND,
        "merchant_id": after.merchant_id,
        "head": after.head,
        "tries": after.tries,
        "version": before.version + 1 if before else 1,
        "ttl": int((now + KEPT).timestamp()),
        **_place(after),
    }
    return Put(item, as_read(before) if before else ABSENT)


def line_delete(line: Line) -> Delete:
    """Nothing waits in it any more; refused when it was changed meanwhile."""
    return Delete(line_key(line.subject_id), as_read(line))


def as_read(line: Line) -> Condition:
    """Nobody has changed it since it was read."""
    return Condition("#version = :version", {"version": line.version})


def callback_from_item(item: Item) -> Callback:
    """The callback in an item."""
    following = item.get("next_at")
    return Callback(
        subject_id=item["pk"].partition("#")[2],
        sequence=int(item["sk"].partition("#")[2]),
        body=item["body"],
        created_at=parse_rfc3339(item["created_at"]),
        state=CallbackState(item["state"]),
        attempts=item["attempts"],
        last=_attempt(item["last"]) if "last" in item else None,
        next_at=parse_rfc3339(following) if following else None,
    )


def line_from_item(item: Item) -> Line:
    """The line in an item; when it is due, or since when it is held, is told by its place on the index."""
    at = parse_rfc3339(item["due_sk"].partition("#")[0])
    held = item["due_pk"] == held_list(item["merchant_id"])
    return Line(
        subject_id=item["pk"].partition("#")[2],
        merchant_id=item["merchant_id"],
        head=item["head"],
        tries=item["tries"],
        next_at=None if held else at,
        held_at=at if held else None,
        version=item["version"],
    )


def _fate(callback: Callback) -> dict[str, Any]:
    return {
        "state": str(callback.state),
        "attempts": callback.attempts,
        "last": _attempt_row(callback.last) if callback.last else None,
        "next_at": rfc3339(callback.next_at) if callback.next_at else None,
    }


def _place(line: Line) -> dict[str, str]:
    """Its entry tells the merchant, so that a schedule gives every merchant its turn from the index alone."""
    if line.held_at is not None:
        return {"due_pk": held_list(line.merchant_id), "due_sk": f"{rfc3339(line.held_at)}#{line.subject_id}"}
    if line.next_at is None:
        raise ValueError("a line waits for a time, or is held")
    return due_attributes(LINE_KIND, f"{line.merchant_id}#{line.subject_id}", line.next_at)


def _attempt_row(attempt: Attempt) -> list[str | int | None]:
    return [rfc3339(attempt.at), attempt.status, attempt.error, attempt.milliseconds]


def _attempt(row: Sequence[Any]) -> Attempt:
    return Attempt(parse_rfc3339(row[0]), row[1], row[2], row[3])
