"""Functions in processes of their own, behind a runtime API of ours."""

import json
import sys
from pathlib import Path

import pytest

from bench.process.runtime_api import FunctionFailed
from bench.process.worker import Program, started
from tests.functional.bench.runtime_client import put_client

_HANDLER = """
import os
print("loaded")

def lambda_handler(event, context):
    print("handled", flush=True)
    if event.get("fail"):
        raise ValueError("told to fail")
    return {"event": event, "table": os.environ["TABLE_NAME"], "path": os.environ.get("HOME")}
"""


def program(folder: Path, handler: str = "thing.lambda_handler") -> Program:
    put_client(folder)
    (folder / "thing.py").write_text(_HANDLER)
    return Program(Path(sys.executable), folder, (), handler, {"TABLE_NAME": "t"})


def test_a_function_answers_one_event_after_the_other_in_a_clean_environment(tmp_path: Path) -> None:
    with started(program(tmp_path)) as worker:
        assert worker.init.cpu > 0
        for number in (1, 2):
            answer, cost = worker.invoke({"number": number})
            assert answer == {"event": {"number": number}, "table": "t", "path": None}
            assert cost.cpu > 0


def test_what_a_function_prints_is_counted(tmp_path: Path) -> None:
    with started(program(tmp_path)) as worker:
        worker.invoke({})
        before = worker.log_bytes()
        worker.invoke({})
        assert worker.log_bytes() - before == len("handled\n")


def test_a_function_that_fails_is_told_of_with_what_it_said(tmp_path: Path) -> None:
    with started(program(tmp_path)) as worker, pytest.raises(FunctionFailed, match="told to fail"):
        worker.invoke({"fail": True})


def test_a_function_that_cannot_be_loaded_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(FunctionFailed, match="ended"), started(program(tmp_path, "nowhere.lambda_handler")):
        pass


def test_the_answer_is_json(tmp_path: Path) -> None:
    with started(program(tmp_path)) as worker:
        assert json.dumps(worker.invoke({"a": "ü"})[0]["event"]) == json.dumps({"a": "ü"})
