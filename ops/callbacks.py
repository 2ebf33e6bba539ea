"""A merchant's callbacks of a time, sent once more: what its own `POST /v1/callbacks/replay` asks for."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from infra_cdk.spec import Queue
from ops.deployment import Deployment
from ops.errors import OpsError
from ops.queues import queue_url, work_name
from shared.callbacks.model import Callback, CallbackState
from shared.callbacks.record_store import callback_from_item
from shared.callbacks.requests import ReplayRequest
from shared.clock import rfc3339
from shared.table.callback_keys import CALLBACK_SHARDS, callback_endpoint_key, callback_list
from shared.table.keys import LIST_INDEX
from shared.table.marshal import from_wire
from shared.table.port import Item


def asked_for(
    deployment: Deployment, merchant_id: str, start: datetime, end: datetime, state: CallbackState | None
) -> ReplayRequest:
    """What was made from ``start`` until before ``end``; ``state`` is ``None`` for delivered and failed ones.

    Raises :class:`OpsError` for a time that is empty, and for a merchant whose callbacks go nowhere.
    """
    if end <= start:
        raise OpsError("--to lies before --from, or is the same")
    key = callback_endpoint_key(merchant_id)._asdict()
    if not list(_items(deployment, [{name: {"S": value} for name, value in key.items()}])):
        raise OpsError(f"{merchant_id} has no callback endpoint: nothing could be sent")
    return ReplayRequest(id=f"rpl_{uuid.uuid4().hex}", merchant_id=merchant_id, start=start, end=end, state=state)


def replay(deployment: Deployment, asked: ReplayRequest) -> None:
    """Ask for it: `resend_callbacks` does it a slice at a time, oldest first."""
    message = asked.message()
    deployment.sqs.send_message(
        QueueUrl=queue_url(deployment, work_name(Queue.CALLBACK_RETRIES)),
        MessageBody=message.body,
        MessageGroupId=message.group,
        MessageDeduplicationId=message.deduplication_id,
    )


def wanted(deployment: Deployment, asked: ReplayRequest) -> Iterator[Callback]:
    """What it would send, by read alone; those that wait are sent anyhow and are not among them."""
    pages = deployment.client("dynamodb").get_paginator("query")
    for shard in range(CALLBACK_SHARDS):
        found = pages.paginate(
            TableName=deployment.table_name,
            IndexName=LIST_INDEX,
            KeyConditionExpression="list_pk = :list AND list_sk BETWEEN :start AND :end",
            ExpressionAttributeValues={
                ":list": {"S": callback_list(asked.merchant_id, shard)},
                ":start": {"S": rfc3339(asked.start)},
                ":end": {"S": rfc3339(asked.end)},
            },
            PaginationConfig={"PageSize": 100},
        )
        for page in found:
            keys = [{name: item[name] for name in ("pk", "sk")} for item in page["Items"]]
            callbacks = (callback_from_item(item) for item in _items(deployment, keys))
            yield from (each for each in callbacks if _is_wanted(each, asked.state))


def _is_wanted(callback: Callback, state: CallbackState | None) -> bool:
    return not callback.waiting if state is None else callback.state is state


def _items(deployment: Deployment, keys: list[dict[str, Any]]) -> Iterator[Item]:
    client, name = deployment.client("dynamodb"), deployment.table_name
    while keys:
        answer = client.batch_get_item(RequestItems={name: {"Keys": keys, "ConsistentRead": True}})
        yield from (from_wire(item) for item in answer["Responses"].get(name, []))
        keys = answer.get("UnprocessedKeys", {}).get(name, {}).get("Keys", [])
