"""The arithmetic of a load: bounds, the plan of a day, latencies, rates, and what counts as a fault."""

from itertools import chain

import pytest

from bench.load.books import order_faults, release_faults
from bench.load.driver import Driven
from bench.load.figures import Sample, latencies, rates, statuses, tails
from bench.load.plan import BadBounds, Bounds, credits_for, step
from bench.load.run import taken_by


def test_latencies_and_statuses_are_by_kind() -> None:
    samples = [Sample("list", 200, 0.0, 0.010), Sample("list", 429, 1.0, 0.030), Sample("intake", 201, 0.0, 0.005)]

    found = latencies(samples)

    assert (found["list"].calls, found["list"].p50, found["list"].highest) == (2, 10.0, 30.0)
    tail = latencies(Sample("x", 200, 0.0, number / 1e3) for number in range(1, 201))["x"]
    assert (tail.p50, tail.p95, tail.p99, tail.highest) == pytest.approx((100, 190, 198, 200))
    assert statuses(samples) == {("list", 200): 1, ("list", 429): 1, ("intake", 201): 1}


def test_rates_count_every_moment_once() -> None:
    moments = [0.5, 1.0, 1.5, 9.0, 10.0]

    found = rates(moments, 5)

    assert [moment for moment, _ in found] == [2.0, 4.0, 6.0, 8.0, 10.0]
    assert sum(rate * 2.0 for _, rate in found) == len(moments)
    assert rates([], 5) == [(0.0, 0.0)]


def test_tails_leave_out_windows_in_which_nothing_began() -> None:
    samples = [Sample("intake", 201, 0.0, 0.1), Sample("intake", 201, 4.0, 0.3)]
    assert tails(samples, 4)["p50"] == [(1.0, 100.0), (4.0, 300.0)]


@pytest.mark.parametrize(("orders", "processes"), [(1, 1), (7, 3), (2, 8), (100, 4)])
def test_shares_hold_every_number_once(orders: int, processes: int) -> None:
    shares = Bounds(orders, 1, processes).shares()
    assert sorted(chain.from_iterable(shares)) == list(range(orders))
    assert all(shares)
    assert len(shares) <= processes


@pytest.mark.parametrize("bounds", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1, 33)])
def test_a_run_without_bounds_is_refused(bounds: tuple[int, int, int]) -> None:
    with pytest.raises(BadBounds):
        Bounds(*bounds)


def test_a_day_is_mixed_and_the_same_every_time() -> None:
    steps = [step(number) for number in range(2_000)]
    assert steps == [step(number) for number in range(2_000)]
    kinds = {kind: sum(each.kind == kind for each in steps) / 2_000 for kind in ("auto", "shop", "link", "cancel")}
    assert kinds == pytest.approx({"auto": 0.70, "shop": 0.16, "link": 0.08, "cancel": 0.06}, abs=0.03)
    assert 100 < sum(each.again for each in steps) < 300


def test_a_wallet_covers_its_share_of_every_day() -> None:
    # A shop adds its shipping to what was bought.
    assert sum(step(number).amount + 490 for number in range(0, 2_000, 4)) < credits_for(2_000, 4)


def test_lost_doubled_and_unknown_orders_are_faults() -> None:
    assert order_faults("mer", ["a", "b"], {"a", "b"}, set()) == []
    assert order_faults("mer", ["a", "b"], {"a"}, {"b", "c"}) == [], "without an answer it may be there or not"
    assert order_faults("mer", ["a", "a"], {"a"}, set()) == ["mer: a is listed twice"]
    assert order_faults("mer", [], {"a"}, set()) == ["mer: 1 orders were taken and are not there, as a"]
    assert order_faults("mer", ["x"], set(), set()) == ["mer: 1 orders are there and were never taken, as x"]


def test_production_hears_of_what_is_paid_once_and_of_nothing_else() -> None:
    paid, waiting = {"paid_at": "t", "released_at": "t"}, {"paid_at": None, "released_at": None}
    assert release_faults({"a": paid, "b": waiting}, {"a": {"evt"}}) == []
    assert release_faults({"a": paid}, {}) == ["a was released 0 times"]
    assert release_faults({"a": paid}, {"a": {"one", "two"}}) == ["a was released 2 times"]
    assert release_faults({"b": waiting}, {"b": {"one"}}) == ["b was released 1 times"]
    assert release_faults({"c": paid | {"released_at": None}}, {}) == ["c was released 0 times"]


def test_what_processes_took_is_put_together_by_merchant() -> None:
    assert taken_by([Driven(taken={"m": {"a"}}), Driven(taken={"m": {"b"}, "n": {"c"}})]) == {
        "m": {"a", "b"},
        "n": {"c"},
    }
