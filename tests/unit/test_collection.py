"""How an invoice's collection goes on: pure arithmetic of moments and failures."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import rfc3339
from shared.invoices.collection import Collection, Failure, collection_from, overdue_from

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
DELAYS: Final = tuple(timedelta(days=days) for days in (2, 5, 7, 7))
PAST: Final = "2026-11-20"
EARLIER, LATER = rfc3339(NOW - timedelta(hours=1)), rfc3339(NOW + timedelta(hours=1))


def failure(attempt: str = "1", begun_at: str = EARLIER) -> Failure:
    """One that made a payment."""
    return Failure(attempt, "insufficient_funds", f"pay_{attempt}", begun_at)


@pytest.mark.parametrize(
    ("collection", "attempt"),
    [
        (Collection(next_at=EARLIER), "1"),
        (Collection(next_at=EARLIER, failures=2), "3"),
        (Collection(next_at=LATER), None),
        (Collection(next_at=EARLIER, not_before=LATER), None),
        (Collection(next_at=EARLIER, not_before=EARLIER), "1"),
        (Collection(next_at=LATER, linked_at=EARLIER), f"linked/{EARLIER}"),
        (Collection(next_at=EARLIER, linked_at=EARLIER), "1"),
        (Collection(failures=5), None),
        (Collection(failures=5, linked_at=EARLIER), f"linked/{EARLIER}"),
    ],
)
def test_which_attempt_is_due(collection: Collection, attempt: str | None) -> None:
    assert collection.attempt_due(NOW) == attempt


@pytest.mark.parametrize(
    ("collection", "moment"),
    [
        (Collection(next_at=LATER), LATER),
        (Collection(next_at=LATER, linked_at=EARLIER), EARLIER),
        (Collection(next_at=EARLIER, not_before=LATER), LATER),
        (Collection(failures=5), overdue_from("2026-12-06")),
        (Collection(failures=5, overdue_told=True), None),
        (Collection(failures=5, overdue_told=True, not_before=LATER), None),
    ],
)
def test_when_there_is_something_to_do(collection: Collection, moment: str | None) -> None:
    assert collection.next_moment("2026-12-06") == moment


def test_each_failure_waits_for_its_delay_and_the_last_for_nothing() -> None:
    collection, waits = Collection(next_at=EARLIER), []
    for _ in range(5):
        collection = collection.after(failure(str(collection.failures + 1)), NOW, DELAYS, PAST)
        waits.append(collection.next_at)
    assert waits == [*(rfc3339(NOW + delay) for delay in DELAYS), None]
    assert (collection.exhausted, collection.failures) == (True, 5)


@pytest.mark.parametrize(
    ("due_date", "last"),
    [
        ("2026-11-28", rfc3339(NOW + DELAYS[-1])),
        ("2026-11-29", "2026-11-30T00:00:00.000Z"),
        ("2027-12-06", "2027-12-07T00:00:00.000Z"),
    ],
)
def test_the_last_attempt_waits_until_it_is_overdue(due_date: str, last: str) -> None:
    collection = Collection(failures=2, next_at=EARLIER).after(failure("3"), NOW, DELAYS, due_date)
    assert collection.next_at == rfc3339(NOW + DELAYS[2]), "those before it do not"
    assert collection.after(failure("4"), NOW, DELAYS, due_date).next_at == last


def test_a_schedule_that_became_shorter_does_not_end_before_it_is_overdue() -> None:
    collection = Collection(failures=3, next_at=EARLIER).after(failure("4"), NOW, DELAYS[:1], "2026-11-22")
    assert (collection.exhausted, collection.next_at) == (False, "2026-11-23T00:00:00.000Z")
    overdue = datetime(2026, 11, 23, tzinfo=UTC)
    assert collection.after(failure("5"), overdue, DELAYS[:1], "2026-11-22").exhausted


def test_an_attempt_for_a_new_method_is_over_whatever_the_clocks_say() -> None:
    asked = Collection(failures=1, next_at=LATER, linked_at=rfc3339(NOW))
    after = asked.after(failure(f"linked/{asked.linked_at}", begun_at=EARLIER), NOW, DELAYS, PAST)
    assert (after.linked_at, after.failures, after.next_at) == (None, 1, LATER)


def test_an_attempt_that_began_before_the_method_was_there_leaves_the_wish() -> None:
    asked = Collection(next_at=EARLIER, linked_at=rfc3339(NOW))
    assert asked.after(failure("1", begun_at=EARLIER), NOW, DELAYS, PAST).linked_at == asked.linked_at
    assert asked.after(failure("1", begun_at=LATER), NOW, DELAYS, PAST).linked_at is None


def test_a_failure_ends_the_waiting() -> None:
    waited = Collection(next_at=EARLIER, not_before=EARLIER, waits=7, by_hand=True)
    after = waited.after(failure(), NOW, DELAYS, PAST)
    assert (after.not_before, after.waits, after.by_hand) == (None, 0, False)


def test_a_payment_is_named_once_and_the_newest_are_kept() -> None:
    collection = Collection()
    for number in (*range(12), 11):
        collection = collection.after(Failure("linked/x", "declined", f"pay_{number}", EARLIER), NOW, DELAYS, PAST)
    assert collection.payments == tuple(f"pay_{number}" for number in range(2, 12))


def test_the_last_day_of_the_calendar_has_an_end() -> None:
    assert overdue_from("9999-12-31") == "9999-12-31T00:00:00.000Z"
    assert overdue_from("2026-12-31") == "2027-01-01T00:00:00.000Z"


@given(st.integers(0, 9), st.none() | st.just(LATER), st.booleans(), st.lists(st.text(max_size=5), max_size=3))
def test_what_is_stored_is_read_as_it_was(failures: int, at: str | None, told: bool, payments: list[str]) -> None:
    kept = Collection(failures=failures, next_at=at, linked_at=at, overdue_told=told, payments=tuple(payments))
    assert collection_from(kept.text()) == kept
