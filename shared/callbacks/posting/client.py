"""The POST itself: the name is looked up and judged once, and the connection goes to that very address.

No redirect is followed, no proxy is taken from the environment, nothing is decompressed, and the time is for all of it
together: for the name, the connection, the handshake, sending and reading (decision 0042).
"""

import ssl
from collections.abc import Callable, Mapping, Sequence
from socket import AF_INET, AF_INET6, IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, socket
from time import monotonic
from typing import Final

from shared.aws.connection import trust
from shared.callbacks.posting import port
from shared.callbacks.posting.addresses import Address
from shared.callbacks.posting.exchange import Exchange, request_bytes
from shared.callbacks.posting.lookup import NoAddress, Resolve, addresses_of, system_resolve
from shared.callbacks.posting.port import Answer
from shared.callbacks.posting.reading import NotHttp, TooLarge
from shared.callbacks.posting.targets import Target, TargetRefused, Targets, target_of

Dial = Callable[[Address, int, float], socket]
"""A connection to this address and port within so many seconds. Raises ``OSError``."""

_MOST_DIALLED: Final = 2
"""Addresses of one name that are tried, of each family: where one has no way out, the other may."""

_ERRORS: Final = (
    (TargetRefused, port.ADDRESS_NOT_ALLOWED),
    (NoAddress, port.DNS_FAILED),
    (TimeoutError, port.TIMEOUT),
    (ssl.SSLError, port.TLS_FAILED),
    (OSError, port.CONNECTION_FAILED),
    (NotHttp, port.INVALID_RESPONSE),
    (TooLarge, port.RESPONSE_TOO_LARGE),
)
"""What each failure is called; the first that fits, for the system's errors are one family."""
_EXPECTED: Final = tuple(kind for kind, _ in _ERRORS)


def dial(address: Address, to_port: int, seconds: float) -> socket:
    """A plain connection to this address."""
    channel = socket(AF_INET if address.version == 4 else AF_INET6, SOCK_STREAM)
    try:
        channel.settimeout(seconds)
        channel.connect((str(address), to_port))
        channel.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    except OSError:
        channel.close()
        raise
    return channel


class HttpPoster:
    """:class:`shared.callbacks.posting.port.Poster`. What it takes besides ``targets`` stands in for the network."""

    def __init__(
        self,
        targets: Targets,
        resolve: Resolve = system_resolve,
        dialled: Dial = dial,
        context: Callable[[], ssl.SSLContext] = trust,
    ) -> None:
        self._targets = targets
        self._resolve = resolve
        self._dial = dialled
        self._context = context

    def check(self, url: str, seconds: float) -> None:
        """Whether this URL may be called now, without a connection: for when somebody registers it.

        Raises :class:`TargetRefused`; its code is ``dns_failed`` when the name leads nowhere.
        """
        target = target_of(url, self._targets)
        try:
            addresses_of(target, self._targets, self._resolve, seconds)
        except (NoAddress, TimeoutError) as error:
            raise TargetRefused(port.DNS_FAILED, "the host's name leads to no address") from error

    def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Answer:
        """POST the body once, to an address that is allowed now."""
        begun, exchange = monotonic(), Exchange(seconds)
        try:
            target = target_of(url, self._targets)
            error = _verdict(self._status(exchange, target, request_bytes(target, headers, body)))
        except _EXPECTED as failure:
            error = next(code for kind, code in _ERRORS if isinstance(failure, kind))
        return Answer(exchange.status, error, int((monotonic() - begun) * 1000))

    def _status(self, exchange: Exchange, target: Target, request: bytes) -> int:
        addresses = addresses_of(target, self._targets, self._resolve, exchange.remaining())
        channel = self._connected(_dialled(addresses), target.port, exchange)
        try:
            if target.tls:
                channel.settimeout(exchange.remaining())
                channel = self._context().wrap_socket(channel, server_hostname=target.host)
            return exchange.run(channel, request)
        finally:
            channel.close()

    def _connected(self, addresses: Sequence[Address], to_port: int, exchange: Exchange) -> socket:
        """The first that answers; each gets its share of what is left."""
        for left in range(len(addresses), 1, -1):
            try:
                return self._dial(addresses[-left], to_port, exchange.remaining() / left)
            except OSError:
                continue
        return self._dial(addresses[-1], to_port, exchange.remaining())


def _dialled(addresses: Sequence[Address]) -> list[Address]:
    """In the resolver's order."""
    few = [[each for each in addresses if each.version == version][:_MOST_DIALLED] for version in (4, 6)]
    return [each for each in addresses if any(each in family for family in few)]


def _verdict(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    return port.REDIRECT if 300 <= status < 400 else f"{port.HTTP_PREFIX}{status}"
