"""Which URLs may be called at all, as far as their text tells. Where a name leads to is judged when it is called."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.callbacks.posting.addresses import Address, as_address, is_public
from shared.callbacks.posting.port import ADDRESS_NOT_ALLOWED

MAX_URL: Final = 2_000
"""Characters."""

URL_INVALID: Final = "url_invalid"
PORT_NOT_ALLOWED: Final = "port_not_allowed"

_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?(?P<path>[/?][!-~]*)?",
    re.ASCII,
)
_NAME: Final = re.compile(r"(?=.{4,253}\Z)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
"""Two labels or more, and the last begins with a letter: nothing that a resolver could take for a number."""
_INNER: Final = (
    ".local",
    ".internal",
    ".localhost",
    ".localdomain",
    ".lan",
    ".intranet",
    ".corp",
    ".private",
    ".home",
    ".arpa",
)
_NOT_IN_A_PATH: Final = re.compile(r"[\\#]")
_HTTPS_PORT: Final = 443
_FIRST_PORT: Final = 1024
"""Below it live SSH, mail and the like."""
_LAST_PORT: Final = 65_535
_LOOPBACK: Final = "127.0.0.1"


class Targets(StrEnum):
    """What a deployment lets merchants choose: https on the public Internet, or on a laptop plain http to itself."""

    PUBLIC = "public"
    LOOPBACK = "loopback"


class TargetRefused(Exception):
    """This address is not called; ``code`` is stable, the text is for the merchant."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Target:
    """What to connect to and what to ask for there. ``host`` is in lower case, an IPv6 address without its brackets.

    ``path`` is path and query as they came, and begins with a slash. ``tls`` is off on loopback alone.
    """

    host: str
    port: int
    path: str
    tls: bool

    @property
    def address(self) -> Address | None:
        """The address, where one stands in the place of a name."""
        return as_address(self.host)

    @property
    def authority(self) -> str:
        """The ``host`` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.tls and self.port == _HTTPS_PORT else f"{host}:{self.port}"


def target_of(url: str, targets: Targets) -> Target:
    """The target of a URL. Raises :class:`TargetRefused` for what is never called."""
    parts = _URL.fullmatch(url) if len(url) <= MAX_URL else None
    if parts is None:
        raise TargetRefused(URL_INVALID, "an https address with a host name, without user, fragment or spaces")
    path = parts["path"] or "/"
    if _NOT_IN_A_PATH.search(path):
        raise TargetRefused(URL_INVALID, "no fragment, and no backslash")
    host = parts["host"].lower().strip("[]")
    tls = parts["scheme"] == "https"
    target = Target(host, _port(parts["port"], tls=tls), path if path.startswith("/") else f"/{path}", tls)
    _LOOKS[targets](target)
    return target


def allowed(address: Address, targets: Targets) -> bool:
    """Whether a connection may be made to this very address."""
    return str(address) == _LOOPBACK if targets is Targets.LOOPBACK else is_public(address)


def _port(text: str | None, *, tls: bool) -> int:
    if text is None:
        return _HTTPS_PORT if tls else 80
    return int(text)


def _look_public(target: Target) -> None:
    if not target.tls:
        raise TargetRefused(URL_INVALID, "an https address")
    if target.port != _HTTPS_PORT and not _FIRST_PORT <= target.port <= _LAST_PORT:
        raise TargetRefused(PORT_NOT_ALLOWED, f"port {_HTTPS_PORT}, or one from {_FIRST_PORT} on")
    address = target.address
    if address is not None:
        if not is_public(address):
            raise TargetRefused(ADDRESS_NOT_ALLOWED, "an address of the public Internet")
        return
    if _NAME.fullmatch(target.host) is None:
        raise TargetRefused(URL_INVALID, "a host by its full name")
    if target.host.endswith(_INNER):
        raise TargetRefused(ADDRESS_NOT_ALLOWED, "a host of the public Internet")


def _look_loopback(target: Target) -> None:
    if target.tls or target.host != _LOOPBACK:
        raise TargetRefused(ADDRESS_NOT_ALLOWED, f"this stack calls http://{_LOOPBACK} alone")
    if not _FIRST_PORT <= target.port <= _LAST_PORT:
        raise TargetRefused(PORT_NOT_ALLOWED, f"a port from {_FIRST_PORT} on")


_LOOKS: Final = {Targets.PUBLIC: _look_public, Targets.LOOPBACK: _look_loopback}
