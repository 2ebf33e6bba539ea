"""Ctrl-C and SIGTERM: the first one ends the command in order, further ones make the ending hasty."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from local.stack.errors import Interrupted


@dataclass
class _State:
    ending: bool = False
    hasty: bool = False
    deferring: bool = False
    pending: int | None = None


_state = _State()


def is_hasty() -> bool:
    """Whether a second signal came, so that processes are killed at once."""
    return _state.hasty


def _on_signal(number: int, _frame: FrameType | None) -> None:
    if _state.ending:
        _state.hasty = True
    elif _state.deferring:
        _state.pending = number
    else:
        _state.ending = True
        raise Interrupted(number)


def install() -> None:
    """Turn the first signal into an Interrupted in the main thread."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)


@contextmanager
def ending() -> Iterator[None]:
    """Run an ending that no signal may cut short; a signal only makes it hasty."""
    _state.ending = True
    yield


@contextmanager
def deferred() -> Iterator[None]:
    """Do not tear a process's start from the note of its id: a signal waits until both are done."""
    _state.deferring = True
    try:
        yield
    finally:
        _state.deferring = False
    if _state.pending is not None and not _state.ending:
        _state.ending = True
        raise Interrupted(_state.pending)
