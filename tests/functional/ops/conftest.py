"""A deployment in moto: stacks with their outputs, every queue, table, bucket, and the test's own functions."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra_cdk.spec import Queue
from ops import __main__ as ops
from ops.deployment import Deployment
from ops.queues import FAILURE_ENDS, dead_name, work_name
from tests.support.aws import REGION
from tests.support.aws_resources import create_table

TABLE = "orderpay-test-table"
BUCKET = "orderpay-test-documents"
Function = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True)
class Functions(Deployment):
    """Lambda is these functions; all else is moto's."""

    functions: dict[str, Function] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """Of boto3, but for Lambda."""
        return self if service == "lambda" else super().client(service)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        """Call it, with an error told as Lambda does."""
        try:
            said, failed = self.functions[FunctionName.removeprefix("orderpay-test-")](json.loads(Payload)), {}
        except ValueError as error:
            said, failed = {"errorMessage": str(error)}, {"FunctionError": "Unhandled"}
        return {"Payload": BytesIO(json.dumps(said).encode()), **failed}


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Functions]:
    """The stage `test`; the commands find it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        found = Functions("test", boto3.Session(region_name=REGION))
        _deploy(found)
        monkeypatch.setattr(ops, "open_deployment", lambda *_, **__: found)
        yield found


def _deploy(deployment: Deployment) -> None:
    names = [*(work_name(queue) for queue in Queue), *(dead_name(queue) for queue in Queue), *FAILURE_ENDS]
    for name in names:
        fifo = {"Attributes": {"FifoQueue": "true"}} if name.endswith(".fifo") else {}
        deployment.sqs.create_queue(QueueName=f"orderpay-test-{name}", **fifo)  # type: ignore[arg-type]
    deployment.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    create_table(TABLE)
    released = deployment.sqs.get_queue_url(QueueName="orderpay-test-released")["QueueUrl"]
    _stack(deployment, "OrderpayStateful", {"TableName": TABLE, "BucketName": BUCKET})
    _stack(deployment, "OrderpayStateless", {"ReleasedQueueUrl": released})


def _stack(deployment: Deployment, name: str, outputs: dict[str, str]) -> None:
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {key: {"Value": value} for key, value in outputs.items()},
    }
    deployment.client("cloudformation").create_stack(
        StackName=f"{name}-{deployment.stage}", TemplateBody=json.dumps(template)
    )
