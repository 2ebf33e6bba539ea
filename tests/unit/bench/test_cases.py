"""Every function has its case."""

from bench.cases.table import CASES
from bench.measuring import HOT, Effort, in_turn
from infra_cdk.functions import FUNCTIONS


def test_every_function_has_one_case_with_a_word_about_it() -> None:
    assert set(CASES) == {spec.name for spec in FUNCTIONS}
    assert all(case.__doc__ for case in CASES.values())
    assert len(set(CASES.values())) == len(CASES)


def test_what_budgets_name_is_measured() -> None:
    assert set(CASES) > HOT


def test_every_other_round_goes_backwards() -> None:
    assert [in_turn(number, ["a", "b"]) for number in (0, 1, 2)] == [["a", "b"], ["b", "a"], ["a", "b"]]


def test_a_little_effort_still_makes_a_median() -> None:
    assert Effort().times(0.01).rounds == 3
    assert Effort().times(2).rounds == 2 * Effort().rounds
