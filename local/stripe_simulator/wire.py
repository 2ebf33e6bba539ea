"""Requests and answers as values: what passes between the core and whatever carries it."""

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_COMPACT = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True)
class Request:
    """One HTTP request. Header names are lower case; `query` is without the question mark."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def url(self) -> str:
        """Path and query as sent."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 become replacement characters."""
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Response:
    """One HTTP answer. When `lost`, the client gets no answer: the connection is held `hold` seconds, then closed."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    media: str = "application/json"
    lost: bool = False
    hold: float = 0.0

    def json(self) -> Any:
        """The parsed body."""
        return json.loads(self.body)


def encode(value: Any) -> bytes:
    """Compact JSON: the indenting encoder of the standard library is ten times slower."""
    return _COMPACT.encode(value).encode()


def json_response(status: int, value: Any, headers: dict[str, str] | None = None) -> Response:
    """An answer with a JSON body."""
    return Response(status, encode(value), headers or {})
