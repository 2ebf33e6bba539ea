"""Reading an answer of HTTP/1.1 from somebody who may mean harm: bounded, and nothing of its body is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

HEAD_BYTES: Final = 16 * 1024
BODY_BYTES: Final = 64 * 1024
"""What the framing of chunks takes counts, too."""

_RECEIVED: Final = 8 * 1024
_VERSIONS: Final = (b"HTTP/1.1", b"HTTP/1.0")
_BODILESS: Final = (204, 304)

Receive = Callable[[int], bytes]
"""So many bytes at most, none at the end; raises ``TimeoutError`` when the time is over."""


class NotHttp(Exception):
    """What came is no answer, or not a whole one."""


class TooLarge(Exception):
    """More came than is read."""


class Incoming:
    """Bytes of a connection, as many as are allowed."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._buffer = b""
        self._left = 0

    def allow(self, size: int) -> None:
        """So many from here on."""
        self._left = size

    def line(self) -> bytes:
        """The next line without its end. Raises :class:`NotHttp` and :class:`TooLarge`."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched >= self._left:
                raise TooLarge
            if not self._fill():
                raise NotHttp("the answer was cut")
        self._take(end + 1)
        line, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
        return line.removesuffix(b"\r")

    def skip(self, size: int) -> None:
        """So many bytes. Raises :class:`NotHttp` and :class:`TooLarge`, the latter without waiting for them."""
        self._take(size)
        while len(self._buffer) < size:
            size -= len(self._buffer)
            self._buffer = b""
            if not self._fill():
                raise NotHttp("the answer was cut")
        self._buffer = self._buffer[size:]

    def skip_all(self) -> None:
        """Until the other side ends it. Raises :class:`TooLarge`."""
        while True:
            self._take(len(self._buffer))
            self._buffer = b""
            if not self._fill():
                return

    def _take(self, size: int) -> None:
        if size > self._left:
            raise TooLarge
        self._left -= size

    def _fill(self) -> bool:
        received = self._receive(_RECEIVED)
        self._buffer += received
        return bool(received)


@dataclass(frozen=True, slots=True)
class Head:
    """Status, and how the body ends: by ``length``, by its chunks, or (neither) with the connection."""

    status: int
    length: int | None
    chunked: bool


def read_head(incoming: Incoming) -> Head:
    """The final answer's head. Raises :class:`NotHttp` and :class:`TooLarge`.

    Interim answers (1xx) before it count in its size.
    """
    incoming.allow(HEAD_BYTES)
    while (head := _one_head(incoming)).status < 200:
        if head.status == 101:
            raise NotHttp("a protocol that nobody asked for")
    return head


def skip_body(incoming: Incoming, head: Head) -> None:
    """What follows the head. Raises :class:`NotHttp` and :class:`TooLarge`."""
    incoming.allow(BODY_BYTES)
    if head.status in _BODILESS:
        return
    if head.chunked:
        _skip_chunks(incoming)
    elif head.length is not None:
        incoming.skip(head.length)
    else:
        incoming.skip_all()


def _one_head(incoming: Incoming) -> Head:
    version, _, rest = incoming.line().partition(b" ")
    code = rest[:3]
    if version not in _VERSIONS or not code.isdigit() or len(code) != 3 or code[:1] == b"0" or rest[3:4].strip():
        raise NotHttp("no status line")
    length, chunked = None, False
    while line := incoming.line():
        name, colon, value = line.partition(b":")
        if not colon:
            raise NotHttp("a header without a colon")
        if name.lower() == b"content-length":
            length = _number(value.strip(), 10)
        elif name.lower() == b"transfer-encoding":
            chunked = chunked or value.strip().lower() == b"chunked"
    return Head(int(code), length, chunked)


def _skip_chunks(incoming: Incoming) -> None:
    while size := _number(incoming.line().partition(b";")[0].strip(), 16):
        incoming.skip(size)
        if incoming.line():
            raise NotHttp("a chunk without an end")
    while incoming.line():
        pass


def _number(digits: bytes, base: int) -> int:
    """Digits alone, and not too many: ``int`` takes signs, spaces and underscores, and long ones cost time."""
    if not digits.isalnum() or len(digits) > 18:
        raise NotHttp("not a length")
    try:
        return int(digits, base)
    except ValueError as error:
        raise NotHttp("not a length") from error
