"""Where a merchant's callbacks go, what became of them, and sending some once more."""

from collections.abc import Mapping
from typing import Any

from shared.callbacks import service
from shared.callbacks.delivering.replaying import replay
from shared.callbacks.listing import CallbackFilter, list_callbacks
from shared.callbacks.model import CallbackState
from shared.callbacks.record_store import callback_from_item, find_callback
from shared.callbacks.request import EndpointChange, RangeRequest, RotateRequest
from shared.callbacks.requests import EndpointRequest, ReplayRequest
from shared.callbacks.trying import call_once
from shared.clock import rfc3339
from shared.errors import NotFound
from shared.events.audience import MERCHANT_TYPES
from shared.ids import derived_id
from shared.runtime import callback_wiring, wiring
from shared.runtime.bodies import parse_body
from shared.runtime.callback_wiring import RetrySettings
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, listing
from shared.runtime.http_types import Request, Response, invalid_field
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings
from shared.runtime.target_wiring import check_target
from shared.table.dynamo import DynamoTable


class Settings(TableSettings, RetrySettings):
    """The table, the queue of second tries, and what merchants may have called."""

    callback_targets: str


def keep_endpoint(request: Request) -> Response:
    """201 with the secret, which is shown this once; 200 when there was an endpoint, whose secrets stay."""
    merchant_id, body = request.principal.merchant(), parse_body(request, EndpointChange)
    check_target(read_settings(Settings).callback_targets, body.url)
    endpoint, secret = service.put_endpoint(_table(), wiring.clock(), merchant_id, body)
    if secret is None:
        return Response(200, service.public(endpoint))
    return Response(201, service.public(endpoint) | {"secret": secret})


def show_endpoint(request: Request) -> Response:
    """200, without secrets; 404 when there is none."""
    return Response(200, service.public(service.find_endpoint(_table(), request.principal.merchant())))


def remove_endpoint(request: Request) -> Response:
    """204, also when there was none. What waits is given up, and what happens from now on is not told."""
    merchant_id = request.principal.merchant()
    service.remove_endpoint(_table(), merchant_id)
    _look(merchant_id, "removed")
    return Response(204)


def rotate(request: Request) -> Response:
    """201 with a new secret, which is shown this once; a repeat under the same key gets it without its text."""
    merchant_id, body = request.principal.merchant(), parse_body(request, RotateRequest, empty_ok=True)
    key = request.idempotency_key()
    endpoint, secret, made = service.rotate_secret(_table(), wiring.clock(), merchant_id, body, key)
    told = {"id": secret.id, "created_at": rfc3339(secret.created_at), "endpoint": service.public(endpoint)}
    return Response(201, told | ({"secret": secret.value} if made else {}))


def enable(request: Request) -> Response:
    """200 with the endpoint; what was held is sent. A schedule does the same a minute later if we get no further."""
    merchant_id = request.principal.merchant()
    endpoint = service.enable_endpoint(_table(), wiring.clock(), merchant_id)
    _look(merchant_id, "enabled")
    return Response(200, service.public(endpoint))


def try_out(request: Request) -> Response:
    """200 with what the server made of a signed ``test.ping``, whatever that was."""
    endpoint = service.find_endpoint(_table(), request.principal.merchant())
    poster = callback_wiring.poster(read_settings(Settings).callback_targets)
    return Response(200, call_once(poster, endpoint, wiring.clock().now()))


def show_all(request: Request) -> Response:
    """200 with a page of callbacks, newest first."""
    merchant_id, wanted, page = request.principal.merchant(), _filter(request.query), page_request(request)
    found = list_callbacks(_table(), merchant_id, wanted, page)
    return Response(200, found.body([callback_from_item(item).public() for item in found.items]))


def show_one(request: Request) -> Response:
    """200 with the callback and what it says."""
    found = find_callback(_table(), request.principal.merchant(), request.path["callback_id"])
    if found is None:
        raise NotFound("no such callback")
    return Response(200, found.public() | {"body": found.content})


def replay_one(request: Request) -> Response:
    """202 with the callback, which waits again; it is sent at once if the server takes anything."""
    merchant_id, table = request.principal.merchant(), _table()
    found = find_callback(table, merchant_id, request.path["callback_id"])
    if found is None:
        raise NotFound("no such callback")
    service.find_endpoint(table, merchant_id)
    again, line = replay(table, wiring.clock(), found)
    callback_wiring.retries(read_settings(Settings)).send([line.hurried(wiring.clock().now())])
    return Response(202, again.public())


def replay_range(request: Request) -> Response:
    """202: they are sent in the background, oldest first. 409 within a minute of the last."""
    merchant_id, body = request.principal.merchant(), parse_body(request, RangeRequest)
    service.begin_replay(_table(), wiring.clock(), merchant_id)
    start, end = body.bounds(wiring.clock().now())
    told: dict[str, Any] = {"from": rfc3339(start), "to": rfc3339(end), "state": body.state}
    asked = ReplayRequest(
        id=derived_id("rpl", merchant_id, *map(str, told.values())),
        merchant_id=merchant_id,
        start=start,
        end=end,
        state=CallbackState(body.state) if body.state else None,
    )
    callback_wiring.retries(read_settings(Settings)).send([asked.message()])
    return Response(202, {"id": asked.id} | told)


def _look(merchant_id: str, occasion: str) -> None:
    """Have what is held dealt with now."""
    look = EndpointRequest(merchant_id, wiring.clock().now())
    callback_wiring.retries(read_settings(Settings)).send([look.hurried(occasion)])


def _filter(query: Mapping[str, str]) -> CallbackFilter:
    state, event_type = query.get("state"), query.get("type")
    if state is not None and state not in list(CallbackState):
        raise invalid_field("state", f"one of {', '.join(CallbackState)}")
    if event_type is not None and event_type not in MERCHANT_TYPES:
        raise invalid_field("type", "an event that merchants are told of")
    return CallbackFilter(CallbackState(state) if state else None, event_type, query.get("subject"))


def _table() -> DynamoTable:
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        "PUT /v1/callback-endpoint": keep_endpoint,
        "GET /v1/callback-endpoint": show_endpoint,
        "DELETE /v1/callback-endpoint": remove_endpoint,
        "POST /v1/callback-endpoint/rotate-secret": creating(rotate),
        "POST /v1/callback-endpoint/enable": enable,
        "POST /v1/callback-endpoint/test": try_out,
        "GET /v1/callbacks": listing(show_all, "state", "type", "subject"),
        "GET /v1/callbacks/{callback_id}": show_one,
        "POST /v1/callbacks/{callback_id}/replay": replay_one,
        "POST /v1/callbacks/replay": replay_range,
    }
)
