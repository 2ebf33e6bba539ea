"""Reading one answer of HTTP/1.1 (RFC 9112), as services give it to a POST.

The standard library's client reads headers as it reads mail; what that costs is measured (decision 0024).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

_LONGEST_LINE: Final = 65_536
_MOST_HEADERS: Final = 100


class NotHttp(Exception):
    """What came is no answer, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body as they came; ``headers`` have lower-case names. ``last``: nothing more will come behind it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    last: bool = False


class Incoming(Protocol):
    """Bytes of a connection, buffered."""

    def readline(self, limit: int, /) -> bytes:
        """Up to the end of a line, of the limit or of everything."""
        ...

    def read(self, size: int = -1, /) -> bytes:
        """That many bytes, fewer only at the end of everything."""
        ...


def read_answer(incoming: Incoming) -> Answer:
    """The next answer. Raises :class:`NotHttp`; what the connection raises passes through."""
    version, _, rest = _line(incoming).partition(b" ")
    code = rest[:3]
    if version not in (b"HTTP/1.1", b"HTTP/1.0") or not code.isdigit() or not 200 <= int(code) <= 599:
        raise NotHttp("no status line")
    headers = _headers(incoming)
    last = version == b"HTTP/1.0" or headers.get("connection", "").lower() == "close"
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Answer(int(code), headers, _chunks(incoming), last)
    length = headers.get("content-length")
    if length is None:
        return Answer(int(code), headers, b"" if code == b"204" else incoming.read(), True)
    return Answer(int(code), headers, _exactly(incoming, _number(length, 10)), last)


def _headers(incoming: Incoming) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = _line(incoming)
        if not line:
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise NotHttp("a header without a colon")
        headers[name.lower()] = value.strip()
    raise NotHttp("too many headers")


def _chunks(incoming: Incoming) -> bytes:
    content = b""
    while size := _number(_line(incoming).split(b";")[0].decode("latin-1"), 16):
        content += _exactly(incoming, size)
        if _line(incoming):
            raise NotHttp("a chunk without an end")
    _headers(incoming)
    return content


def _line(incoming: Incoming) -> bytes:
    line = incoming.readline(_LONGEST_LINE)
    if not line.endswith(b"\r\n"):
        raise NotHttp("a line without an end")
    return line[:-2]


def _exactly(incoming: Incoming, size: int) -> bytes:
    content = incoming.read(size)
    if len(content) != size:
        raise NotHttp("the answer was cut")
    return content


def _number(text: str, base: int) -> int:
    """Digits alone: ``int`` takes signs, spaces and underscores, too."""
    if not text.isalnum():
        raise NotHttp("not a length")
    try:
        return int(text, base)
    except ValueError as error:
        raise NotHttp("not a length") from error
