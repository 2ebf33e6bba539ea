"""The AWS side of functional tests: moto, with the table as the key schema has it, or the light services of the quick
loop, in which moto keeps the bucket alone. Single-threaded use only.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
_QUEUES = (
    "debits",
    "closings",
    "sendings",
    "deliveries",
    "webhooks",
    "refills",
    "exports",
    "callbacks",
    "callback_retries",
    "released",
)
_FIFO = ("debits", "callbacks", "callback_retries")

Handler = Callable[[Mapping[str, Any], Any], Any]

_STRINGS = ("pk", "sk", "list_pk", "list_sk", "due_pk", "due_sk")


@dataclass(frozen=True, slots=True)
class Resources:
    """What the functions are told of by their environment."""

    debit_queue_url: str
    webhook_queue_url: str
    closing_queue_url: str
    sending_queue_url: str
    delivery_queue_url: str
    refill_queue_url: str
    export_queue_url: str
    callback_queue_url: str
    callback_retry_queue_url: str
    released_queue_url: str
    stripe_secret: str
    environment: Mapping[str, str]


@cache
def client(service: str) -> Any:
    """A client of the tests' own; the product's calls are counted, these are not."""
    return boto3.client(service, REGION)  # type: ignore[call-overload]


def create_resources(stripe_url: str, stripe_key: str, webhook_secret: str, *, lightly: bool = False) -> Resources:
    """Table, queues, bus, bucket and secrets inside the running mock, or beside it."""
    stripe_secret = json.dumps({"api_key": stripe_key, "webhook_secrets": [webhook_secret]})
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    if lightly:
        urls = dict(zip(_QUEUES, map(light.create_queue, _QUEUES), strict=True))
        operator, stripe = "operator", "stripe"
        light.secrets |= {operator: OPERATOR_KEY, stripe: stripe_secret}
    else:
        _create_table()
        urls = _create_queues()
        _create_bus(urls["released"])
        secrets = client("secretsmanager")
        operator = secrets.create_secret(Name="operator", SecretString=OPERATOR_KEY)["ARN"]
        stripe = secrets.create_secret(Name="stripe", SecretString=stripe_secret)["ARN"]
    environment = {
        "TABLE_NAME": TABLE,
        "BUCKET_NAME": BUCKET,
        "BUS_NAME": "orderpay",
        "DEBIT_QUEUE_URL": urls["debits"],
        "CLOSING_QUEUE_URL": urls["closings"],
        "SENDING_QUEUE_URL": urls["sendings"],
        "REFILL_QUEUE_URL": urls["refills"],
        "EXPORT_QUEUE_URL": urls["exports"],
        "CALLBACK_QUEUE_URL": urls["callbacks"],
        "CALLBACK_RETRY_QUEUE_URL": urls["callback_retries"],
        "CALLBACK_TARGETS": "public",
        "CALLBACK_DISABLE_HOURS": "72",
        "MAIL_SENDER": MAIL_SENDER,
        "MAIL_CONFIGURATION_SET": "orderpay-test-mail",
        "SMS_SENDER_ID": "-",
        "SMS_FEES": "EUR=9,JPY=20",
        "DUNNING_DAYS": "2,5,7,7",
        "CLEARING_DAYS": "2",
        "WEBHOOK_QUEUE_URL": urls["webhooks"],
        "OPERATOR_SECRET_ID": operator,
        "STRIPE_SECRET_ID": stripe,
        "STRIPE_API_BASE": stripe_url,
        "PUBLIC_BASE_URL": "https://api.example.com",
        "DEPLOYMENT_ID": "orderpay-test",
    }
    client("ses").verify_email_identity(EmailAddress=MAIL_SENDER)
    return Resources(
        debit_queue_url=urls["debits"],
        webhook_queue_url=urls["webhooks"],
        closing_queue_url=urls["closings"],
        sending_queue_url=urls["sendings"],
        delivery_queue_url=urls["deliveries"],
        refill_queue_url=urls["refills"],
        export_queue_url=urls["exports"],
        callback_queue_url=urls["callbacks"],
        callback_retry_queue_url=urls["callback_retries"],
        released_queue_url=urls["released"],
        stripe_secret=stripe_secret,
        environment=environment,
    )


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


def _create_queues() -> dict[str, str]:
    sqs = client("sqs")
    urls = {name: sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"}) for name in _FIFO} | {
        name: sqs.create_queue(QueueName=name) for name in _QUEUES if name not in _FIFO
    }
    return {name: answer["QueueUrl"] for name, answer in urls.items()}


def _handles(messages: list[Any]) -> list[dict[str, Any]]:
    return [{"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]} for place, message in enumerate(messages)]


def _create_table() -> None:
    def index(name: str, projection: str) -> Any:
        return {
            "IndexName": name,
            "KeySchema": _keys(f"{name}_pk", f"{name}_sk"),
            "Projection": {"ProjectionType": projection},
        }

    client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in _STRINGS],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[index("list", "KEYS_ONLY"), index("due", "KEYS_ONLY")],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )


def _keys(partition: str, sort: str) -> Any:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def _create_bus(released_queue_url: str) -> None:
    events = client("events")
    events.create_event_bus(Name="orderpay")
    pattern = json.dumps({"source": ["orderpay"], "detail-type": ["order.released"]})
    events.put_rule(Name="released", EventBusName="orderpay", EventPattern=pattern)
    name = released_queue_url.rsplit("/", 1)[1]
    target = f"arn:aws:sqs:{REGION}:123456789012:{name}"
    events.put_targets(Rule="released", EventBusName="orderpay", Targets=[{"Id": "queue", "Arn": target}])
