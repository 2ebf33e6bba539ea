"""Medians, quartiles and ratios."""

import pytest

from bench.spread import Spread, net_ratio, percentile


def test_a_spread_has_the_median_and_the_quartiles() -> None:
    assert Spread.of([4, 1, 3, 2, 5]) == Spread(3, 2, 4, 5)


def test_one_value_has_no_spread() -> None:
    assert Spread.of([7.0]) == Spread(7.0, 7.0, 7.0, 1)


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        Spread.of([])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(each) for each in range(1, 11)]
    assert [percentile(values, each) for each in (50, 90, 91, 100)] == [5, 9, 10, 10]
    assert percentile([3.0], 90) == 3


def test_what_an_empty_function_costs_is_taken_off_both_sides() -> None:
    ratio = net_ratio([30, 30, 30], [50, 50, 50], [10, 10, 10])
    assert (ratio.median, ratio.low, ratio.high, ratio.count) == (0.5, 0.5, 0.5, 3)


def test_a_ratio_is_that_of_its_round_whatever_else_the_machine_did() -> None:
    ratio = net_ratio([20, 200, 100], [30, 300, 60], [10, 100, 20])
    assert (ratio.median, ratio.low, ratio.high) == (0.5, 0.5, 1.25)


def test_where_the_bare_one_does_nothing_there_is_no_ratio() -> None:
    with pytest.raises(ValueError, match="empty"):
        net_ratio([30], [10], [10])
