"""Processes of the local stack: started, recognised, and stopped with all their children."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from local.stack.errors import StackError
from local.stack.ports import choose_ports
from local.stack.processes import Command, birth_of, is_alive, read, start, stop_all
from local.stack.readiness import wait_until_ready
from tests.support.waiting import eventually

# A parent that ignores nothing, and a child that ignores the polite signal.
_FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('child', flush=True); time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Path]:
    """Where the processes are noted; whatever a test leaves behind is stopped."""
    path = tmp_path / "processes.json"
    yield path
    stop_all(path)


def _command(folder: Path, program: str) -> Command:
    return Command("family", [sys.executable, "-u", "-c", program], os.environ, folder, folder / "family.log")


def _child_of(folder: Path) -> int:
    lines = eventually(
        lambda: (folder / "family.log").read_text().split(), lambda words: "child" in words and len(words) == 2
    )
    return next(int(word) for word in lines if word.isdigit())


def test_a_process_goes_with_its_children(tmp_path: Path, record: Path) -> None:
    process = start(_command(tmp_path, _FAMILY), record)
    child = _child_of(tmp_path)
    assert read(record) == [process]
    assert is_alive(process)

    assert stop_all(record) == ["family"]

    eventually(lambda: birth_of(child), lambda birth: birth is None)
    assert not is_alive(process)
    assert read(record) == []


def test_children_of_a_killed_process_are_stopped_too(tmp_path: Path, record: Path) -> None:
    process = start(_command(tmp_path, _FAMILY), record)
    child = _child_of(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    eventually(lambda: is_alive(process), lambda alive: not alive)

    assert stop_all(record) == []

    eventually(lambda: birth_of(child), lambda birth: birth is None)


def test_a_stranger_with_the_same_id_is_left_alone(tmp_path: Path, record: Path) -> None:
    process = start(_command(tmp_path, "import time; time.sleep(60)"), record)
    text = record.read_text()
    record.write_text(text.replace(process.birth, "another"))

    assert stop_all(record) == []

    assert is_alive(process)
    record.write_text(text)
    assert not is_alive(replace(process, birth="another"))


def test_a_server_that_ends_while_starting_is_told_with_its_log(tmp_path: Path, record: Path) -> None:
    command = _command(tmp_path, "print('port is taken'); raise SystemExit(3)")
    process = start(command, record)
    time.sleep(0.2)

    with pytest.raises(StackError, match="port is taken"):
        wait_until_ready(process, "http://127.0.0.1:9/", command.log)


def test_ports_are_remembered_and_a_taken_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORDERPAY_PORT", raising=False)
    monkeypatch.delenv("ORDERPAY_STRIPE_PORT", raising=False)
    memory = tmp_path / "ports.json"
    first = choose_ports(memory)
    assert choose_ports(memory) == first

    with socket.socket() as taker:
        taker.bind(("127.0.0.1", first.emulator))
        taker.listen()
        assert choose_ports(memory).emulator != first.emulator
        monkeypatch.setenv("ORDERPAY_PORT", str(first.emulator))
        with pytest.raises(StackError, match="taken by another program"):
            choose_ports(memory)


def test_a_run_that_is_stopped_twice_leaves_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "ORDERPAY_STATE_DIR": str(tmp_path)}
    runner = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-c", _RUN], env=environment, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True
    )
    assert runner.stdout is not None
    pid = int(runner.stdout.readline())
    runner.send_signal(signal.SIGINT)
    runner.send_signal(signal.SIGTERM)

    assert runner.wait(timeout=20) in {128 + signal.SIGINT, 128 + signal.SIGTERM}
    eventually(lambda: birth_of(pid), lambda birth: birth is None)


# What `run` does, with a sleeper in the emulator's place.
_RUN = """
import os, sys, time
from pathlib import Path
from local.stack import lifecycle, processes, signals
from local.stack.errors import Interrupted
from local.stack.paths import StateDir

signals.install()
state = StateDir.from_environment()
sleeper = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
try:
    arguments = [sys.executable, "-c", sleeper]
    command = processes.Command("sleeper", arguments, os.environ, state.root, state.log("sleeper"))
    print(processes.start(command, state.processes).pid, flush=True)
    time.sleep(60)
except Interrupted as interruption:
    sys.exit(interruption.exit_code)
finally:
    with signals.ending():
        lifecycle.down(state)
"""
