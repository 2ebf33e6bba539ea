"""Requests held against AWS's own description of its services: names, types and required parameters."""

from functools import cache
from typing import Any, Final

import botocore.session
from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator

_SERVICES: Final = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSQS": "sqs",
    "AWSEvents": "events",
    "secretsmanager": "secretsmanager",
}


def check_request(target: str, wanted: dict[str, Any]) -> None:
    """One request, by its header ``x-amz-target``. Raises ``ValueError`` for what AWS would not take."""
    prefix, operation = target.split(".")
    _check(_operation(_SERVICES[prefix], operation), wanted)


def check_sending(wanted: dict[str, Any]) -> None:
    """A mail as SES is asked to send it. Raises ``ValueError`` as above."""
    _check(_operation("sesv2", "SendEmail"), wanted)


def _check(model: OperationModel, parameters: dict[str, Any]) -> None:
    report = ParamValidator().validate(parameters, model.input_shape or Shape("none", {}))
    if report.has_errors():
        raise ValueError(report.generate_report())


@cache
def _operation(service: str, name: str) -> OperationModel:
    return botocore.session.get_session().get_service_model(service).operation_model(name)
