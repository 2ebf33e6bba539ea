"""When to look whether money is available, and when it counts as available of which nobody tells."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.payments.clearing.moments import fallback, first_look
from shared.stripe_gateway.port import Funds

NOW = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)
MOMENTS = st.integers(0, 3_000 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))


def test_the_first_look_is_when_the_money_is_available_by_what_was_told() -> None:
    told = NOW + timedelta(days=2)
    assert first_look(Funds("ch_1", "txn_1", told), NOW) == told
    assert first_look(Funds("ch_1", "txn_1", NOW - timedelta(days=2)), NOW) == NOW


@pytest.mark.parametrize("funds", [None, Funds("ch_1")])
def test_of_what_is_not_booked_yet_it_is_after_the_hour_in_which_the_provider_books_it(funds: Funds | None) -> None:
    assert NOW + timedelta(hours=1) < first_look(funds, NOW) < NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("settled", "days", "counts_from"),
    [
        ("2026-11-23T10:00", 2, "2026-11-25T10:00"),
        ("2026-11-25T10:00", 3, "2026-11-30T10:00"),
        ("2026-11-26T23:59", 2, "2026-11-30T23:59"),
        ("2026-11-27T10:00", 1, "2026-11-30T10:00"),
        ("2026-11-28T10:00", 1, "2026-12-01T00:00"),
        ("2026-11-29T23:00", 2, "2026-12-02T00:00"),
    ],
)
def test_business_days(settled: str, days: int, counts_from: str) -> None:
    """From a Monday, over a weekend, from a Friday, a Saturday and a Sunday."""
    moment = datetime.fromisoformat(settled).replace(tzinfo=UTC)
    assert fallback(moment, days) == datetime.fromisoformat(counts_from).replace(tzinfo=UTC)


@given(MOMENTS, st.integers(1, 3))
def test_so_many_working_days_lie_between_and_never_a_weekend_counts(settled: datetime, days: int) -> None:
    ends = fallback(settled, days)
    assert ends.weekday() < 5
    assert timedelta(days=days) <= ends - settled <= timedelta(days=days + 3)
    begins = settled if settled.weekday() < 5 else None
    passed = [day for n in range(1, (ends.date() - settled.date()).days + 1)
              if (day := settled.date() + timedelta(days=n)).weekday() < 5]  # fmt: skip
    assert len(passed) == days + (begins is None), "a weekend counts from Monday, midnight"


@given(MOMENTS, MOMENTS, st.integers(1, 3))
def test_what_settled_later_never_counts_earlier(one: datetime, other: datetime, days: int) -> None:
    first, second = sorted([one, other])
    assert fallback(first, days) <= fallback(second, days)
