"""What functions of a deployment are told of: table, queues, bus, bucket and secrets, made for functional tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.aws import BUCKET, MAIL_SENDER, OPERATOR_KEY, REGION, TABLE, client
from tests.support.light_aws import light

_QUEUES = (
    "debits",
    "closings",
    "sendings",
    "deliveries",
    "webhooks",
    "refills",
    "exports",
    "clearings",
    "callbacks",
    "callback_retries",
    "shop_orders",
    "released",
)
_FIFO = ("debits", "callbacks", "callback_retries", "shop_orders")
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
    clearing_queue_url: str
    callback_queue_url: str
    callback_retry_queue_url: str
    shop_order_queue_url: str
    released_queue_url: str
    stripe_secret: str
    environment: Mapping[str, str]


def create_resources(stripe_url: str, stripe_key: str, webhook_secret: str, *, lightly: bool = False) -> Resources:
    """Table, queues, bus, bucket and secrets inside the running mock, or beside it."""
    stripe_secret = json.dumps({"api_key": stripe_key, "webhook_secrets": [webhook_secret]})
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    if lightly:
        urls = dict(zip(_QUEUES, map(light.create_queue, _QUEUES), strict=True))
        operator, stripe = "operator", "stripe"
        light.secrets |= {operator: OPERATOR_KEY, stripe: stripe_secret}
    else:
        create_table()
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
        "CLEARING_QUEUE_URL": urls["clearings"],
        "CALLBACK_QUEUE_URL": urls["callbacks"],
        "CALLBACK_RETRY_QUEUE_URL": urls["callback_retries"],
        "SHOP_ORDER_QUEUE_URL": urls["shop_orders"],
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
        clearing_queue_url=urls["clearings"],
        callback_queue_url=urls["callbacks"],
        callback_retry_queue_url=urls["callback_retries"],
        shop_order_queue_url=urls["shop_orders"],
        released_queue_url=urls["released"],
        stripe_secret=stripe_secret,
        environment=environment,
    )


def _create_queues() -> dict[str, str]:
    sqs = client("sqs")
    urls = {name: sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"}) for name in _FIFO} | {
        name: sqs.create_queue(QueueName=name) for name in _QUEUES if name not in _FIFO
    }
    return {name: answer["QueueUrl"] for name, answer in urls.items()}


def create_table(name: str = TABLE) -> None:
    """As the key schema has it, in moto."""

    def index(called: str, projection: str) -> Any:
        return {
            "IndexName": called,
            "KeySchema": _keys(f"{called}_pk", f"{called}_sk"),
            "Projection": {"ProjectionType": projection},
        }

    client("dynamodb").create_table(
        TableName=name,
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
