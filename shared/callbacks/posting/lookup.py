"""Names to addresses, within a time: the system's own resolver cannot be interrupted."""

import socket
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from shared.callbacks.posting.addresses import Address, as_address
from shared.callbacks.posting.port import ADDRESS_NOT_ALLOWED
from shared.callbacks.posting.targets import Target, TargetRefused, Targets, allowed

Resolve = Callable[[str], Sequence[str]]
"""All addresses of a name, as text. Raises ``OSError`` when it has none."""

_MOST: Final = 64
"""Addresses of one name: nobody has so many who means well."""


class NoAddress(Exception):
    """The name leads nowhere."""


def system_resolve(host: str) -> Sequence[str]:
    """As the machine resolves names, each address once."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses_of(target: Target, targets: Targets, resolve: Resolve, seconds: float) -> Sequence[Address]:
    """Every address of the target, all of them allowed.

    Raises :class:`NoAddress`, ``TimeoutError``, and :class:`TargetRefused` if a single one is not: a name that leads
    outside and inside at once means no good.
    """
    literal = target.address
    found = [literal] if literal is not None else _within(seconds, resolve, target.host)
    if not found:
        raise NoAddress(target.host)
    if len(found) > _MOST or not all(address is not None and allowed(address, targets) for address in found):
        raise TargetRefused(ADDRESS_NOT_ALLOWED, "the host's addresses are not all of the public Internet")
    return [address for address in found if address is not None]


def _within(seconds: float, resolve: Resolve, host: str) -> list[Address | None]:
    """A thread of its own, left behind when it takes too long: it ends by itself, and nobody waits for it."""
    answers: SimpleQueue[list[Address | None]] = SimpleQueue()

    def look() -> None:
        try:
            found = resolve(host)
        except (OSError, UnicodeError):
            found = []
        answers.put([as_address(text) for text in found])

    Thread(target=look, daemon=True, name="callback-lookup").start()
    try:
        return answers.get(timeout=max(seconds, 0))
    except Empty:
        raise TimeoutError(host) from None
