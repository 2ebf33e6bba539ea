"""When what is reserved is looked at, and when it is over, whatever the clock says."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.payments.capturing.moments import LEAST, WARNED_AHEAD, is_over, is_to_be_warned_of, next_look
from shared.payments.model import Means, Payment, PaymentState

BEGAN = datetime(2026, 11, 22, tzinfo=UTC)
minutes = st.integers(min_value=0, max_value=60 * 24 * 40).map(lambda each: timedelta(minutes=each))


def reserved(until: timedelta, *, assumed: bool = False) -> Payment:
    return Payment(
        id="pay_1", merchant_id="mer_1", means=Means.CHECKOUT, amount=1, currency="EUR", created_at=BEGAN,
        state=PaymentState.AUTHORIZED, authorized_at=BEGAN, capture_before=BEGAN + until, end_assumed=assumed or None,
    )  # fmt: skip


@given(minutes, minutes, st.booleans())
def test_a_look_comes_within_a_day_and_at_each_moment_that_matters(
    at: timedelta, until: timedelta, warned: bool
) -> None:
    now, end = BEGAN + at, BEGAN + until
    following = next_look(now, end, warned=warned)
    assert now <= following <= now + timedelta(days=1)
    assert following > now or (not warned and end - WARNED_AHEAD <= now < end)
    for moment in (end - WARNED_AHEAD, end + timedelta(minutes=1)):
        assert not now < moment < following or now >= end


def test_what_the_provider_tells_the_end_of_is_over_a_day_later() -> None:
    payment = reserved(timedelta(days=7))
    assert not is_over(payment, BEGAN + timedelta(days=8, microseconds=-1))
    assert is_over(payment, BEGAN + timedelta(days=8))


def test_an_assumed_end_is_the_earliest_and_over_is_after_the_latest() -> None:
    payment = reserved(LEAST, assumed=True)
    assert is_to_be_warned_of(payment, BEGAN + timedelta(days=2))
    assert not is_over(payment, BEGAN + timedelta(days=20, hours=23))
    assert is_over(payment, BEGAN + timedelta(days=21))


def test_what_was_never_reserved_is_never_over() -> None:
    payment = Payment(id="pay_1", merchant_id="mer_1", means=Means.CHECKOUT, amount=1, currency="EUR", created_at=BEGAN)
    assert not is_over(payment, BEGAN + timedelta(days=1_000))
