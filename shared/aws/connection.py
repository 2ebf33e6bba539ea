"""One kept HTTP connection to a service's endpoint."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from select import POLLIN, poll
from socket import socket
from typing import Final
from urllib.parse import urlsplit

CONNECT_TIMEOUT: Final = 1
READ_TIMEOUT: Final = 3
"""Seconds."""


class NoAnswer(Exception):
    """The request may or may not have taken effect; the cause says what happened to the connection."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body as they came; ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """Sends one request after the other; not for several threads at once."""

    def __init__(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        self._secure = parts.scheme == "https"
        self._address = (parts.hostname or "", parts.port)
        self.host = parts.netloc
        """As the ``host`` header has it."""
        self._open: HTTPConnection | None = None

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises :class:`NoAnswer` when the answer did not come whole; the next call opens another connection."""
        try:
            connection = self._still_open() or self._connect()
            connection.request("POST", "/", body, dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer from error

    def close(self) -> None:
        """Forget the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _still_open(self) -> HTTPConnection | None:
        """An idle connection has nothing to read, unless its end: a service hangs up on who was frozen for minutes."""
        if self._open is not None and _readable(self._open.sock):
            self.close()
        return self._open

    def _connect(self) -> HTTPConnection:
        host, port = self._address
        made = (
            HTTPSConnection(host, port, timeout=CONNECT_TIMEOUT, context=_trust())
            if self._secure
            else HTTPConnection(host, port, timeout=CONNECT_TIMEOUT)
        )
        self._open = made
        made.connect()
        made.sock.settimeout(READ_TIMEOUT)
        return made


def _readable(sock: socket | None) -> bool:
    """Also true for a socket that the last answer closed."""
    if sock is None:
        return True
    waiting = poll()
    waiting.register(sock, POLLIN)
    return bool(waiting.poll(0))


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities, read once for all services."""
    return ssl.create_default_context()
