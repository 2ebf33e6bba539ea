"""A request that is sent once: what a person would receive twice, nobody repeats by itself (decision 0029)."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from shared.aws.answers import Answer
from shared.aws.client import regional_endpoint
from shared.aws.connection import Connection
from shared.aws.credentials import Credentials
from shared.aws.signing import signed

PATIENCE: Final = 10
"""Seconds that an answer may take: an early end would leave open whether the request took effect."""


@dataclass(frozen=True, slots=True)
class OnceService:
    """A service by its names: in endpoints, in signatures, and in ``AWS_ENDPOINT_URL_…``."""

    host: str
    signing_name: str
    variable: str


SNS: Final = OnceService("sns", "sns", "SNS")
SES: Final = OnceService("email", "ses", "SESV2")


FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


def form(fields: Mapping[str, str]) -> bytes:
    """The body of a request to a service that takes forms."""
    return urlencode(fields).encode()


class OnceClient:
    """One service over HTTPS; threads may share it, each has a connection of its own."""

    def __init__(
        self,
        service: OnceService,
        region: str,
        variables: Mapping[str, str],
        credentials: Callable[[], Credentials],
        now: Callable[[], datetime],
    ) -> None:
        self._service = service
        self._region = region
        self._endpoint = regional_endpoint(service.host, service.variable, region, variables)
        self._credentials = credentials
        self._now = now
        self._mine = threading.local()

    def post(self, path: str, content_type: str, body: bytes) -> Answer:
        """Whatever the service answered, errors and throttling too.

        Raises ``NotConnected`` when the request was certainly not sent, ``NoAnswer`` when nobody knows.
        """
        connection = self._connection()
        headers = signed(
            {"content-type": content_type, "host": connection.host},
            body,
            region=self._region,
            service=self._service.signing_name,
            credentials=self._credentials(),
            at=self._now(),
            path=path,
        )
        return connection.post(headers, body, path)

    def _connection(self) -> Connection:
        mine: Connection | None = getattr(self._mine, "connection", None)
        if mine is None:
            mine = self._mine.connection = Connection(self._endpoint, PATIENCE)
        return mine
