"""Calls to one service: what is asked, how often it is tried, and what an answer means."""

import json
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import random
from time import sleep
from typing import Any, Final, Protocol

from shared.aws.answers import Answer
from shared.aws.connection import Connection, NoAnswer
from shared.aws.credentials import Credentials
from shared.aws.signing import signed
from shared.errors import Busy


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its name in endpoints and signatures, with the prefix of its operations (AWS's service models).

    ``variable`` is its name in ``AWS_ENDPOINT_URL_…``, which is another one
    (https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html).
    """

    name: str
    target: str
    json_version: str
    variable: str


DYNAMODB: Final = Service("dynamodb", "DynamoDB_20120810", "1.0", "DYNAMODB")
SQS: Final = Service("sqs", "AmazonSQS", "1.0", "SQS")
EVENT_BRIDGE: Final = Service("events", "AWSEvents", "1.1", "EVENTBRIDGE")
SECRETS_MANAGER: Final = Service("secretsmanager", "secretsmanager", "1.1", "SECRETS_MANAGER")

_DOMAINS: Final = {"cn": "amazonaws.com.cn", "eusc": "amazonaws.eu"}
"""Of China's regions and of the European Sovereign Cloud, by how their names begin."""

_REPEATS: Final = 2
_BACKOFF: Final = 0.05
_THROTTLED_BACKOFF: Final = 0.5
"""Seconds before the first repeat, doubled for the next and shortened by chance, as AWS's SDKs do."""

_THROTTLED: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_TRANSIENT: Final = frozenset({"RequestTimeout", "RequestTimeoutException"})
_encode: Final = json.JSONEncoder(separators=(",", ":")).encode


class AwsError(Exception):
    """The service refused; ``code`` is the name of its error, ``fields`` what it says beside."""

    def __init__(self, code: str, status: int, fields: Mapping[str, Any]) -> None:
        super().__init__(f"{code}: {fields.get('message') or fields.get('Message') or status}")
        self.code = code
        self.status = status
        self.fields = fields


class _TryAgain(Exception):
    """Not done, or not known to be done; ``backoff`` is how long to wait first, in seconds."""

    def __init__(self, backoff: float) -> None:
        super().__init__("no usable answer")
        self.backoff = backoff


class JsonService(Protocol):
    """A service that takes and gives JSON, under the names of AWS's API reference."""

    def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Raises :class:`AwsError` for a refusal, ``Busy`` when throttled or not answered after all attempts."""
        ...


class JsonClient:
    """One service over HTTPS; threads may share it, each has a connection of its own.

    A request whose answer was lost is sent again, as AWS's SDKs do: what may take effect twice is the caller's matter.
    """

    def __init__(
        self,
        service: Service,
        region: str,
        endpoint: str,
        credentials: Callable[[], Credentials],
        now: Callable[[], datetime],
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._service = service
        self._region = region
        self._credentials = credentials
        self._now = now
        self._pause = pause
        self._endpoint = endpoint
        self._mine = threading.local()

    def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """One operation; see :class:`JsonService`."""
        body = _encode(parameters).encode()
        for doubled in (*range(_REPEATS), None):
            try:
                return _content(self._send(operation, body))
            except _TryAgain as error:
                if doubled is None:
                    raise Busy(f"{self._service.name} is busy, try again") from error
                self._pause(random() * error.backoff * 2**doubled)  # noqa: S311 - jitter, not a secret
        raise AssertionError("the last round returns or raises")

    def _send(self, operation: str, body: bytes) -> Answer:
        connection = self._connection()
        headers = {
            "content-type": f"application/x-amz-json-{self._service.json_version}",
            "host": connection.host,
            "x-amz-target": f"{self._service.target}.{operation}",
        }
        headers = signed(
            headers,
            body,
            region=self._region,
            service=self._service.name,
            credentials=self._credentials(),
            at=self._now(),
        )
        try:
            answer = connection.post(headers, body)
        except NoAnswer as error:
            raise _TryAgain(_BACKOFF) from error
        checksum = answer.headers.get("x-amz-crc32")
        if checksum is not None and checksum != str(zlib.crc32(answer.body)):
            raise _TryAgain(_BACKOFF)
        return answer

    def _connection(self) -> Connection:
        mine: Connection | None = getattr(self._mine, "connection", None)
        if mine is None:
            mine = self._mine.connection = Connection(self._endpoint)
        return mine


def endpoint_of(service: Service, region: str, variables: Mapping[str, str]) -> str:
    """See :func:`regional_endpoint`."""
    return regional_endpoint(service.name, service.variable, region, variables)


def regional_endpoint(name: str, variable: str, region: str, variables: Mapping[str, str]) -> str:
    """The regional one, unless the platform names another, as for AWS's SDKs.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    named = variables.get(f"AWS_ENDPOINT_URL_{variable}") or variables.get("AWS_ENDPOINT_URL")
    domain = _DOMAINS.get(region.partition("-")[0], "amazonaws.com")
    return named or f"https://{name}.{region}.{domain}"


def _content(answer: Answer) -> dict[str, Any]:
    """What the service said. Raises :class:`AwsError`, or ``_TryAgain`` for what may pass."""
    if answer.status == 200:
        return dict(json.loads(answer.body)) if answer.body else {}
    refusal = _refusal(answer)
    if refusal.code in _THROTTLED or answer.status == 429:
        raise _TryAgain(_THROTTLED_BACKOFF) from refusal
    if answer.status >= 500 or refusal.code in _TRANSIENT:
        raise _TryAgain(_BACKOFF) from refusal
    raise refusal


def _refusal(answer: Answer) -> AwsError:
    """The error's name without the service's prefix; a body that is no JSON comes from something in between."""
    try:
        fields = json.loads(answer.body)
    except ValueError:
        fields = {}
    if not isinstance(fields, dict):
        fields = {}
    code = str(fields.get("__type") or fields.get("code") or f"Http{answer.status}")
    return AwsError(code.rsplit("#", 1)[-1], answer.status, fields)
