"""boto3 clients that speak to the emulator as its root user."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from local.stack.emulator import REGION, ROOT_KEY, ROOT_SECRET

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient


def bypass_proxies() -> None:
    """Keep loopback calls away from a proxy that the user's shell may name."""
    for name in ("NO_PROXY", "no_proxy"):
        listed = os.environ.get(name, "")
        os.environ[name] = f"{listed},127.0.0.1,localhost".lstrip(",")


@dataclass(frozen=True)
class Clients:
    """The services that deploying needs."""

    cloudformation: "CloudFormationClient"
    s3: "S3Client"
    secrets: "SecretsManagerClient"
    mail: Any
    gateway: Any


def make_session() -> boto3.Session:
    """Return a session with the emulator's root credentials, whatever the user's AWS settings say."""
    return boto3.Session(aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_SECRET, region_name=REGION)


def make_config() -> Config:
    """Return settings for a server that is near and answers with plain paths."""
    return Config(
        s3={"addressing_style": "path"},
        connect_timeout=3,
        read_timeout=60,
        retries={"total_max_attempts": 3, "mode": "standard"},
    )


def make_clients(emulator_url: str) -> Clients:
    """Make the clients for one emulator."""
    session, config = make_session(), make_config()
    return Clients(
        cloudformation=session.client("cloudformation", endpoint_url=emulator_url, config=config),
        s3=session.client("s3", endpoint_url=emulator_url, config=config),
        secrets=session.client("secretsmanager", endpoint_url=emulator_url, config=config),
        mail=session.client("ses", endpoint_url=emulator_url, config=config),
        gateway=session.client("apigatewayv2", endpoint_url=emulator_url, config=config),
    )
