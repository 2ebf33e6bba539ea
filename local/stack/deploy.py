"""Create or update the stacks on the emulator and read what they put out."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from local.stack import assets
from local.stack.assembly import StackPlan
from local.stack.clients import Clients
from local.stack.errors import StackError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

_FINGERPRINT = "orderpay:template"
_SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_PATIENCE_SECONDS = 120.0


def make_buckets(clients: Clients, plans: Sequence[StackPlan]) -> None:
    """Make what `cdk bootstrap` would have made: the bucket for assets. In this region a repeat changes nothing."""
    for bucket in {asset.bucket for plan in plans for asset in plan.uploads}:
        clients.s3.create_bucket(Bucket=bucket)


def deploy(clients: Clients, plan: StackPlan, emulator_url: str) -> tuple[str, Mapping[str, str]]:
    """Bring one stack to the planned state; return what was done and the stack's outputs."""
    for asset in plan.uploads:
        assets.upload(clients.s3, asset)
    # The template's key is its hash, so the key alone tells whether anything changed.
    client, name = clients.cloudformation, plan.name
    current = _describe(client, name)
    if current and _tag(current) == plan.template.key and current["StackStatus"] in _SETTLED:
        return "unchanged", _outputs(current)
    change = client.update_stack if current else client.create_stack
    try:
        change(
            StackName=name,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            Tags=[{"Key": _FINGERPRINT, "Value": plan.template.key}],
            TemplateURL=f"{emulator_url}/{plan.template.bucket}/{plan.template.key}",
        )
    except ClientError as error:
        raise StackError(f"stack {name} was refused: {error}") from error
    return "updated" if current else "created", _outputs(_settled(client, name))


def _settled(client: "CloudFormationClient", name: str) -> "StackTypeDef":
    """Wait until the stack stands; its failed resources say why it does not."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        stack = _describe(client, name)
        if stack is not None and stack["StackStatus"] in _SETTLED:
            return stack
        if stack is None or not stack["StackStatus"].endswith("_IN_PROGRESS"):
            raise StackError(f"stack {name} does not stand:\n{_reasons(client, name)}")
        time.sleep(0.2)
    raise StackError(f"stack {name} did not settle within {_PATIENCE_SECONDS:.0f} s")


def _describe(client: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        return None


def _tag(stack: "StackTypeDef") -> str | None:
    return next((tag["Value"] for tag in stack.get("Tags", []) if tag["Key"] == _FINGERPRINT), None)


def _outputs(stack: "StackTypeDef") -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _reasons(client: "CloudFormationClient", name: str) -> str:
    try:
        events = client.describe_stack_events(StackName=name)["StackEvents"]
    except ClientError:
        return ""
    failed = [event for event in events if event.get("ResourceStatus", "").endswith("FAILED")]
    return "\n".join(
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in reversed(failed)
    )
