"""Wait for what happens by itself; say what was there when it does not."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

_Found = TypeVar("_Found")

PATIENCE: Final = 420.0
"""A message whose handling failed once, on a busy machine, comes back after six minutes (the webhooks' queue)."""


def eventually(look: Callable[[], _Found], wanted: Callable[[_Found], bool]) -> _Found:
    """Look until what is seen is as wanted, and return it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if wanted(seen):
            return seen
        assert time.monotonic() < deadline, f"after {PATIENCE:.0f} s it is still: {seen}"
        time.sleep(0.1)


def never(look: Callable[[], _Found], unwanted: Callable[[_Found], bool], seconds: float = 2.0) -> None:
    """Look for a while and complain when the unwanted shows."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = look()
        assert not unwanted(seen), f"this should not happen: {seen}"
        time.sleep(0.1)
