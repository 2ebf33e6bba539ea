"""The port: one POST to a merchant's server, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

TIMEOUT: Final = "timeout"
DNS_FAILED: Final = "dns_failed"
ADDRESS_NOT_ALLOWED: Final = "address_not_allowed"
CONNECTION_FAILED: Final = "connection_failed"
TLS_FAILED: Final = "tls_failed"
REDIRECT: Final = "redirect"
RESPONSE_TOO_LARGE: Final = "response_too_large"
INVALID_RESPONSE: Final = "invalid_response"
HTTP_PREFIX: Final = "http_"
"""Before the status of an answer that is neither 2xx nor a redirect: ``http_500``."""

GONE: Final = 410
"""The status by which a server says that it wants no callbacks any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one POST. ``error`` is ``None`` for a 2xx alone; else a stable code, one of those above.

    ``status`` is ``None`` when no status line came, or none that may be believed. ``milliseconds`` is how long it took.
    """

    status: int | None
    error: str | None
    milliseconds: int

    @property
    def delivered(self) -> bool:
        """Whether the other side took it."""
        return self.error is None


class Poster(Protocol):
    """Safe for several threads at a time."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Answer:
        """POST the body, and be back after ``seconds`` whatever the other side does; it makes this raise nothing."""
        ...
