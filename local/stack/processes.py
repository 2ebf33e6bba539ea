"""Start, recognise and stop the processes of a stack, each in a session of its own so that its children go too."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from local.stack import signals

_GRACE_SECONDS = 8.0


@dataclass(frozen=True)
class Command:
    """What to start, and where its output goes."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path


@dataclass(frozen=True)
class Process:
    """A started process; `birth` tells it from a later process that got the same id."""

    name: str
    pid: int
    birth: str


def birth_of(pid: int) -> str | None:
    """Return when a live process was born, or None when there is none (a zombie counts as none)."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] == "Z" else fields[19]
    listing = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    state, _, born = listing.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else born.strip()


def is_alive(process: Process) -> bool:
    """Whether this very process still runs."""
    return birth_of(process.pid) == process.birth


def start(command: Command, record: Path) -> Process:
    """Start a process and note it in the record before anything else can happen."""
    with signals.deferred():
        with command.log.open("ab") as log:
            child = subprocess.Popen(
                list(command.arguments),
                cwd=command.folder,
                env=dict(command.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = Process(command.name, child.pid, birth_of(child.pid) or "")
        _write(record, [*read(record), process])
    return process


def read(record: Path) -> list[Process]:
    """Return the processes noted for a stack."""
    try:
        return [Process(**entry) for entry in json.loads(record.read_text())]
    except FileNotFoundError:
        return []
    except (json.JSONDecodeError, TypeError):
        return []


def _write(record: Path, processes: Sequence[Process]) -> None:
    draft = record.with_suffix(".draft")
    draft.write_text(json.dumps([asdict(process) for process in processes]))
    draft.replace(record)


def stop_all(record: Path) -> list[str]:
    """Stop every noted process with its group; return the names of those that were still alive."""
    ours = [process for process in read(record) if not _is_replaced(process)]
    alive = [process.name for process in ours if is_alive(process)]
    for process in reversed(ours):
        _signal_group(process, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    while any(_reap(process) for process in ours) and time.monotonic() < deadline and not signals.is_hasty():
        time.sleep(0.05)
    for process in ours:
        # The leader may be gone while a child of its group lives on.
        _signal_group(process, signal.SIGKILL)
        _reap(process)
    record.unlink(missing_ok=True)
    return alive


def _is_replaced(process: Process) -> bool:
    """Whether a stranger has the id now; while a group has members, its id is given to nobody else."""
    return birth_of(process.pid) not in (None, process.birth)


def _signal_group(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _reap(process: Process) -> bool:
    """Collect the process if it is our own dead child; return whether it still lives."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    return is_alive(process)
