"""Which Python functions are measured on."""

import sys
from pathlib import Path

import pytest

from bench.environments import find_python


def program(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{content}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCH_PYTHON", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))


def test_a_shim_that_leads_nowhere_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "path" / "python3.13", "exit 127")
    kept = program(tmp_path / "pyenv" / "versions" / "3.13.0" / "bin" / "python3.13", "echo 3.13")
    assert find_python() == kept


def test_the_one_that_is_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "path" / "python3.13", "echo 3.13")
    named = program(tmp_path / "named", "echo 3.13")
    monkeypatch.setenv("BENCH_PYTHON", str(named))
    assert find_python() == named


def test_one_that_calls_itself_so_and_is_another_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "path" / "python3.13", "echo 3.12")
    assert find_python() == Path(sys.executable).resolve()
