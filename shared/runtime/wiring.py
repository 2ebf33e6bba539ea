"""Clients and ports, made once per process and never at import."""

from functools import cache
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from shared.clock import SystemClock
from shared.table.dynamo import DynamoTable

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

_CONFIG: Final = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False,
)


@cache
def clock() -> SystemClock:
    """The machine's clock."""
    return SystemClock()


@cache
def table(name: str) -> DynamoTable:
    """The table behind its port."""
    return DynamoTable(boto3.client("dynamodb", config=_CONFIG), name)


@cache
def sqs() -> "SQSClient":
    """Queues."""
    return boto3.client("sqs", config=_CONFIG)


@cache
def event_bridge() -> "EventBridgeClient":
    """The bus."""
    return boto3.client("events", config=_CONFIG)


@cache
def s3() -> "S3Client":
    """The bucket."""
    return boto3.client("s3", config=_CONFIG)


@cache
def secrets_manager() -> "SecretsManagerClient":
    """Secrets."""
    return boto3.client("secretsmanager", config=_CONFIG)
