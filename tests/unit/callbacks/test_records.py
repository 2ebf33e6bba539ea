"""Callbacks and lines survive their items, are changed by nobody who read something else, and wait over three days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.callbacks.backoff import TRIES, WAITS, next_try
from shared.callbacks.model import KEPT, Attempt, Callback, CallbackState, Line, next_body, subject_of
from shared.callbacks.posting.port import Answer
from shared.callbacks.record_store import (
    callback_from_item,
    callback_put,
    callback_update,
    find_callback,
    line_delete,
    line_from_item,
    line_put,
    read_subject,
)
from shared.callbacks.requests import EndpointRequest, LineRequest, ReplayRequest, read_request
from shared.clock import rfc3339
from shared.errors import MalformedRequest
from shared.table.keys import Key
from shared.table.marshal import from_wire, to_wire
from shared.table.port import ConditionFailed, Item
from tests.support.simulation.table import MemoryTable

NOW = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)
DETAIL: dict[str, Any] = {
    "id": "evt_1",
    "type": "order.released",
    "version": 1,
    "at": rfc3339(NOW),
    "merchant_id": "mer_1",
    "data": {"order_id": "ord_1"},
}
TAKEN, REFUSED = Answer(204, None, 31), Answer(500, "http_500", 12)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
ATTEMPTS = st.builds(
    Attempt,
    at=MOMENTS,
    status=st.none() | st.integers(100, 599),
    error=st.none() | st.just("timeout"),
    milliseconds=st.integers(0, 15_000),
)
SUBJECTS = st.sampled_from(["ord_1", "mer_1.EUR.17", "pi_3ABC", "du_1"])
CALLBACKS = st.builds(
    Callback,
    subject_id=SUBJECTS,
    sequence=st.integers(1, 999_999_999),
    body=st.integers(1, 9).map(lambda number: next_body(DETAIL, number)),
    created_at=MOMENTS,
    state=st.sampled_from(CallbackState),
    attempts=st.integers(0, 20),
    last=st.none() | ATTEMPTS,
    next_at=st.none() | MOMENTS,
)
LINES = st.builds(
    Line,
    subject_id=SUBJECTS,
    merchant_id=st.just("mer_1"),
    head=st.integers(0, 9),
    tries=st.integers(0, 9),
    next_at=MOMENTS,
    version=st.just(1),
) | st.builds(Line, subject_id=SUBJECTS, merchant_id=st.just("mer_1"), held_at=MOMENTS, version=st.just(1))


def a_callback(sequence: int = 1, **changes: Any) -> Callback:
    """One that waits."""
    made = Callback(subject_id="ord_1", sequence=sequence, body=next_body(DETAIL, sequence), created_at=NOW)
    return replace(made, **changes)


def stored(item: Item) -> Item:
    """As it comes back from the table."""
    return from_wire(to_wire(item))


@given(CALLBACKS)
def test_a_callback_survives_its_item_and_is_found_by_its_id(callback: Callback) -> None:
    item = stored(callback_put(callback).item)
    assert callback_from_item(item) == callback
    assert subject_of(callback.id) == (callback.subject_id, callback.sequence)
    assert item["ttl"] == int((callback.created_at + KEPT).timestamp())
    table = MemoryTable()
    table.put(callback_put(callback))
    assert find_callback(table, "mer_1", callback.id) == callback
    assert find_callback(table, "mer_2", callback.id) is None


@given(LINES)
def test_a_line_survives_its_item(line: Line) -> None:
    assert line_from_item(stored(line_put(None, line, NOW).item)) == line


@pytest.mark.parametrize("text", ["", "cb_", "cb_ord_1", "cb_ord_1.", "cb_ord_1.0", "cb_ord_1.01", "cb_.1", "ord_1.1"])
def test_no_callback_has_such_an_id(text: str) -> None:
    assert subject_of(text) is None
    assert find_callback(MemoryTable(), "mer_1", text) is None


def test_a_callback_fits_one_write_unit() -> None:
    """What a released order tells, with ids as long as they are."""
    detail = DETAIL | {
        "id": "evt_" + "x" * 26,
        "merchant_id": "mer_" + "x" * 26,
        "data": {
            "order_id": "ord_" + "x" * 26,
            "source": "shopify",
            "external_id": "5678901234567",
            "amount": 123_456,
            "currency": "EUR",
            "amount_version": 1,
            "paid_by": "pay_" + "x" * 26,
            "paid_means": "credits",
            "paid_amount": 123_456,
            "released_at": rfc3339(NOW),
        },
    }
    callback = Callback(subject_id="ord_" + "x" * 26, sequence=1, body=next_body(detail, 1), created_at=NOW)
    item = callback_put(callback.tried(TAKEN, NOW)).item
    size = sum(len(name) + len(str(value)) for name, value in item.items())
    assert size <= 1_024, size


def test_a_subject_is_all_of_it_in_order() -> None:
    table = MemoryTable()
    assert read_subject(table, "ord_1").next_sequence == 1
    for sequence in (2, 10, 1):
        table.put(callback_put(a_callback(sequence, state=CallbackState.DELIVERED if sequence == 1 else "waiting")))
    table.put(line_put(None, Line(subject_id="ord_1", merchant_id="mer_1", next_at=NOW), NOW))
    found = read_subject(table, "ord_1")
    assert [each.sequence for each in found.callbacks] == [1, 2, 10]
    assert (found.head and found.head.sequence, found.next_sequence) == (2, 11)
    assert found.line is not None
    assert found.of_event("evt_1") == found.numbered(1)
    assert found.of_event("evt_2") is None


def test_nobody_changes_what_somebody_else_has_changed() -> None:
    table, callback = MemoryTable(), a_callback()
    table.put(callback_put(callback))
    with pytest.raises(ConditionFailed):
        table.put(callback_put(callback))
    after = callback.tried(REFUSED, NOW, next_at=NOW + timedelta(minutes=1))
    table.update(callback_update(callback, after))
    with pytest.raises(ConditionFailed):
        table.update(callback_update(callback, callback.tried(TAKEN, NOW)))
    table.update(callback_update(after, after.tried(TAKEN, NOW)))
    assert "next_at" not in table.items[Key("callbacks#ord_1", "callback#000000001")]
    line = Line(subject_id="ord_1", merchant_id="mer_1", next_at=NOW)
    table.put(line_put(None, line, NOW))
    with pytest.raises(ConditionFailed):
        table.put(line_put(None, line, NOW))
    table.put(line_put(line, line.held(NOW), NOW))
    with pytest.raises(ConditionFailed):
        table.put(line_put(line, line, NOW))
    with pytest.raises(ConditionFailed):
        table.delete(line_delete(line))
    assert read_subject(table, "ord_1").line == replace(line.held(NOW), version=2)


def test_what_a_try_makes_of_it() -> None:
    following = NOW + timedelta(minutes=1)
    once = a_callback().tried(REFUSED, NOW, next_at=following)
    assert (once.state, once.attempts, once.next_at) == (CallbackState.WAITING, 1, following)
    assert once.tried(TAKEN, NOW, next_at=following).state is CallbackState.DELIVERED
    assert once.tried(TAKEN, NOW, next_at=following, last=True).next_at is None
    gone = once.tried(REFUSED, NOW, next_at=following, last=True)
    assert (gone.state, gone.next_at) == (CallbackState.FAILED, None)
    assert (gone.replayed().state, gone.replayed().attempts) == (CallbackState.WAITING, 0)


def test_tries_are_counted_for_the_callback_that_is_tried() -> None:
    line = Line(subject_id="ord_1", merchant_id="mer_1", next_at=NOW)
    twice = line.claimed(3, NOW).claimed(3, NOW + timedelta(minutes=5))
    assert (twice.head, twice.tries) == (3, 2)
    assert twice.claimed(4, NOW).tries == 1
    assert not twice.due(NOW)
    assert not line.held(NOW).due(NOW + timedelta(days=9))


def test_tries_go_on_for_three_days() -> None:
    at = [NOW]
    for tries in range(1, TRIES):
        at.append(next_try(at[-1], "cb_ord_1.1", tries))
    assert len(at) == TRIES
    assert timedelta(hours=72) * 0.95 <= at[-1] - at[0] <= timedelta(hours=84)


@given(st.text(max_size=30), st.integers(1, 20))
def test_each_wait_is_its_own_within_a_tenth_and_the_same_at_each_telling(name: str, tries: int) -> None:
    wait = next_try(NOW, name, tries) - NOW
    assert wait == next_try(NOW, name, tries) - NOW
    wanted = WAITS[min(tries, len(WAITS)) - 1]
    assert wanted * 0.9 <= wait <= wanted * 1.1


def test_not_all_at_once() -> None:
    assert len({next_try(NOW, f"cb_{number}", 1) for number in range(100)}) > 50


def test_requests_survive_their_messages() -> None:
    asked = ReplayRequest(id="rpl_1", merchant_id="mer_1", start=NOW, end=NOW + timedelta(hours=1))
    further = replace(asked, state=CallbackState.FAILED).at(3, "2026-11-22T03:12:42.000Z#cb_ord_1.1")
    look = EndpointRequest("mer_1", NOW)
    for request in (LineRequest("mer_1", "ord_1", ""), look, replace(look, above="mer_1"), asked, further):
        assert read_request(request.message().body, NOW) == request
    assert asked.message().deduplication_id != further.message().deduplication_id
    groups = {LineRequest("mer_1", f"ord_{number}", "").message().group for number in range(100)}
    assert len(groups) == 4
    assert all(group.startswith("mer_1.") for group in groups)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"line":"ord_1"}', '{"replay":{"id":"1"}}', "7", "null"])
def test_what_is_no_request_of_ours_is_malformed(body: str) -> None:
    with pytest.raises(MalformedRequest):
        read_request(body, NOW)
