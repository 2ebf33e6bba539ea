"""How much a commission is: whole minor units, rounded half up, never more than was paid (decision 0036)."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.invoices.commissions.months import Month, month_from, month_of
from shared.invoices.commissions.terms import Terms, half_up, owed, terms_of
from shared.money import MAX_AMOUNT
from shared.stripe_gateway.amounts import MINIMUMS, chargeable_part, to_stripe

amounts = st.integers(min_value=1, max_value=MAX_AMOUNT)


@pytest.mark.parametrize(
    ("terms", "paid", "commission"),
    [
        (Terms(250), 4_590, 115),
        (Terms(100), 50, 1),
        (Terms(100), 49, 0),
        (Terms(0), 4_590, 0),
        (Terms(250, 200), 4_590, 200),
        (Terms(250, 200), 150, 150),
        (Terms(10_000), 4_590, 4_590),
    ],
)
def test_a_commission_is_its_part_and_at_least_the_minimum(terms: Terms, paid: int, commission: int) -> None:
    assert terms.of(paid) == commission


@given(amounts, st.integers(0, 10_000), st.integers(0, MAX_AMOUNT))
def test_a_commission_is_never_more_than_was_paid_nor_less_than_nothing(paid: int, points: int, minimum: int) -> None:
    commission = Terms(points, minimum).of(paid)
    assert min(paid, minimum) <= commission <= paid
    assert abs(Terms(points).of(paid) - Fraction(paid * points, 10_000)) <= Fraction(1, 2)


@given(st.integers(0, 10**12), st.integers(1, 10**8))
def test_a_half_goes_up(dividend: int, divisor: int) -> None:
    exact = Fraction(dividend, divisor)
    assert half_up(dividend, divisor) == (exact + Fraction(1, 2)).__floor__()


@given(amounts.flatmap(lambda paid: st.tuples(st.just(paid), st.lists(st.integers(0, paid), max_size=6))), st.data())
def test_what_comes_and_goes_adds_up_to_what_is_owed_in_the_end(
    case: tuple[int, list[int]], data: st.DataObject
) -> None:
    """Whatever the order in which it is told: each row brings the sum to where the order stands."""
    paid, looks = case
    commission = data.draw(st.integers(0, paid))
    rows, standing = [commission], commission
    for gone in looks:
        now = owed(commission, paid, gone)
        rows.append(now - standing)
        standing = now
        assert 0 <= now <= commission
    assert sum(rows) == owed(commission, paid, looks[-1] if looks else 0)
    assert owed(commission, paid, 0) == commission
    assert owed(commission, paid, paid) == 0


@given(st.integers(-MAX_AMOUNT, 3 * MAX_AMOUNT), st.sampled_from([*MINIMUMS, "KWD", "ISK", "MGA"]))
def test_what_is_billed_can_be_charged_and_what_is_left_is_less_than_can_be(total: int, currency: str) -> None:
    part = chargeable_part(total, currency)
    assert 0 <= part <= max(0, total)
    if part:
        to_stripe(part, currency)
    left = total - part
    assert left < max(100, MINIMUMS.get(currency, 1)) or part >= 900_000, "left at most what is too little, or too much"


@pytest.mark.parametrize(("month", "billed"), [("2026-11", (2026, 12)), ("2026-12", (2027, 1))])
def test_a_month_is_billed_from_two_o_clock_on_the_first(month: str, billed: tuple[int, int]) -> None:
    subject = Month("mer_1", "EUR", month)
    assert subject.billed_from == datetime(*billed, 1, 2, tzinfo=UTC)
    assert month_from(f"2026-12-01T02:00:00.000Z#{subject.id}") == subject


def test_the_month_is_that_of_utc() -> None:
    assert month_of(datetime.fromisoformat("2026-12-01T00:30:00+01:00")) == "2026-11"


def test_terms_are_read_from_a_merchants_settings() -> None:
    assert terms_of(None) is None
    assert terms_of({"basis_points": 250}) == Terms(250, 0)
