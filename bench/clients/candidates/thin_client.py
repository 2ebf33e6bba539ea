"""The product's own client: signs and sends by the standard library."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.aws.client import DYNAMODB, JsonClient, endpoint_of
from shared.aws.credentials import CredentialSource

_REGION = os.environ["AWS_REGION"]
_OPERATIONS = {"put_item": "PutItem", "transact_write_items": "TransactWriteItems"}
_CALLS: dict[str, Any] = json.loads(Path(__file__).with_name("calls.json").read_text(encoding="utf-8"))


def _now() -> datetime:
    return datetime.now(UTC)


_client = JsonClient(
    DYNAMODB, _REGION, endpoint_of(DYNAMODB, _REGION, os.environ), CredentialSource(os.environ, _now).current, _now
)


def lambda_handler(event: dict[str, str], _context: object) -> None:
    """Make the call that is asked for."""
    _client.call(_OPERATIONS[event["method"]], _CALLS[event["method"]])
