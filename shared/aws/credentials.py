"""Whose requests these are: from the environment, or from the container endpoint that a restored snapshot has instead.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.clock import parse_rfc3339
from shared.errors import Busy

_RENEW_BEFORE: Final = timedelta(minutes=5)
_TIMEOUT: Final = 2
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key pair and, for a role, its session token; ``expires_at`` is ``None`` for what outlives the process."""

    key_id: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


class CredentialSource:
    """Reads credentials when first asked, and again shortly before they expire; ``variables`` are the platform's."""

    def __init__(self, variables: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self._variables = variables
        self._now = now
        self._kept: Credentials | None = None

    def current(self) -> Credentials:
        """Raises ``Busy`` while the endpoint gives none and none is good, ``KeyError`` where there is no source."""
        kept = self._kept
        left = kept.expires_at - self._now() if kept and kept.expires_at else timedelta.max
        if kept is None or left < _RENEW_BEFORE:
            try:
                kept = self._kept = _read(self._variables)
            except Busy:
                if kept is None or left <= timedelta(0):
                    raise
        return kept


def _read(variables: Mapping[str, str]) -> Credentials:
    address = variables.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    if address and "AWS_ACCESS_KEY_ID" not in variables:
        return _from_endpoint(address, variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", ""))
    return Credentials(
        variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables.get("AWS_SESSION_TOKEN")
    )


def _from_endpoint(address: str, token: str) -> Credentials:
    from http.client import HTTPConnection, HTTPException  # Only a restored snapshot comes here: nobody else loads it.
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_TIMEOUT)
    try:
        connection.request("GET", parts.path, headers={"Authorization": token})
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, HTTPException) as error:
        raise Busy("there are no credentials now, try again") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise Busy("there are no credentials now, try again")
    given = json.loads(content)
    expires_at = parse_rfc3339(given["Expiration"])
    return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["Token"], expires_at)
