"""Where a stage answers and with which key its operator calls: from the environment, the local stack, or AWS."""

import os
import sys
from dataclasses import dataclass, field
from typing import Final

import boto3
import httpx
from botocore.exceptions import BotoCoreError, ClientError

from infra_cdk.stages import STAGES
from local.release.cdk import ReleaseError
from local.release.smoke import SmokeError, smoke
from local.stack.clients import bypass_proxies
from local.stack.description import read_description
from local.stack.errors import StackError
from local.stack.paths import StateDir

URL, KEY, LOCAL = "ORDERPAY_URL", "ORDERPAY_OPERATOR_KEY", "local"
_SECONDS: Final = 35


@dataclass(frozen=True)
class Target:
    """The address of an API, without a slash at the end, and the operator's key, which is never shown."""

    url: str
    operator_key: str = field(repr=False)


def find_target(stage: str) -> Target:
    """What the environment names, else what the stage is. Raises :class:`ReleaseError`."""
    url, key = os.environ.get(URL, ""), os.environ.get(KEY, "")
    if url and key:
        return Target(url.rstrip("/"), key)
    if url or key:
        raise ReleaseError(f"set both {URL} and {KEY}, or neither and STAGE")
    if stage == LOCAL:
        return _of_local_stack()
    if stage not in STAGES:
        raise ReleaseError(f"STAGE {stage!r}: use one of {', '.join((*STAGES, LOCAL))}, or set {URL} and {KEY}")
    return _of_account(stage)


def run_smoke(stage: str) -> int:
    """Print each step as it is done; 1 if one fails. Raises :class:`ReleaseError` if there is nothing to call."""
    bypass_proxies()
    target = find_target(stage)
    try:
        with httpx.Client(timeout=_SECONDS) as http:
            smoke(http, target.url, target.operator_key, lambda step: print(f"ok  {step}", flush=True))
    except SmokeError as error:
        print(f"FAILED  {error}", file=sys.stderr)
        return 1
    print(f"smoke test passed: {target.url}")
    return 0


def _of_local_stack() -> Target:
    try:
        stack = read_description(StateDir.from_environment().description)
    except StackError as error:
        raise ReleaseError(str(error)) from error
    return Target(stack.api_url, stack.operator_key)


def _of_account(stage: str) -> Target:
    """By the credentials and the region that the environment gives to every tool of AWS."""
    name = f"OrderpayStateless-{stage}"
    # As the CDK does: boto3 alone reads the other name only.
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))
    try:
        (stack,) = session.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
        secret = session.client("secretsmanager").get_secret_value(SecretId=f"orderpay/{stage}/operator")
    except (BotoCoreError, ClientError) as error:
        raise ReleaseError(f"stage {stage} cannot be looked up on AWS: {error}") from error
    if "ApiUrl" not in outputs:
        raise ReleaseError(f"the stack {name} has no output ApiUrl: has `make deploy STAGE={stage}` come to its end?")
    return Target(outputs["ApiUrl"], secret["SecretString"])
