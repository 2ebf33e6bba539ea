"""The AWS side of functional tests: moto, with the table as the key schema has it, or the light services of the quick
loop, in which moto keeps the bucket alone. Single-threaded use only.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import boto3
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

from tests.support.light_aws import light

REGION = "eu-central-1"
TABLE = "orderpay-test"
BUCKET = "orderpay-test"
OPERATOR_KEY = "operator-key-of-the-tests"
MAIL_SENDER = "pay@orderpay.example"
Handler = Callable[[Mapping[str, Any], Any], Any]


@cache
def client(service: str) -> Any:
    """A client of the tests' own; the product's calls are counted, these are not."""
    return boto3.client(service, REGION)  # type: ignore[call-overload]


def receive(queue_url: str) -> list[Any]:
    """Up to ten messages of a queue, which nobody else sees now."""
    if url_is_light(queue_url):
        return light.queues[queue_url].receive(10)
    answer = client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, AttributeNames=["All"])
    return list(answer.get("Messages", []))


def delete(queue_url: str, messages: list[Any]) -> None:
    """These have been dealt with."""
    if url_is_light(queue_url):
        light.queues[queue_url].delete([message["ReceiptHandle"] for message in messages])
    elif messages:
        client("sqs").delete_message_batch(QueueUrl=queue_url, Entries=_handles(messages))


def put_back(queue_url: str, messages: list[Any]) -> None:
    """These can be received again at once."""
    if url_is_light(queue_url):
        light.queues[queue_url].put_back([message["ReceiptHandle"] for message in messages])
        return
    for start in range(0, len(messages), 10):
        entries = [handle | {"VisibilityTimeout": 0} for handle in _handles(messages[start : start + 10])]
        client("sqs").change_message_visibility_batch(QueueUrl=queue_url, Entries=entries)


def drain(url: str, handler: Handler) -> dict[str, Any]:
    """Deliver until the queue is empty; what failed, or was in hand at a crash, is there again afterwards."""
    held: list[Any] = []
    try:
        while messages := receive(url):
            held += messages
            records = [
                {"messageId": m["MessageId"], "body": m["Body"], "attributes": m["Attributes"]} for m in messages
            ]
            failed = {entry["itemIdentifier"] for entry in handler({"Records": records}, None)["batchItemFailures"]}
            done = [message for message in messages if message["MessageId"] not in failed]
            delete(url, done)
            held = [message for message in held if message not in done]
    finally:
        put_back(url, held)
    return {message["MessageId"]: message["Body"] for message in held}


def bodies(url: str) -> list[str]:
    """Everything in a queue, taken out of it."""
    found: list[str] = []
    while messages := receive(url):
        found += [message["Body"] for message in messages]
        delete(url, messages)
    return found


def empty_queues() -> None:
    """All messages gone, in hand or not, and what FIFO queues remember of them (a purge is allowed once a minute)."""
    for waiting in light.queues.values():
        waiting.messages.clear()
    for queue in sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues.values():
        queue._messages.clear()
        queue._pending_messages.clear()


def objects() -> dict[str, bytes]:
    """What lies in the bucket, by key: straight from moto's memory."""
    return {key: bytes(found.value) for key, found in _bucket().keys.items()}


def empty_bucket() -> None:
    """Nothing in it."""
    _bucket().keys.clear()


def _bucket() -> Any:
    return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET]


def put_stripe_secret(text: str) -> None:
    """Another value; the product sees it when it reads anew."""
    if "stripe" in light.secrets:
        light.secrets["stripe"] = text
    else:
        client("secretsmanager").put_secret_value(SecretId="stripe", SecretString=text)


def url_is_light(queue_url: str) -> bool:
    """Whether it is one of the quick loop's queues."""
    return queue_url in light.queues


def _handles(messages: list[Any]) -> list[dict[str, Any]]:
    return [{"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]} for place, message in enumerate(messages)]
