"""A local stack of the bench's own, up for as long as something is measured on it."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from bench.paths import WORK
from local.stack import lifecycle
from local.stack.clients import bypass_proxies
from local.stack.paths import StateDir
from tests.support.local_stack import LocalStack


@contextmanager
def running_stack() -> Iterator[LocalStack]:
    """Deployed, empty, with the ports of its own; raises ``StackError`` when it cannot be brought up."""
    bypass_proxies()
    state = StateDir(WORK / "stack")
    with lifecycle.exclusive(state):
        try:
            description = lifecycle.up(state)
            with httpx.Client(trust_env=False, timeout=60) as http:
                yield LocalStack(description, http)
        finally:
            lifecycle.down(state)
