"""Moto in the place of a service's connection; on the way the request is held against AWS's own description."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import botocore.session
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator
from moto.core.models import botocore_stubber

from shared.aws.answers import Answer
from tests.support.aws import REGION
from tests.support.outbox import MAIL_PATH, outbox
from tests.support.published import check_entries
from tests.support.watching import watch

_SERVICES: Final = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSQS": "sqs",
    "AWSEvents": "events",
    "secretsmanager": "secretsmanager",
}


class MotoConnection:
    """What :class:`shared.aws.connection.Connection` is to the client."""

    def __init__(self, endpoint: str, patience: float = 0) -> None:
        self._endpoint = endpoint
        self.host = endpoint.split("//")[1]

    def post(self, headers: Mapping[str, str], body: bytes, path: str = "/") -> Answer:
        """Raises ``ValueError`` for parameters that AWS would not take."""
        if "x-amz-target" not in headers:
            return outbox.carry(path, body, lambda operation, wanted: self._message(headers, body, path, wanted))
        prefix, operation = headers["x-amz-target"].split(".")
        wanted = json.loads(body)
        _check(_operation(_SERVICES[prefix], operation), wanted)
        if operation == "PutEvents":
            check_entries(wanted["Entries"])
        watch.before(operation)
        given = self._given(headers, body, "/")
        watch.after()
        return given

    def _message(self, headers: Mapping[str, str], body: bytes, path: str, wanted: dict[str, Any]) -> Answer:
        if path == MAIL_PATH:
            _check(_operation("sesv2", "SendEmail"), wanted)
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


def _check(model: OperationModel, parameters: dict[str, Any]) -> None:
    report = ParamValidator().validate(parameters, model.input_shape or Shape("none", {}))
    if report.has_errors():
        raise ValueError(report.generate_report())


@cache
def _operation(service: str, name: str) -> OperationModel:
    session = botocore.session.get_session()
    session.set_config_variable("region", REGION)
    return session.get_service_model(service).operation_model(name)
