"""A local stack of the bench's own, up for as long as something is measured on it."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from bench.paths import WORK
from local.stack import lifecycle, processes
from local.stack.clients import bypass_proxies
from local.stack.paths import StateDir
from tests.support.local_stack import LocalStack

STATE = StateDir(WORK / "stack")


@contextmanager
def running_stack() -> Iterator[LocalStack]:
    """Deployed, empty, with the ports of its own; raises ``StackError`` when it cannot be brought up."""
    bypass_proxies()
    with lifecycle.exclusive(STATE):
        try:
            description = lifecycle.up(STATE)
            with httpx.Client(trust_env=False, timeout=60) as http:
                yield LocalStack(description, http)
        finally:
            lifecycle.down(STATE)


def emulator_process() -> int:
    """The id of the emulator's process while the stack is up."""
    return next(each.pid for each in processes.read(STATE.processes) if each.name == "emulator")
