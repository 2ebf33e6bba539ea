"""boto3 as it is installed."""

import json
from pathlib import Path
from typing import Any

import boto3

_client: Any = boto3.client("dynamodb")
_CALLS: dict[str, Any] = json.loads(Path(__file__).with_name("calls.json").read_text(encoding="utf-8"))


def lambda_handler(event: dict[str, str], _context: object) -> None:
    """Make the call that is asked for."""
    getattr(_client, event["method"])(**_CALLS[event["method"]])
