"""The stack that is driven: the one that is up, or one of the run's own that ends with it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from bench.stack.running import STATE, running_stack
from local.stack import lifecycle
from local.stack.clients import bypass_proxies
from local.stack.description import read_description
from local.stack.paths import StateDir
from tests.support.local_stack import LocalStack

_QUIET_LOOKS: Final = 3


class Unquiet(Exception):
    """Something was still under way when patience ended."""


@contextmanager
def any_stack() -> Iterator[tuple[LocalStack, StateDir]]:
    """With its folder. Raises ``StackError`` when none is up and none can be brought up."""
    bypass_proxies()
    state = StateDir.from_environment()
    whole, _ = lifecycle.status(state)
    if not whole:
        with running_stack() as own:
            yield own, STATE
        return
    with httpx.Client(trust_env=False, timeout=60) as http:
        yield LocalStack(read_description(state.description), http), state


def await_rest(stack: LocalStack, seconds: float, moving: Callable[[], object] = lambda: None) -> float:
    """Wait until no webhook and no message is under way, nor anything ``moving`` changes; how long that took.

    Raises :class:`Unquiet`.
    """
    began, calm, before = time.monotonic(), 0, moving()
    while calm < _QUIET_LOOKS:
        stack.stripe.deliver_all()
        waiting = {name: depth for name, depth in stack.queues.depths().items() if depth}
        waiting |= {"undelivered webhooks": under_way} if (under_way := stack.stripe.undelivered()) else {}
        now = moving()
        calm, before = (calm + 1 if not waiting and now == before else 0), now
        if time.monotonic() - began > seconds:
            raise Unquiet(f"after {seconds:.0f} seconds there is still {waiting or 'movement'}")
        time.sleep(1)
    return time.monotonic() - began
