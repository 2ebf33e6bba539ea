"""Which checks `make test` and `make check` consist of: every test is in one of them, and in no two."""

import os
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from local import checks
from local.checks import Check
from local.stack.paths import REPO

ALL = (*checks._ALL, checks._DEPLOYED)


def files_of(check: Check) -> Iterator[Path]:
    """The files of tests that a run of pytest finds."""
    ignored = {REPO / each.partition("=")[2] for each in check.arguments if each.startswith("--ignore=")}
    for name in (each for each in check.arguments if each.startswith("tests/")):
        path = REPO / name
        found = path.rglob("test_*.py") if path.is_dir() else [path]
        yield from (each for each in found if each not in ignored)


def runs_of(found: Iterable[Check]) -> Counter[Path]:
    """How many of the checks run each file of tests."""
    return Counter(path for check in found if check.is_test for path in files_of(check))


def test_every_test_is_run_and_no_handlers_test_twice() -> None:
    found = runs_of(ALL)

    assert sorted(set((REPO / "tests").rglob("test_*.py")) - set(found)) == []
    assert [path for path, times in found.items() if times > 1] == []


def test_the_quick_loop_runs_nothing_else() -> None:
    assert set(runs_of(checks._QUICK)) < set(runs_of(ALL))


def test_handlers_are_tested_on_moto_or_held_against_it() -> None:
    lanes = [each for each in ALL if any(path.is_relative_to(checks._HANDLERS) for path in files_of(each))]

    assert {each.environment["ORDERPAY_TABLE"] for each in lanes} == {"held", "moto"}
    (whole,) = (each for each in lanes if each.environment["ORDERPAY_TABLE"] == "moto")
    assert {path.name for path in files_of(whole)} == {"test_samples.py", "test_crash_then_retry.py"}


def test_all_yield_to_the_deployed_stack_but_those_that_measure_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(niceness: int, name: str, *, timed: bool = False) -> Check:
        program = f"import os, sys; sys.exit(os.nice(0) != {min(niceness, 19)})"
        return Check(name, ("-c", program), timed=timed)

    own = os.nice(0)
    monkeypatch.setattr(checks, "_ALL", (at(own + 10, "lane"), at(own, "with a watch", timed=True)))
    monkeypatch.setattr(checks, "_DEPLOYED", at(own, "deployed"))
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    assert checks.main(["all"]) == 0
    monkeypatch.setattr(checks, "_DEPLOYED", at(own + 1, "deployed"))
    assert checks.main(["all"]) == 1
