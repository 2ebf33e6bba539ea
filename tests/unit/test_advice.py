"""Advice on top-ups is exact: what it names clears so many orders, one minor unit less does not, more does no harm."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from shared.payments.credits.advice import Spending, advise, cleared, thresholds
from shared.payments.credits.planning import plan_debit
from shared.payments.model import Target
from shared.wallets.limits import NO_LIMITS, Limits, Spent
from shared.wallets.model import Consent, Wallet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTHING = Spending(0, NOW - timedelta(days=30), 30 * 86_400)
WALLET = Wallet(merchant_id="mer_1", currency="EUR", consent=Consent("terms", "Mira Okafor", NOW))
amounts = st.lists(st.integers(1, 60), max_size=9)
limits = st.builds(Limits, st.none() | st.integers(1, 80), st.none() | st.integers(1, 150))
wallets = st.builds(
    replace,
    st.just(WALLET),
    balance=st.integers(-100, 200),
    limits=limits,
    spent=st.builds(Spent, st.just("2026-11-22"), st.integers(0, 160)),
)


def orders(of: list[int]) -> list[Target]:
    """Waiting orders, oldest first."""
    return [Target(f"ord_{place}", amount, 1) for place, amount in enumerate(of)]


def drained(wallet: Wallet, top_up: int, waiting: list[Target]) -> int:
    """How many orders a drain pays after such a top-up."""
    return len(plan_debit(replace(wallet, balance=wallet.balance + top_up), waiting, NOW).paid)


@given(wallets, amounts, st.integers(0, 300))
def test_exactly_the_top_up_clears_that_many_one_less_does_not_and_more_does_no_harm(
    wallet: Wallet, of: list[int], extra: int
) -> None:
    waiting = orders(of)
    advice = advise(wallet, waiting, NOTHING, NOW)
    assert advice["covered"] == drained(wallet, 0, waiting)
    for clears in advice["clears"]:
        assert drained(wallet, clears["top_up"], waiting) >= clears["orders"] > advice["covered"]
        assert drained(wallet, clears["top_up"] - 1, waiting) < clears["orders"]
        assert drained(wallet, clears["top_up"] + extra, waiting) >= clears["orders"]
    counts = [clears["orders"] for clears in advice["clears"]]
    assert counts == sorted(set(counts))


@given(st.integers(-100, 300), amounts)
def test_all_are_cleared_by_exactly_what_it_says(balance: int, of: list[int]) -> None:
    wallet, waiting = replace(WALLET, balance=balance), orders(of)
    advice = advise(wallet, waiting, NOTHING, NOW)
    top_up = advice["top_up_to_clear_all"]
    assert drained(wallet, top_up, waiting) == len(waiting)
    if waiting and top_up:
        assert drained(wallet, top_up - 1, waiting) < len(waiting)
        assert advice["clears"][-1] == {"top_up": top_up, "orders": len(waiting)}
    assert advice["waiting"] == {"orders": len(of), "amount": sum(of), "more": False}
    assert advice["blocked_by_limits"] == {"always": 0, "until_tomorrow": 0}


@given(wallets, amounts)
def test_what_limits_block_no_money_clears_and_the_rest_some_money_does(wallet: Wallet, of: list[int]) -> None:
    waiting = orders(of)
    blocked = advise(wallet, waiting, NOTHING, NOW)["blocked_by_limits"]
    rich = replace(wallet, balance=10**6, spent=Spent())
    never = [wait for wait in plan_debit(rich, waiting, NOW).waiting if not wait.until_tomorrow]
    assert blocked["always"] == len(never)
    best = max(drained(wallet, top_up, waiting) for top_up in range(max(0, -wallet.balance), 700))
    assert 0 <= blocked["until_tomorrow"] <= len(waiting) - len(never)
    assert len(waiting) - blocked["always"] - blocked["until_tomorrow"] <= best


@given(st.lists(st.integers(1, 12), max_size=7))
@example([5, 3, 2])
@example([50, 1, 1, 1])
def test_thresholds_are_the_least_from_which_on_so_many_are_cleared(of: list[int]) -> None:
    found = thresholds(of)
    assert len(found) == len(of)
    for count, least in enumerate(found, start=1):
        assert cleared(least - 1, of) < count
        assert all(cleared(budget, of) >= count for budget in range(least, sum(of) + 2))


def test_a_wallet_that_is_stopped_says_so() -> None:
    assert advise(replace(WALLET, consent=None), [], NOTHING, NOW)["stopped"] == "auto_debit_off"
    assert advise(replace(WALLET, paused=True), [], NOTHING, NOW)["stopped"] == "paused"
    assert advise(replace(WALLET, balance=-1), [], NOTHING, NOW)["stopped"] == "paused"
    assert advise(WALLET, [], NOTHING, NOW)["stopped"] is None
    assert WALLET.limits is NO_LIMITS


@given(st.integers(-500, 10**7), st.integers(1, 10**7), st.integers(1, 30 * 86_400))
def test_the_runway_is_the_whole_days_that_the_balance_lasts(balance: int, spent: int, seconds: int) -> None:
    spending = Spending(spent, NOW, seconds)
    days = spending.days_left(balance)
    assert days is not None
    assert days * spent * 86_400 <= max(0, balance) * seconds < (days + 1) * spent * 86_400
    assert spending.daily * seconds <= spent * 86_400 < (spending.daily + 1) * seconds


def test_who_spends_nothing_has_no_end_in_sight() -> None:
    assert (NOTHING.daily, NOTHING.days_left(5)) == (0, None)
