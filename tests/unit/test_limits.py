"""Spending limits: the arithmetic of days and orders, and when a wallet is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.clock import rfc3339
from shared.orders.model import UnpaidReason
from shared.payments.credits.planning import plan_debit
from shared.payments.model import Target
from shared.wallets.limits import Limits, Spent, turn_of_day
from shared.wallets.model import Consent, Wallet
from shared.wallets.request import WalletChange
from shared.wallets.store import as_read, is_due_by
from tests.unit.strategies import moments

NOW = datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)
FULL = Wallet(merchant_id="mer_1", currency="EUR", balance=10**6, consent=Consent("terms", "Mira Okafor", NOW))
limits = st.builds(Limits, st.none() | st.integers(1, 1_000), st.none() | st.integers(1, 3_000))
spent = st.builds(Spent, st.sampled_from(["", "2026-11-21", "2026-11-22", "2026-11-23"]), st.integers(0, 3_500))
orders = st.lists(st.integers(1, 1_200), max_size=12).map(
    lambda amounts: [Target(f"ord_{place}", amount, 1) for place, amount in enumerate(amounts)]
)


@given(st.integers(0, 6_000), limits, spent, orders)
def test_a_debit_stays_within_both_limits_and_skips_only_what_does_not_fit(
    balance: int, bounds: Limits, before: Spent, wanted: list[Target]
) -> None:
    plan = plan_debit(replace(FULL, balance=balance, limits=bounds, spent=before), wanted, NOW)
    left, today = balance, bounds.left(before, NOW)
    reasons = {wait.target: wait for wait in plan.waiting}
    for target in wanted:
        wait = reasons.get(target)
        forbidden = (bounds.per_order is not None and target.amount > bounds.per_order) or (
            bounds.per_day is not None and target.amount > bounds.per_day
        )
        if forbidden:
            assert wait is not None
            assert (wait.reason, wait.until_tomorrow) == (UnpaidReason.OVER_LIMIT, False)
        elif target.amount > left:
            assert wait is not None
            assert (wait.reason, wait.shortfall) == (UnpaidReason.INSUFFICIENT_CREDITS, target.amount - left)
        elif today is not None and target.amount > today:
            assert wait is not None
            assert (wait.reason, wait.until_tomorrow) == (UnpaidReason.OVER_LIMIT, True)
        else:
            assert wait is None
            left -= target.amount
            today = None if today is None else today - target.amount
    assert plan.until_tomorrow == any(wait.until_tomorrow for wait in plan.waiting)
    taken = sum(target.amount for target in plan.paid)
    assert bounds.per_day is None or taken == 0 or before.on(NOW).amount + taken <= bounds.per_day


@given(st.integers(0, 6_000), limits, spent, orders)
def test_by_hand_no_limit_binds(balance: int, bounds: Limits, before: Spent, wanted: list[Target]) -> None:
    bound = replace(FULL, balance=balance, limits=bounds, spent=before)
    free = replace(FULL, balance=balance)
    assert plan_debit(bound, wanted, NOW, by_hand=True) == plan_debit(free, wanted, NOW)


@given(st.lists(st.tuples(moments, st.integers(1, 100)), max_size=10))
def test_what_a_day_took_is_the_sum_of_its_debits(debits: list[tuple[datetime, int]]) -> None:
    debits.sort()
    taken = Spent()
    for moment, amount in debits:
        taken = taken.plus(amount, moment)
    if debits:
        last = rfc3339(debits[-1][0])[:10]
        assert taken == Spent(last, sum(amount for moment, amount in debits if rfc3339(moment)[:10] == last))


def test_a_clock_that_is_behind_at_midnight_does_not_open_the_day_that_has_begun_anew() -> None:
    begun = Spent("2026-11-23", 900)
    assert Limits(per_day=1_000).left(begun, NOW) == 100
    assert begun.plus(50, NOW) == Spent("2026-11-23", 950)
    assert turn_of_day(begun, NOW, "mer_1.EUR") >= datetime(2026, 11, 24, tzinfo=UTC)


@given(st.text(min_size=1, max_size=30), moments)
def test_a_wallet_is_woken_within_ten_minutes_after_midnight_always_at_the_same_moment(
    wallet: str, now: datetime
) -> None:
    at = turn_of_day(Spent(), now, wallet)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    assert now < midnight <= now + timedelta(days=1)
    assert timedelta(minutes=1) <= at - midnight < timedelta(minutes=10)
    assert at == turn_of_day(Spent(), now, wallet)


def test_not_all_wallets_are_woken_at_once() -> None:
    assert len({turn_of_day(Spent(), NOW, f"mer_{number}.EUR") for number in range(100)}) > 50


@given(moments, moments)
def test_of_two_times_at_which_a_wallet_is_due_the_earlier_is_kept(first: datetime, second: datetime) -> None:
    due = replace(FULL, due_place=as_read(FULL, first).set["due_sk"])  # type: ignore[union-attr]
    update = as_read(due, second)
    assert update.set["due_sk"] == f"{rfc3339(min(first, second))}#mer_1.EUR"  # type: ignore[union-attr]
    assert is_due_by(due, second) == (rfc3339(first) <= rfc3339(second))
    assert update.condition is not None
    assert update.condition.values["due_sk"] == due.due_place


@pytest.mark.parametrize(
    "limits", [{}, {"per_order": 0}, {"per_day": -1}, {"per_day": "5"}, {"per_week": 1}, {"per_order": 1.5}]
)
def test_limits_that_are_none_are_refused(limits: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WalletChange.model_validate({"limits": limits})
