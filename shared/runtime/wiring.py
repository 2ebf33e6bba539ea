"""Clients and ports, made once per process and never at import."""

from functools import cache
from typing import TYPE_CHECKING

from shared.aws.client import DYNAMODB, EVENT_BRIDGE, SECRETS_MANAGER, SQS, JsonClient, Service, endpoint_of
from shared.aws.credentials import CredentialSource
from shared.clock import SystemClock
from shared.runtime.settings import platform_variables
from shared.table.dynamo import DynamoTable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@cache
def clock() -> SystemClock:
    """The machine's clock."""
    return SystemClock()


@cache
def table(name: str) -> DynamoTable:
    """The table behind its port."""
    return DynamoTable(service(DYNAMODB), name)


def sqs() -> JsonClient:
    """Queues."""
    return service(SQS)


def event_bridge() -> JsonClient:
    """The bus."""
    return service(EVENT_BRIDGE)


def secrets_manager() -> JsonClient:
    """Secrets."""
    return service(SECRETS_MANAGER)


@cache
def s3() -> "S3Client":
    """The bucket. It is rarely needed: the SDK is loaded only then."""
    import boto3
    from botocore.config import Config

    return boto3.client("s3", config=Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard"}))


@cache
def service(kind: Service) -> JsonClient:
    """A service of the region in which the function runs."""
    variables = platform_variables()
    region = variables["AWS_REGION"]
    return JsonClient(kind, region, endpoint_of(kind, region, variables), _credentials().current, lambda: clock().now())


@cache
def _credentials() -> CredentialSource:
    return CredentialSource(platform_variables(), lambda: clock().now())
