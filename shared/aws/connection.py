"""One kept connection to a service's endpoint."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BufferedReader
from select import POLLIN, poll
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from typing import Final

from shared.aws.answers import Answer, NotHttp, read_answer

CONNECT_TIMEOUT: Final = 1
READ_TIMEOUT: Final = 3
"""Seconds."""

_PORTS: Final = {"https": 443, "http": 80}


class NoAnswer(Exception):
    """The request may or may not have taken effect; the cause says what happened to the connection."""


class NotConnected(NoAnswer):
    """There was no connection: the request has certainly not taken effect."""


@dataclass(frozen=True, slots=True)
class _Channel:
    """An open socket and what reads from it."""

    channel: socket
    incoming: BufferedReader

    def has_something_to_read(self) -> bool:
        """Also true at its end. What was received already, here or by TLS, is not seen by asking the system alone."""
        waiting = poll()
        waiting.register(self.channel, POLLIN)
        return bool(waiting.poll(0)) or self._has_received()

    def _has_received(self) -> bool:
        self.channel.settimeout(0)
        try:
            return bool(self.incoming.peek(1))
        except OSError as error:
            return not isinstance(error, ssl.SSLWantReadError)
        finally:
            self.channel.settimeout(READ_TIMEOUT)

    def close(self) -> None:
        """The socket stays open as long as what reads from it: both."""
        self.incoming.close()
        self.channel.close()


class Connection:
    """Sends one request after the other; not for several threads at once.

    ``endpoint`` is ``https://host`` or, for stacks on loopback, ``http://host:port``; ``patience`` is how many seconds
    an answer may take.
    """

    def __init__(self, endpoint: str, patience: int = READ_TIMEOUT) -> None:
        self._scheme, _, self.host = endpoint.rstrip("/").partition("://")
        self._patience = patience
        self._open: _Channel | None = None

    def post(self, headers: Mapping[str, str], body: bytes, path: str = "/") -> Answer:
        """``headers`` hold ``host``. Raises :class:`NoAnswer` without a whole answer; the next call connects anew."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = f"POST {path} HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n".encode("latin-1") + body
        try:
            used = self._still_open() or self._connect()
        except OSError as error:
            raise NotConnected from error
        self._open = None  # Whatever interrupts us: nobody reads this answer as one to another request.
        try:
            used.channel.sendall(request)
            answer = read_answer(used.incoming)
            if not answer.last:
                self._open = used
            return answer
        except (OSError, NotHttp) as error:
            raise NoAnswer from error
        finally:
            if self._open is None:
                used.close()

    def close(self) -> None:
        """Forget the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _still_open(self) -> _Channel | None:
        """An idle connection has nothing to read, unless its end: a service hangs up on who was frozen for minutes.

        What came behind the last answer is none to the next request.
        """
        if self._open is not None and self._open.has_something_to_read():
            self.close()
        return self._open

    def _connect(self) -> _Channel:
        host, _, port = self.host.partition(":")
        channel = create_connection((host, int(port or _PORTS[self._scheme])), CONNECT_TIMEOUT)
        try:
            channel.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            if self._scheme == "https":
                channel = trust().wrap_socket(channel, server_hostname=host)
            channel.settimeout(self._patience)
        except OSError:
            channel.close()
            raise
        return _Channel(channel, channel.makefile("rb"))


@cache
def trust() -> ssl.SSLContext:
    """The system's authorities, read once for all connections: reading them takes longer than all imports together."""
    return ssl.create_default_context()
