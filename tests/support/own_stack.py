"""The stack that a test run talks to: the one that ORDERPAY_STACK names, or one of its own that ends with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from local.stack.description import StackDescription, read_description
from local.stack.paths import REPO


@contextmanager
def running_stack() -> Iterator[StackDescription]:
    """Addresses and keys."""
    running = os.environ.get("ORDERPAY_STACK")
    if running:
        yield read_description(Path(running))
        return
    state = REPO / ".local" / "e2e"
    signal.signal(signal.SIGTERM, _interrupt)
    _manage("down", state)
    try:
        _manage("up", state)
        yield read_description(state / "stack.json")
    finally:
        _manage("down", state)


def _manage(command: str, state: Path) -> None:
    environment = {**os.environ, "ORDERPAY_STATE_DIR": str(state)}
    for variable in ("ORDERPAY_PORT", "ORDERPAY_STRIPE_PORT"):
        environment.pop(variable, None)
    arguments = [sys.executable, "-m", "local.stack", command]
    done = subprocess.run(arguments, cwd=REPO, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode != 0:
        pytest.exit(f"the local stack: `{command}` failed:\n{done.stdout}{done.stderr}", returncode=1)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does, once: the teardown must not be cut short."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
