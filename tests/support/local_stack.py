"""The deployed local stack under test, and the ways into it."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import boto3
import httpx
from boto3.dynamodb.conditions import Key

from local.stack.clients import make_config, make_session
from local.stack.description import StackDescription
from shared.clock import rfc3339
from shared.invoices.collection import collection_from
from shared.links.model import KEPT
from shared.links.store import PURGE_KIND
from shared.table.callback_keys import line_key
from shared.table.invoice_keys import invoice_key
from shared.table.keys import LIST_INDEX, SURPLUS_LIST, due_attributes, link_key, list_sort, order_key
from shared.table.method_keys import methods_key
from shared.table.refill_keys import refill_key
from tests.support.caller import Caller, body_of
from tests.support.published import check_event
from tests.support.queues import Queues
from tests.support.shop import Shop
from tests.support.stripe_side import StripeSide
from tests.support.waiting import eventually


@dataclass
class LocalStack:
    """Callers, the simulator, and the emulator's own API."""

    description: StackDescription
    http: httpx.Client
    _released: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def operator(self) -> Caller:
        """The operator."""
        return Caller(self.http, self.description.api_url, self.description.operator_key)

    @property
    def anyone(self) -> Caller:
        """Somebody without a key."""
        return Caller(self.http, self.description.api_url)

    @property
    def stripe(self) -> StripeSide:
        """The provider's side."""
        api = self.description.api_url
        return StripeSide(
            self.http,
            self.description.stripe_url,
            self.description.stripe_key,
            self.description.webhook_secret,
            f"{api}/v1/webhooks/stripe",
        )

    @property
    def session(self) -> boto3.Session:
        """The emulator's root user."""
        return make_session()

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """What the deployed stacks put out."""
        client = self.session.client("cloudformation", endpoint_url=self.description.emulator_url, config=make_config())
        stacks = client.describe_stacks()["Stacks"]
        return {out["OutputKey"]: out["OutputValue"] for stack in stacks for out in stack.get("Outputs", [])}

    def new_shop(self, currency: str = "EUR", name: str | None = None) -> Shop:
        """A merchant that no other test knows."""
        settings = {"name": name or f"Shop {uuid.uuid4().hex[:8]}", "currency": currency}
        merchant = body_of(self.operator.post("/v1/merchants", settings), 201)
        key = body_of(self.operator.post(f"/v1/merchants/{merchant['id']}/api-keys", {"label": "e2e"}), 201)
        caller = Caller(self.http, self.description.api_url, key["key"])
        return Shop(merchant["id"], currency, caller, self.stripe)

    def run_job(self, function: str, **event: Any) -> dict[str, Any]:
        """Run a scheduled function now instead of waiting for its minute; what it answers, if it answers anything."""
        client = self.session.client("lambda", endpoint_url=self.description.emulator_url, config=make_config())
        answer = client.invoke(FunctionName=f"orderpay-local-{function}", Payload=json.dumps(event).encode())
        content = answer["Payload"].read()
        assert not answer.get("FunctionError"), content
        return dict(json.loads(content) or {})

    def make_due(self, item_id: str, sort_key: str) -> None:
        """Let an item that a schedule would pick up later be due now."""
        self._table.update_item(
            Key={"pk": item_id, "sk": sort_key},
            UpdateExpression="SET due_sk = :early",
            ConditionExpression="attribute_exists(due_sk)",
            ExpressionAttributeValues={":early": f"2020-01-01T00:00:00Z#{item_id}"},
        )

    def let_callbacks_come(self, merchant_id: str, subject_id: str) -> None:
        """Let the wait for the next try of what waits about a thing be over."""
        moment = f"2020-01-01T00:00:00.{uuid.uuid4().int % 1000:03d}Z"
        self._table.update_item(
            Key=line_key(subject_id)._asdict(),
            UpdateExpression="SET due_sk = :early",
            ConditionExpression="attribute_exists(due_sk)",
            ExpressionAttributeValues={":early": f"{moment}#{merchant_id}#{subject_id}"},
        )

    def let_attempt_come(self, invoice_id: str) -> None:
        """Let the days before an invoice's next automatic charge be over."""
        key = invoice_key(invoice_id)._asdict()
        before = self._table.get_item(Key=key, ConsistentRead=True)["Item"]["collection"]
        after = replace(collection_from(before), next_at="2020-01-01T00:00:00.000Z")
        self._table.update_item(
            Key=key,
            UpdateExpression="SET #collection = :after, due_sk = :early",
            ConditionExpression="#collection = :before",
            ExpressionAttributeNames={"#collection": "collection"},
            ExpressionAttributeValues={
                ":before": before,
                ":after": after.text(),
                ":early": f"2020-01-01T00:00:00.000Z#{invoice_id}",
            },
        )

    def let_reminder_come(self, merchant_id: str) -> None:
        """Let the merchant's methods be as before their first reminder was due, and the schedule's turn be now."""
        key = methods_key(merchant_id)._asdict()
        item = self._table.get_item(Key=key, ConsistentRead=True)["Item"]
        rows = [{**row, "health": "ok"} for row in item["methods"]]
        for row in rows:
            row.pop("reminded", None)
        self._table.update_item(
            Key=key,
            UpdateExpression="SET methods = :rows",
            ConditionExpression="version = :version",
            ExpressionAttributeValues={":rows": rows, ":version": item["version"]},
        )
        self.make_due(key["pk"], key["sk"])

    def let_turn_come(self, merchant_id: str, currency: str) -> None:
        """Let the next turn of a schedule that tops a wallet up be now; it is another turn's than that of today."""
        early = "2020-01-01T00:00:00.000Z"
        self._table.update_item(
            Key=refill_key(merchant_id, currency)._asdict(),
            UpdateExpression="SET schedule_at = :early, due_sk = :place",
            ConditionExpression="attribute_exists(schedule_at)",
            ExpressionAttributeValues={":early": early, ":place": f"{early}#{merchant_id}.{currency}"},
        )

    def end_upload_window(self, link_id: str) -> None:
        """Let the hour in which a link's document can be uploaded be over."""
        self._table.update_item(
            Key={"pk": link_id, "sk": "link"},
            UpdateExpression="SET #document.upload_expires_at = :early",
            ExpressionAttributeNames={"#document": "document"},
            ExpressionAttributeValues={":early": "2020-01-01T00:00:00.000Z"},
        )

    def let_expire(self, link_id: str) -> None:
        """Let a link's time be over now."""
        self._table.update_item(
            Key={"pk": link_id, "sk": "link"},
            UpdateExpression="SET expires_at = :past",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues={":past": "2020-01-01T00:00:00Z"},
        )

    def let_age(self, link_id: str, order_id: str) -> None:
        """Let a link that has ended be 90 days old."""
        made = datetime.now(UTC) - KEPT - timedelta(minutes=1)
        aged = {"created_at": rfc3339(made), "list_sk": list_sort(made, link_id)}
        aged |= due_attributes(PURGE_KIND, link_id, made + KEPT)
        for (pk, sk), attributes in (
            (link_key(link_id), aged),
            (order_key(order_id), {"forget_at": aged["created_at"]}),
        ):
            self._table.update_item(
                Key={"pk": pk, "sk": sk},
                UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in attributes),
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={f":{name}": value for name, value in attributes.items()},
            )

    def items_under(self, partition: str) -> list[dict[str, Any]]:
        """Everything under one partition key of the table."""
        return list(self._table.query(KeyConditionExpression=Key("pk").eq(partition))["Items"])

    def surplus(self, merchant_id: str) -> list[dict[str, Any]]:
        """The merchant's money that settled nothing; no call of the API lists it."""
        found: list[dict[str, Any]] = []
        more: dict[str, Any] = {}
        while True:
            wanted = Key("list_pk").eq(SURPLUS_LIST)
            page = self._table.query(IndexName=LIST_INDEX, KeyConditionExpression=wanted, **more)
            items = [self._table.get_item(Key={name: each[name] for name in ("pk", "sk")}) for each in page["Items"]]
            found += [item["Item"] for item in items if item["Item"].get("merchant_id") == merchant_id]
            if "LastEvaluatedKey" not in page:
                return found
            more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    @cached_property
    def queues(self) -> Queues:
        """What is under way between the functions."""
        client = self.session.client("sqs", endpoint_url=self.description.emulator_url, config=make_config())
        return Queues(client, foreign=self.outputs["ReleasedQueueUrl"])

    def await_quiet(self) -> None:
        """Wait until every webhook has arrived and every queue of ours is empty, dead letters too."""
        self.stripe.deliver_all()
        eventually(
            lambda: self.queues.depths() | {"undelivered webhooks": self.stripe.undelivered()},
            lambda waiting: not any(waiting.values()),
        )

    @cached_property
    def _table(self) -> Any:
        resource = self.session.resource("dynamodb", endpoint_url=self.description.emulator_url, config=make_config())
        return resource.Table(self.outputs["TableName"])

    def released(self, order_id: str) -> list[dict[str, Any]]:
        """The `order.released` events that reached the production queue for one order, each once."""
        self._drain_released()
        return self._released.get(order_id, [])

    def times_released(self, order_ids: Iterable[str]) -> dict[str, int]:
        """How many different `order.released` events reached the production queue for each of these orders."""
        self._drain_released()
        return {each: len({event["detail"]["id"] for event in self._released.get(each, [])}) for each in order_ids}

    def _drain_released(self) -> None:
        client = self.session.client("sqs", endpoint_url=self.description.emulator_url, config=make_config())
        queue = self.outputs["ReleasedQueueUrl"]
        while messages := client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                event = json.loads(message["Body"])
                check_event(event["source"], event["detail-type"], event["detail"])
                self._released.setdefault(event["detail"]["data"]["order_id"], []).append(event)
                client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
