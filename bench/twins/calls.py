"""Recorded HTTP calls as calls of the bare SDKs."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from bench.exchange.wire import Call, Exchange

_SERVICES: Final = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSQS": "sqs",
    "AWSEvents": "events",
    "secretsmanager": "secretsmanager",
}
_S3_METHODS: Final = {"PUT": "put_object", "GET": "get_object", "DELETE": "delete_object"}
_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class SdkCall:
    """One call of an SDK; ``refused``: the answer was an error."""

    service: str
    method: str
    path: str
    parameters: dict[str, Any]
    refused: bool


def sdk_calls(exchanges: Iterable[Exchange]) -> list[SdkCall]:
    """The calls that make the same requests."""
    return [_sdk_call(each) for each in exchanges]


def twin_content(first: Sequence[SdkCall], warm: Sequence[SdkCall], answer: Any, stripe_key: str) -> str:
    """The content of a twin's ``calls.json``."""
    services = {call.service for call in (*first, *warm)}
    return json.dumps(
        {
            "services": sorted(services - {"stripe"}),
            "uses_stripe": "stripe" in services,
            "stripe_key": stripe_key,
            "first": [asdict(call) for call in first],
            "warm": [asdict(call) for call in warm],
            "answer": answer,
        }
    )


def _sdk_call(exchange: Exchange) -> SdkCall:
    call, refused = exchange.call, exchange.reply.status >= 400
    if call.target:
        service, _, operation = call.target.partition(".")
        return SdkCall(_SERVICES[service], _snake(operation), "", json.loads(call.body or b"{}"), refused)
    if call.path.startswith("/v1/"):
        return SdkCall("stripe", call.method.lower(), call.path.partition("?")[0], _form(call), refused)
    bucket, _, key = call.path.partition("?")[0].lstrip("/").partition("/")
    content = {"Body": call.body.decode()} if call.method == "PUT" else {}
    return SdkCall("s3", _S3_METHODS[call.method], "", {"Bucket": bucket, "Key": unquote(key), **content}, refused)


def _form(call: Call) -> dict[str, Any]:
    """Fields as they were sent: the SDK writes a name like ``metadata[order]`` as it stands."""
    sent = call.body.decode() if call.method == "POST" else call.path.partition("?")[2]
    parameters: dict[str, Any] = dict(parse_qsl(sent, keep_blank_values=True))
    key = call.headers.get("idempotency-key")
    if key and call.method == "POST":
        parameters["idempotency_key"] = key
    account = call.headers.get("stripe-account")
    if account:
        parameters["stripe_account"] = account
    return parameters


def _snake(operation: str) -> str:
    return _WORD.sub("_", operation).lower()
