"""The stack's processes: the workers that run functions, and the provider's simulator."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from local.stack import processes
from local.stack.paths import StateDir

_WORKER: Final = "ministack-lambda-"


def process_of(state: StateDir, name: str) -> int:
    """The id of one of the stack's own processes: ``emulator`` or ``stripe-simulator``."""
    return next(each.pid for each in processes.read(state.processes) if each.name == name)


def workers(emulator: int, functions: tuple[str, ...] = ()) -> dict[int, str]:
    """The emulator's workers by their process ids, with their command; of these functions only, if any are named."""
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,command="], capture_output=True, text=True, check=True
    )
    found = {}
    for line in listing.stdout.splitlines():
        pid, parent, command = line.split(maxsplit=2)
        if int(parent) == emulator and _WORKER in command:
            found[int(pid)] = command
    return {pid: name for pid, name in found.items() if not functions or any(f"-{each}-" in name for each in functions)}


def kill_workers(emulator: int, functions: tuple[str, ...]) -> int:
    """Kill them as a machine that dies would; how many there were."""
    found = workers(emulator, functions)
    for pid in found:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return len(found)


@contextmanager
def frozen(process: int) -> Iterator[None]:
    """Let a process answer nothing and forget nothing."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def keep_killing(emulator: int, functions: tuple[str, ...], times: int, pause: float) -> int:
    """Kill again and again, ``pause`` seconds apart; how many workers died."""
    killed = 0
    for _ in range(times):
        time.sleep(pause)
        killed += kill_workers(emulator, functions)
    return killed
