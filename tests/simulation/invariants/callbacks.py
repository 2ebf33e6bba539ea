"""Callbacks: kept once, in order for each thing, at least once, none lost."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.callbacks.backoff import TRIES, WAITS
from shared.callbacks.model import Callback
from shared.callbacks.record_store import callback_from_item, line_from_item
from shared.events.audience import MERCHANT_TYPES
from shared.table.callback_keys import callback_endpoint_key, callback_key, line_key
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.broken import demand
from tests.support.simulation.servers import Try
from tests.support.simulation.table import Change

if TYPE_CHECKING:
    from tests.simulation.world import World

_FIXED: Final = ("body", "created_at", "list_sk")
_CALLS: Final = timedelta(seconds=60)
"""What an invocation may take from looking at its clock to writing."""
_AT_ONCE: Final = timedelta(seconds=20)
_FIRST_SECONDS: Final = 3
"""What a first try waits for a server."""


def callback_stays_what_it_says(books: Books, change: Change) -> None:
    """Its text and its place never change; numbers have no gaps; one that waits has a line."""
    old, new = change.old, change.new
    assert new is not None
    callback = callback_from_item(new)
    name = f"callback {callback.id}"
    demand(callback.content["sequence"] == callback.sequence, "callbacks", f"{name} tells another number")
    if old is not None:
        demand(all(old[each] == new[each] for each in _FIXED), "callbacks", f"{name} became another")
    else:
        books.subject_of[callback.event_id] = callback.subject_id
    if old is None and callback.sequence > 1:
        before = callback_key(callback.subject_id, callback.sequence - 1)
        demand(before in books.memory.items, "callbacks", f"{name} leaves a gap")
    if callback.waiting:
        demand(line_key(callback.subject_id) in books.memory.items, "callbacks", f"{name} waits in no line")


def callback_ends_for_a_reason(books: Books, change: Change) -> None:
    """Delivered once a server has taken it; failed after ten tries, or when its merchant listens no more."""
    assert change.new is not None
    callback = callback_from_item(change.new)
    if change.old is not None and change.old["state"] == change.new["state"]:
        return
    if callback.state == "delivered":
        taken = any(each.taken and each.id == callback.event_id for each in reversed(books.tries))
        demand(taken, "callbacks", f"{callback.id} is delivered and was never taken")
    if callback.state == "failed":
        books.given_up.setdefault((callback.subject_id, callback.sequence), len(books.tries))
        if callback.last is not None and callback.last.error == "no_endpoint":
            gone = callback.merchant_id in books.once_gone
            demand(gone, "callbacks", f"{callback.id} was given up, and its merchant listens")
            return
        line = line_from_item(books.memory.items[line_key(callback.subject_id)])
        tries = line.tries_of(callback.sequence)
        demand(tries >= TRIES, "callbacks", f"{callback.id} was given up after {tries} tries")


def tries_keep_their_distance(books: Books, change: Change) -> None:
    """Each try that counts arranges the next as far off as its number says, a tenth more or less."""
    assert change.new is not None
    new = line_from_item(change.new)
    old = line_from_item(change.old) if change.old is not None else None
    counted = new.tries > (old.tries_of(new.head) if old is not None else 0)
    if new.next_at is None:
        return
    given = new.next_at - books.clock.now()
    books.claims[new.subject_id] += given > _AT_ONCE
    if not counted:
        return
    demand(new.tries <= TRIES, "callbacks", f"{new.head} about {new.subject_id} was tried {new.tries} times")
    wait = WAITS[min(new.tries, len(WAITS)) - 1]
    fits = wait * 9 // 10 - _CALLS <= given <= wait * 11 // 10 + _CALLS
    demand(fits, "callbacks", f"try {new.tries} of {new.head} about {new.subject_id} is followed after {given}")


def nobody_waits_in_a_line_that_goes(books: Books, change: Change) -> None:
    """It goes when nothing waits any more."""
    subject_id = change.key.pk.partition("#")[2]
    number = 1
    while (item := books.memory.items.get(callback_key(subject_id, number))) is not None:
        demand(item["state"] != "waiting", "callbacks", f"{number} about {subject_id} waits in no line any more")
        number += 1


def the_same_is_told_each_time(books: Books, attempt: Try) -> None:
    """A receiver that drops what it has had by its id misses nothing."""
    first = books.told_as.setdefault(attempt.id, attempt.content)
    # One that was sent, never kept, and then redriven from the dead letters has the next number (decision 0041).
    redriven = books.struck["redriven"] > 0 and first == attempt.content | _number(first)
    same = first == attempt.content or redriven
    demand(same, "callbacks", f"{attempt.id} was {first}, is {attempt.content}")


def _number(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"sequence": content["sequence"]}


def second_tries_are_arranged_first(books: Books, attempt: Try) -> None:
    """So that a run that dies has made a try, and no two make the same."""
    if attempt.seconds <= _FIRST_SECONDS:
        return
    subject = books.subject_of.get(attempt.id)
    demand(subject is not None, "callbacks", f"{attempt.id} was sent anew and is not kept")
    assert subject is not None
    books.second_tries[subject] += 1
    fits = books.second_tries[subject] <= books.claims[subject]
    demand(fits, "callbacks", f"{subject} was told of {books.second_tries[subject]} times, arranged fewer")


def every_callback_was_taken(world: "World") -> None:
    """With every server well: whatever was published for a merchant that listens was taken, or tried for three days."""
    kept: dict[str, Callback] = {}
    for _, item in world.books.of_kind("callback"):
        callback = callback_from_item(item)
        demand(callback.event_id not in kept, "callbacks", f"{callback.event_id} is kept twice")
        kept[callback.event_id] = callback
        demand(not callback.waiting, "liveness", f"callback {callback.id} waits for ever")
    first = {event["id"]: place for place, event in reversed(list(enumerate(world.bus.events)))}
    for event in world.bus.events:
        since = world.books.listening.get(event["merchant_id"])
        if since is None or event["type"] not in MERCHANT_TYPES or first[event["id"]] < since:
            continue
        endpoint = world.memory.items[callback_endpoint_key(event["merchant_id"])]
        wanted = "types" not in endpoint or event["type"] in endpoint["types"]
        demand((event["id"] in kept) is wanted, "callbacks", f"{event['type']} {event['id']} was lost: {wanted}")
    demand(not list(world.books.of_kind("callback_line")), "liveness", "a line is never emptied")


def what_was_wanted_again_came_again(world: "World") -> None:
    """Each callback that a merchant was told is sent once more was tried after that, unless it listens no more."""
    for wanted in world.books.replays:
        if wanted.merchant_id in world.books.once_gone or any(
            count and kind.startswith("stale_index") for kind, count in world.struck.items()
        ):
            continue  # A slice that reads an index that lags may miss what has just come.
        since = {each.id for each in world.servers.tries[wanted.tries :]}
        missed = set(wanted.events) - since
        demand(not missed, "callbacks", f"{sorted(missed)} were to be sent once more, and were not")


def callbacks_came_in_order(world: "World") -> None:
    """No number is tried before the one below it, about the same thing, was taken or given up; each says its own."""
    kept = {}
    for _, item in world.books.of_kind("callback"):
        callback = callback_from_item(item)
        kept[callback.event_id] = callback
    taken: dict[str, set[int]] = defaultdict(set)
    for place, each in enumerate(world.servers.tries):
        demand(each.id in kept, "callbacks", f"{each.id} was sent and is not kept")
        callback = kept[each.id]
        subject, sequence = callback.subject_id, each.content["sequence"]
        if world.struck["redriven"] and sequence != callback.sequence:
            continue
        demand(sequence == callback.sequence, "callbacks", f"{each.id} was sent as {sequence}, is {callback.sequence}")
        ended = world.books.given_up.get((subject, sequence - 1), place + 1) <= place
        before = sequence == 1 or sequence - 1 in taken[subject] or ended
        demand(before, "callbacks", f"{sequence} about {subject} was sent before the one below it was taken")
        if each.taken:
            taken[subject].add(sequence)
