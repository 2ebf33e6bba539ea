"""Moto in the place of a service's connection; on the way the request is held against AWS's own description."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from shared.aws.answers import Answer
from tests.support.described import check_request, check_sending
from tests.support.outbox import MAIL_PATH, outbox
from tests.support.published import check_entries
from tests.support.watching import watch


class MotoConnection:
    """What :class:`shared.aws.connection.Connection` is to the client."""

    def __init__(self, endpoint: str, patience: float = 0) -> None:
        self._endpoint = endpoint
        self.host = endpoint.split("//")[1]

    def post(self, headers: Mapping[str, str], body: bytes, path: str = "/") -> Answer:
        """Raises ``ValueError`` for parameters that AWS would not take."""
        if "x-amz-target" not in headers:
            return outbox.carry(path, body, lambda operation, wanted: self._message(headers, body, path, wanted))
        operation = headers["x-amz-target"].split(".")[1]
        wanted = json.loads(body)
        check_request(headers["x-amz-target"], wanted)
        if operation == "PutEvents":
            check_entries(wanted["Entries"])
        watch.before(operation)
        given = self._given(headers, body, "/")
        watch.after()
        return given

    def _message(self, headers: Mapping[str, str], body: bytes, path: str, wanted: dict[str, Any]) -> Answer:
        if path == MAIL_PATH:
            check_sending(wanted)
        return self._given(headers, body, path)

    def _given(self, headers: Mapping[str, str], body: bytes, path: str) -> Answer:
        made = HTTPHeaders.from_dict(headers)
        request = AWSPreparedRequest("POST", f"{self._endpoint}{path}", made, body, stream_output=False)
        answer = botocore_stubber.process_request(request)
        assert answer is not None, "moto is not active"
        status, answered, content = answer
        text = content if isinstance(content, bytes) else str(content).encode()
        return Answer(int(status), {str(name).lower(): str(value) for name, value in answered.items()}, text)

    def close(self) -> None:
        """There is none."""


class QuietConnection(MotoConnection):
    """The same, and nobody looks on: what the tests' own machinery asks is no call of the product."""

    def post(self, headers: Mapping[str, str], body: bytes, path: str = "/") -> Answer:
        """Raises ``ValueError`` for parameters that AWS would not take."""
        check_request(headers["x-amz-target"], json.loads(body))
        return self._given(headers, body, path)
