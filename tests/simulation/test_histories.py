"""The fixed run: every rule holds in these histories, and everything goes wrong in them."""

import pytest

from tests.simulation.actions import ACTIONS
from tests.simulation.bugs import hunt
from tests.simulation.faults import KINDS
from tests.simulation.history import generate, read_history
from tests.simulation.invariants.broken import Broken
from tests.simulation.known_findings import is_known
from tests.simulation.mutations import FOCUS
from tests.simulation.mutations.of_settling import credit_on_duplicate
from tests.simulation.play import play, play_over_sdk
from tests.simulation.races import ENCOUNTERS
from tests.simulation.report import Report
from tests.simulation.shrink import shrink
from tests.support.simulation.install import Switchboard

_SEEDS = range(250)
_SEEDS_OVER_SDK = range(12)
_LEAST_KINDS = 18


def test_every_rule_holds_whatever_goes_wrong(board: Switchboard) -> None:
    report = Report()
    for seed in _SEEDS:
        history = generate(seed)
        report.add(history, play(board, history))
    unknown = {
        f"python -m tests.simulation --seed {history.seed}": report.problems[rule]
        for rule, history in report.failed.items()
        if not is_known(report.problems[rule])
    }
    assert not unknown
    assert len(report.kinds) >= _LEAST_KINDS, report.kinds


def test_the_rules_hold_over_the_provider_sdk_too(board: Switchboard) -> None:
    problems = {seed: play_over_sdk(board, generate(seed)).problem for seed in _SEEDS_OVER_SDK}
    assert set(problems.values()) == {None}, problems


def test_a_seed_is_one_history(board: Switchboard) -> None:
    history = generate(7)
    assert generate(7) == history
    assert read_history(history.text()) == history
    first, second = play(board, history), play(board, history)
    assert (first.struck, first.problem) == (second.struck, second.problem)


@pytest.mark.parametrize("encounter", [*ENCOUNTERS, *FOCUS.values()], ids=lambda names: "-".join(names)[:60])
def test_every_encounter_can_be_drawn(encounter: tuple[str, ...]) -> None:
    names = {step.action for seed in range(3) for step in generate(seed, encounter).steps}
    assert {name.rstrip("*!~") for name in encounter} <= names <= ACTIONS.keys()


def test_there_are_many_kinds_of_fault() -> None:
    assert len({kind.partition(":")[0] for kind in KINDS}) >= _LEAST_KINDS
    assert len(set(KINDS)) == len(KINDS)


def test_a_failing_history_is_made_small(board: Switchboard) -> None:

    caught = hunt(board, credit_on_duplicate, range(50))
    assert caught is not None
    with pytest.MonkeyPatch.context() as patch:
        credit_on_duplicate(patch)
        whole = generate(caught.seed)
        small = shrink(whole, lambda history: play(board, history))
        assert play(board, small).rule == play(board, whole).rule
    assert len(small.steps) <= 6
    assert play(board, small).problem is None


def test_a_broken_rule_names_itself() -> None:
    assert str(Broken("M1", "the sum is off")) == "M1: the sum is off"
