"""Callbacks: kept once, in order for each thing, at least once, none lost."""

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from shared.callbacks.backoff import TRIES
from shared.callbacks.model import Callback
from shared.callbacks.record_store import callback_from_item
from shared.events.audience import MERCHANT_TYPES
from shared.table.callback_keys import callback_key, line_key
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_FIXED: Final = ("body", "created_at", "list_sk")


def callback_stays_what_it_says(books: Books, change: Change) -> None:
    """Its text and its place never change; numbers have no gaps; one that waits has a line."""
    old, new = change.old, change.new
    assert new is not None
    callback = callback_from_item(new)
    name = f"callback {callback.id}"
    demand(callback.content["sequence"] == callback.sequence, "callbacks", f"{name} tells another number")
    if old is not None:
        demand(all(old[each] == new[each] for each in _FIXED), "callbacks", f"{name} became another")
    elif callback.sequence > 1:
        before = callback_key(callback.subject_id, callback.sequence - 1)
        demand(before in books.memory.items, "callbacks", f"{name} leaves a gap")
    if callback.waiting:
        demand(line_key(callback.subject_id) in books.memory.items, "callbacks", f"{name} waits in no line")


def every_callback_was_taken(world: "World") -> None:
    """With every server well: whatever was published for a merchant that listens was taken, or tried for three days."""
    kept: dict[str, Callback] = {}
    for _, item in world.books.of_kind("callback"):
        callback = callback_from_item(item)
        demand(callback.event_id not in kept, "callbacks", f"{callback.event_id} is kept twice")
        kept[callback.event_id] = callback
    taken = {each.id for each in world.servers.tries if each.taken}
    for callback in kept.values():
        demand(not callback.waiting, "liveness", f"callback {callback.id} waits for ever")
        if callback.state == "delivered":
            demand(callback.event_id in taken, "callbacks", f"{callback.id} is delivered and was never taken")
        else:
            demand(callback.attempts >= TRIES, "callbacks", f"{callback.id} was given up")
    first = {event["id"]: place for place, event in reversed(list(enumerate(world.bus.events)))}
    for event in world.bus.events:
        since = world.books.listening.get(event["merchant_id"])
        if since is not None and event["type"] in MERCHANT_TYPES and first[event["id"]] >= since:
            demand(event["id"] in kept, "callbacks", f"{event['type']} {event['id']} was lost")
    demand(not list(world.books.of_kind("callback_line")), "liveness", "a line is never emptied")


def callbacks_came_in_order(world: "World") -> None:
    """No number is tried before the one below it, about the same thing, was taken or given up."""
    subjects, ended = {}, set()
    for _, item in world.books.of_kind("callback"):
        callback = callback_from_item(item)
        subjects[callback.event_id] = callback.subject_id
        if callback.state == "failed":
            ended.add((callback.subject_id, callback.sequence))
    taken: dict[str, set[int]] = defaultdict(set)
    for each in world.servers.tries:
        subject, sequence = subjects.get(each.id), each.content["sequence"]
        demand(subject is not None, "callbacks", f"{each.id} was sent and is not kept")
        assert subject is not None
        before = sequence == 1 or sequence - 1 in taken[subject] or (subject, sequence - 1) in ended
        demand(before, "callbacks", f"{sequence} about {subject} was sent before the one below it was taken")
        if each.taken:
            taken[subject].add(sequence)
