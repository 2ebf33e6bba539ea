"""A real function is recorded in a process of its own, and its bare twin makes the same calls."""

import json
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.cases.stage import Stage, set_up
from bench.cases.table import CASES
from bench.environments import Environments
from bench.measuring import Effort, measure_functions
from bench.packages import Unpacked
from bench.process.worker import Program, started
from bench.twins import make
from infra_cdk.paths import REPOSITORY
from tests.functional.bench.runtime_client import put_client

INSTALLED = Path(sysconfig.get_paths()["purelib"])
ENVIRONMENTS = Environments(Path(sys.executable), Path(sys.executable), INSTALLED, "")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """One for all of these."""
    with set_up() as made:
        yield made


def program(stage: Stage, folder: Path, name: str) -> Program:
    """The function from this repository."""
    put_client(folder)
    return Unpacked(folder, (REPOSITORY, INSTALLED)).program(ENVIRONMENTS, name, stage.environment)


@pytest.mark.parametrize(
    ("name", "warm", "first"),
    [
        ("order_intake", ["PutItem"], []),
        ("auto_debit", ["GetItem", "TransactWriteItems"], []),
        ("stripe_webhook", ["SendMessage"], ["GetSecretValue"]),
    ],
)
def test_a_function_and_its_twin_make_the_same_calls(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, warm: list[str], first: list[str]
) -> None:
    recording = make.record(stage, program(stage, tmp_path, name), CASES[name](stage.new_shop()))
    assert [each.call.kind.rpartition(".")[2] for each in recording.warm] == warm
    assert sorted(each.call.kind.rpartition(".")[2] for each in recording.first) == sorted([*first, *warm])

    monkeypatch.setattr(make, "WORK", tmp_path)
    twin = make.make_twin(name, recording, ENVIRONMENTS, stage.environment)
    put_client(twin.task_root)
    with started(twin) as worker:
        for expected in (recording.first, recording.warm):
            make.rewind(stage)
            answer, _ = worker.invoke(recording.event)
            called = [each.call for each in stage.aws.take()]
            assert answer == recording.answer
            assert [json.loads(call.body) for call in called] == [json.loads(each.call.body) for each in expected]
    stage.aws.complain()


def test_a_function_that_does_not_do_what_its_case_is_for_is_not_measured(stage: Stage, tmp_path: Path) -> None:
    event = CASES["order_intake"](stage.new_shop()) | {"body": "{}"}
    with pytest.raises(make.NotTypical, match="422"):
        make.record(stage, program(stage, tmp_path, "order_intake"), event)


class FromTheRepository:
    """Packages that are not packed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def packaged(self, _: str) -> Unpacked:
        return Unpacked(self.folder, (REPOSITORY, INSTALLED))


def test_a_function_is_measured_beside_its_twin_and_an_empty_one(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "WORK", tmp_path)
    empty = tmp_path / "twins" / "nothing"
    empty.mkdir(parents=True)
    for folder in (tmp_path, empty):
        put_client(folder)
    environments = replace(ENVIRONMENTS, clients=tmp_path)
    effort = Effort(rounds=1, rounds_of_hot=2, blocks=2, invocations=1, warm_up=1)
    said: list[str] = []
    packages: Any = FromTheRepository(tmp_path)
    (found,) = measure_functions(stage, packages, environments, ["order_intake"], effort, said.append)
    assert said == ["order_intake (1 of 1)"]
    assert (found.warm_calls, found.first_calls) == (("DynamoDB_20120810.PutItem",),) * 2
    assert found.log_bytes > 0
    for series in (found.ours, found.bare, found.nothing):
        figures = (series.init, series.init_cpu, series.until_first, series.warm_cpu, series.warm_wall)
        assert [len(each) for each in figures] == [2, 2, 2, 2, 2]
        assert all(value > 0 for each in figures for value in each)
        assert all(first > init for first, init in zip(series.until_first, series.init, strict=True))
