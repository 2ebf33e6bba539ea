"""One deployment: found by the outputs of its stacks, spoken to with boto3."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from local.stack.clients import bypass_proxies, make_session
from local.stack.description import read_description
from local.stack.paths import StateDir
from ops.errors import OpsError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_STACKS: Final = ("OrderpayStateful", "OrderpayStateless")
LOCAL_STAGE: Final = "local"
# A function may take minutes for what it is handed; boto3 would ask it again meanwhile.
_CONFIG: Final = Config(s3={"addressing_style": "path"}, read_timeout=920, retries={"total_max_attempts": 1})


@dataclass(frozen=True)
class Deployment:
    """A stage of the product in one account and region; ``endpoint_url`` is another server than AWS's own."""

    stage: str
    session: boto3.Session
    endpoint_url: str | None = None

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """What the stage's stacks put out. Raises :class:`OpsError` where they are not deployed."""
        client = self.client("cloudformation")
        found: dict[str, str] = {}
        for name in (f"{stack}-{self.stage}" for stack in _STACKS):
            try:
                (stack,) = client.describe_stacks(StackName=name)["Stacks"]
            except ClientError as error:
                message = error.response["Error"].get("Message", "")
                raise OpsError(f"{name}: {message}; is it the right stage, account and region?") from error
            found |= {out["OutputKey"]: out["OutputValue"] for out in stack.get("Outputs", [])}
        return found

    @cached_property
    def sqs(self) -> "SQSClient":
        """Queues."""
        found: SQSClient = self.client("sqs")
        return found

    @cached_property
    def s3(self) -> "S3Client":
        """The bucket."""
        found: S3Client = self.client("s3")
        return found

    @property
    def table_name(self) -> str:
        """The one table."""
        return self.outputs["TableName"]

    @property
    def bucket_name(self) -> str:
        """Where what was rejected lies."""
        return self.outputs["BucketName"]

    def name(self, what: str) -> str:
        """The physical name of a thing: that of the queue of released orders says how all begin."""
        queue = self.outputs["ReleasedQueueUrl"].rsplit("/", 1)[-1]
        return queue.removesuffix("released") + what

    def client(self, service: str) -> Any:
        """A client of boto3."""
        return self.session.client(service, endpoint_url=self.endpoint_url, config=_CONFIG)  # type: ignore[call-overload]


def open_deployment(stage: str | None, endpoint_url: str | None, *, local: bool) -> Deployment:
    """The local stack that is up, or a stage with the caller's own credentials and region.

    Raises :class:`OpsError` for both at once, and where there is no region.
    """
    if local and endpoint_url:
        raise OpsError("--local knows its server; take --endpoint-url away")
    if local:
        bypass_proxies()
        return Deployment(
            LOCAL_STAGE, make_session(), read_description(StateDir.from_environment().description).emulator_url
        )
    session = boto3.Session()
    if not session.region_name:
        raise OpsError("no region: set AWS_REGION, or name a profile by AWS_PROFILE")
    return Deployment(stage or os.environ.get("ORDERPAY_STAGE") or "dev", session, endpoint_url)
