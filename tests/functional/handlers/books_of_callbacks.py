"""What must be true of callbacks, whatever happened: kept once, in order for each thing, none lost."""

from collections import defaultdict
from collections.abc import Iterable

from shared.callbacks.messages import read_told
from tests.functional.handlers.told import Told


def nothing_sent_too_early(told: Told) -> None:
    """No number is tried while a lower one about the same thing was neither taken nor ended; ids keep their numbers."""
    bodies: dict[str, str] = {}
    done: dict[str, set[int]] = defaultdict(set)
    ended = {(each.subject_id, each.sequence) for each in told.callbacks() if str(each.state) == "failed"}
    for letter, taken in told.receivers.log:
        if letter.url != told.at:
            continue
        subject, sequence = letter.content["data"]["order_id"], letter.content["sequence"]
        assert bodies.setdefault(letter.headers["webhook-id"], letter.body) == letter.body
        earlier = set(range(1, sequence)) - {number for name, number in ended if name == subject}
        assert earlier <= done[subject], f"{subject}: {sequence} was sent before {earlier - done[subject]}"
        if taken:
            done[subject].add(sequence)


def every_event_is_kept_once(told: Told, messages: Iterable[str]) -> None:
    """One callback for each event, numbered without gaps; who waits has a line, and no line is empty."""
    # That the endpoint itself was switched off is told as well.
    kept = [each.event_id for each in told.callbacks() if not each.type.startswith("callback_endpoint.")]
    assert sorted(kept) == sorted({read_told(body).event_id for body in messages})
    numbers: dict[str, list[int]] = defaultdict(list)
    for each in told.callbacks():
        numbers[each.subject_id].append(each.sequence)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values()), numbers
    waiting = {each.subject_id for each in told.callbacks() if each.waiting}
    assert {line.subject_id for line in told.lines()} == waiting


def every_delivered_one_was_taken(told: Told) -> None:
    """What is kept as delivered was taken by the server."""
    taken = {letter.headers["webhook-id"] for letter in told.receivers.got if letter.url == told.at}
    assert {each.event_id for each in told.callbacks() if str(each.state) == "delivered"} <= taken
