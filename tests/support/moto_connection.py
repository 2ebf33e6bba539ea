"""Moto in the place of a service's connection; on the way the request is held against AWS's own description."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

import botocore.session
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator
from moto.core.models import botocore_stubber

from shared.aws.answers import Answer
from tests.support.aws import REGION
from tests.support.watching import watch

_SERVICES: Final = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSQS": "sqs",
    "AWSEvents": "events",
    "secretsmanager": "secretsmanager",
}


class MotoConnection:
    """What :class:`shared.aws.connection.Connection` is to the client."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self.host = endpoint.split("//")[1]

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises ``ValueError`` for parameters that AWS would not take."""
        prefix, operation = headers["x-amz-target"].split(".")
        model = _operation(_SERVICES[prefix], operation)
        report = ParamValidator().validate(json.loads(body), model.input_shape or Shape("none", {}))
        if report.has_errors():
            raise ValueError(report.generate_report())
        watch.before(operation)
        made = HTTPHeaders.from_dict(headers)
        request = AWSPreparedRequest("POST", f"{self._endpoint}/", made, body, stream_output=False)
        answer = botocore_stubber.process_request(request)
        assert answer is not None, "moto is not active"
        status, answered, content = answer
        watch.after()
        text = content if isinstance(content, bytes) else str(content).encode()
        return Answer(int(status), {str(name).lower(): str(value) for name, value in answered.items()}, text)

    def close(self) -> None:
        """There is none."""


@cache
def _operation(service: str, name: str) -> OperationModel:
    session = botocore.session.get_session()
    session.set_config_variable("region", REGION)
    return session.get_service_model(service).operation_model(name)
