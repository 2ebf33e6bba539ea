"""The deployed system in one process: real handlers, moto behind them, the Stripe simulator over real HTTP."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import boto3
import httpx
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from functions.auto_debit.handler import lambda_handler as auto_debit
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.order_intake.handler import lambda_handler as order_intake
from functions.process_webhook.handler import lambda_handler as process_webhook
from functions.relay_events.handler import lambda_handler as relay_events
from functions.stripe_webhook.handler import lambda_handler as stripe_webhook
from local.stripe_simulator import Running
from shared.runtime import wiring
from shared.stripe_gateway.signature import sign
from shared.table.dynamo import DynamoTable
from shared.table.marshal import from_wire
from tests.support.aws import REGION, TABLE, Resources
from tests.support.samples import http_event

Json = dict[str, Any]
Handler = Callable[[Mapping[str, Any], Any], Any]
WEBHOOK_SECRET = "whsec_of_the_tests"
_BATCH = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an HTTP-facing function."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body parsed."""
        return json.loads(self.text)


@dataclass
class World:
    """Drives handlers and moves their messages; nothing runs unless a test says so."""

    resources: Resources
    stripe: Running
    seen_events: set[str] = field(default_factory=set)
    stream_position: int = 0
    merchants_made: int = 0

    @property
    def table(self) -> DynamoTable:
        """The table behind its port."""
        return wiring.table(TABLE)

    def call(self, handler: Handler, sample_name: str, route: str | None = None, **changes: Any) -> Answer:
        """Invoke an HTTP-facing function with its sample event, changed."""
        answer = handler(http_event(sample_name, route, **changes), None)
        return Answer(answer["statusCode"], answer["body"], answer["headers"])

    def merchant(self, **body: Any) -> str:
        """A new merchant's id."""
        content = {"name": "Paper & Thread", "currency": "EUR", "email": "help@shop.example"} | body
        self.merchants_made += 1
        key = {"idempotency-key": f"merchant-{self.merchants_made}"}
        answer = self.call(manage_merchants, "manage_merchants", body=content, headers=key)
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def order(self, merchant_id: str, **changes: Any) -> Json:
        """A new order's representation; ``external_id`` and the rest as given."""
        body = {"source": "shopify", "external_id": "o-1", "amount": 4590, "currency": "EUR"} | changes
        answer = self.call(order_intake, "order_intake", body=body, authorizer=as_merchant(merchant_id))
        assert answer.status == 201, answer.text
        return dict(answer.json)

    def relay(self) -> None:
        """Hand everything new in the table's stream to ``relay_events``."""
        records = self.stream_records()
        if records:
            relay_events({"Records": records}, None)

    def stream_records(self) -> list[Json]:
        """What the stream holds beyond what was read before."""
        shard = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].get_table(TABLE).stream_shard
        assert shard is not None
        records: list[Any] = shard.get(
            shard.starting_sequence_number, 10_000
        )  # Moto's own stream API does not answer at its address.
        fresh, self.stream_position = records[self.stream_position :], len(records)
        return [_plain(record) for record in fresh]

    def debit(self) -> Json:
        """Hand what is in the debit queue to ``auto_debit``, until it is empty."""
        return self._drain(self.resources.debit_queue_url, auto_debit)

    def settle_down(self) -> None:
        """Webhooks, stream and debits, in turn."""
        self.deliver_webhooks()
        self.relay()
        self.debit()
        self.relay()

    def stripe_events(self) -> list[Json]:
        """Every event the simulator has, oldest first, as delivered."""
        answer = httpx.get(
            f"{self.stripe.url}/v1/events",
            params={"limit": 100},
            headers={"authorization": f"Bearer {self.stripe.key}"},
        )
        events: list[Json] = answer.json()["data"]
        return list(reversed(events))

    def deliver_webhooks(self, events: list[Json] | None = None) -> None:
        """Post these events (default: those not delivered before) to the webhook function, and process the queue."""
        for event in self.stripe_events() if events is None else events:
            if events is None and event["id"] in self.seen_events:
                continue
            self.seen_events.add(event["id"])
            answer = self.post_webhook(json.dumps(event))
            assert answer.status == 200, answer.text
        self._drain(self.resources.webhook_queue_url, process_webhook)

    def post_webhook(self, body: str, header: str | None = None) -> Answer:
        """One delivery, signed unless a header is given."""
        stamp = int(datetime.now(UTC).timestamp())
        signature = sign(body.encode(), WEBHOOK_SECRET, stamp) if header is None else header
        return self.call(stripe_webhook, "stripe_webhook", body=body, headers={"stripe-signature": signature})

    def pay(self, url: str, card: str = "4242424242424242") -> httpx.Response:
        """Post a card to a hosted page, as a buyer's browser does."""
        return httpx.post(url, data={"card_number": card, "email": "buyer@example.com"})

    def faults(self, **faults: Any) -> None:
        """Tell the simulator to misbehave; see its README."""
        httpx.post(f"{self.stripe.url}/_sim/faults", json=faults).raise_for_status()

    def released(self) -> list[Json]:
        """Details of ``order.released`` in the production system's queue."""
        return [json.loads(body)["detail"] for body in self._bodies(self.resources.released_queue_url)]

    def items(self, kind: str) -> list[Json]:
        """Every item of a kind; a test may scan."""
        scanned = boto3.client("dynamodb", REGION).scan(TableName=TABLE)["Items"]
        return [item for item in map(from_wire, scanned) if item.get("kind") == kind]

    def _drain(self, url: str, handler: Handler) -> Json:
        failures: Json = {}
        client = boto3.client("sqs", REGION)
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=_BATCH, AttributeNames=["All"]).get(
            "Messages"
        ):
            records = [
                {"messageId": m["MessageId"], "body": m["Body"], "attributes": m["Attributes"]} for m in messages
            ]
            failed = {entry["itemIdentifier"] for entry in handler({"Records": records}, None)["batchItemFailures"]}
            for message in messages:
                if message["MessageId"] in failed:
                    failures[message["MessageId"]] = message["Body"]
                else:
                    client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return failures

    def _bodies(self, url: str) -> list[str]:
        client, bodies = boto3.client("sqs", REGION), []
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=_BATCH).get("Messages"):
            for message in messages:
                bodies.append(message["Body"])
                client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies


def as_merchant(merchant_id: str) -> Json:
    """The authorizer's word for a merchant's key."""
    return {"role": "merchant", "merchant_id": merchant_id}


AS_OPERATOR: Json = {"role": "operator"}


def page_state(html: str) -> str:
    """The state that a payment page tells."""
    found = re.search(r'data-state="(\w+)"', html)
    assert found is not None, html
    return found[1]


def _plain(record: Any) -> Json:
    return dict(json.loads(json.dumps(record, default=str)))
