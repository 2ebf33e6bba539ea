"""Events: snapshots of what changed, and their way to the webhook endpoints (https://docs.stripe.com/api/events)."""

import json
from fnmatch import fnmatchcase
from typing import Any

from local.stripe_simulator.errors import invalid_request, missing
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.protocol.shapes import api_version
from local.stripe_simulator.world import PLATFORM, Call

Json = dict[str, Any]
MOST_TYPES = 20


def emit(call: Call, kind: str, subject: Json, previous: Json | None = None) -> Json:
    """Records that `kind` happened to `subject` and queues its deliveries; gives the event.

    `previous` holds the old values of what an update changed (`data.previous_attributes`).
    """
    world, account = call.world, call.account
    data: Json = {"object": json.loads(json.dumps(subject))}
    if previous is not None:
        data["previous_attributes"] = previous
    event: Json = {
        "id": world.ids.draw("evt"),
        "object": "event",
        "api_version": api_version(),
        "created": world.time(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": call.origin.body(),
        "type": kind,
    }
    if account.key != PLATFORM:
        event["account"] = account.key
    account.events.put(event)
    for endpoint in listeners(call, kind):
        event["pending_webhooks"] += 1
        send(call, event, endpoint["id"])
    return event


def listeners(call: Call, kind: str) -> list[Json]:
    """The enabled endpoints that want this type: the platform's own, or its Connect endpoints for other accounts."""
    connected = call.account.key != PLATFORM
    connect_endpoints = call.world.connect_endpoints
    return [
        endpoint
        for endpoint in call.world.platform.webhook_endpoints.values()
        if endpoint["status"] == "enabled"
        and (endpoint["id"] in connect_endpoints) == connected
        and any(fnmatchcase(kind, pattern) for pattern in endpoint["enabled_events"])
    ]


def send(call: Call, event: Json, endpoint: str) -> None:
    """Queues one event for one endpoint, with the faults in force for its type."""
    queue, now = call.world.deliveries, call.world.precise_time()
    first = queue.add(call.account.key, endpoint, event["id"], event["type"], now)
    for fault in call.world.faults.for_delivery(event["type"]):
        if fault.kind == "drop":
            first.state = "dropped"
        elif fault.kind == "delay":
            queue.postpone(first, now + fault.seconds)
        elif fault.kind == "reorder":
            queue.hold_for_reorder(first, fault.size, now, max(fault.seconds, 1.0))
        else:
            for _ in range(fault.copies):
                queue.add(call.account.key, endpoint, event["id"], event["type"], now, copy=True)


def retrieve(call: Call) -> Json:
    """GET /v1/events/{id}."""
    event = call.account.events.get(call.ids[0])
    if event is None:
        raise missing("event", call.ids[0], param="id")
    return event


def list_events(call: Call) -> Json:
    """GET /v1/events: `type` (with `*`), `types[]` (up to 20 names), `delivery_success`, `created`.

    `delivery_success=false` gives events whose deliveries are pending or have failed.
    """
    params = dict(call.params)
    types = params.pop("types", None)
    if types is not None and "type" in params:
        raise invalid_request("You may only specify one of these parameters: type, types.", param="types")
    if types is not None and len(types) > MOST_TYPES:
        raise invalid_request(f"`types` takes up to {MOST_TYPES} names.", param="types")
    pattern = params.pop("type") if "*" in params.get("type", "") else "*"
    success = params.get("delivery_success")

    def match(event: Json) -> bool:
        if success is not None and success != (event["pending_webhooks"] == 0):
            return False
        return fnmatchcase(event["type"], pattern) and (types is None or event["type"] in types)

    return page_of(call.account.events, params, "/v1/events", match)
