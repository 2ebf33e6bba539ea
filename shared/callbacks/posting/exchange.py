"""One request and its answer over an open connection, within what is left of the time."""

from collections.abc import Mapping
from contextlib import suppress
from socket import socket
from time import monotonic

from shared.callbacks.posting.reading import Incoming, read_head, skip_body
from shared.callbacks.posting.targets import Target


def request_bytes(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    """The request as it is sent. Raises ``ValueError`` for a header that would end before its line does."""
    told = {"host": target.authority, **headers, "content-length": str(len(body)), "connection": "close"}
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    if not all(line.isascii() and line.isprintable() for line in lines):
        raise ValueError("a header is one line of ASCII")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Exchange:
    """``status`` is the answer's, as soon as its head was read."""

    def __init__(self, seconds: float) -> None:
        self._deadline = monotonic() + seconds
        self._heard = False
        self.status: int | None = None

    def remaining(self) -> float:
        """Seconds. Raises ``TimeoutError`` when none are left."""
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def run(self, channel: socket, request: bytes) -> int:
        """Send it and read the whole answer; its status. Raises ``OSError``, ``NotHttp`` and ``TooLarge``."""
        # Who answers before it has read everything, and hangs up, has answered.
        with suppress(ConnectionError):
            self._send(channel, request)
        incoming = Incoming(lambda size: self._receive(channel, size))
        head = read_head(incoming)
        self.status = head.status
        skip_body(incoming, head)
        return head.status

    def _send(self, channel: socket, request: bytes) -> None:
        left = memoryview(request)
        while left:
            channel.settimeout(self.remaining())
            left = left[channel.send(left) :]

    def _receive(self, channel: socket, size: int) -> bytes:
        channel.settimeout(self.remaining())
        received = channel.recv(size)
        if not received and not self._heard:
            raise ConnectionError("hung up without an answer")
        self._heard = True
        return received
