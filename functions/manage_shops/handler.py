"""Shops that a merchant connects, what they delivered, and taking some of it up anew."""

from shared.clock import rfc3339
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, listing
from shared.runtime.http_types import Request, Response, invalid_field
from shared.runtime.pages import page_request
from shared.runtime.settings import PublicSettings, TableSettings, read_settings
from shared.runtime.shop_wiring import deliveries
from shared.shops import service
from shared.shops.connection import Connection, connection_from_item
from shared.shops.delivery import Outcome, from_item
from shared.shops.listing import find_delivery, list_deliveries, public, whole
from shared.shops.replaying import replay
from shared.shops.request import ConnectionChange, ConnectionRequest, OutcomeRequest, SecretRequest
from shared.shops.testing import deliver_sample
from shared.table.dynamo import DynamoTable


class Settings(TableSettings, PublicSettings):
    """The table, our address for shops, and the bucket with bodies that are too large for an item."""

    bucket_name: str


def connect(request: Request) -> Response:
    """201 with the secret, which is shown this once; 200 without it when the shop was connected just so."""
    merchant_id, body = request.principal.merchant(), parse_body(request, ConnectionRequest)
    connection, secret = service.create_connection(_table(), wiring.clock(), merchant_id, body)
    if secret is None:
        return Response(200, _shown(connection))
    return Response(201, _shown(connection) | {"secret": secret})


def show_all(request: Request) -> Response:
    """200 with a page of connections, newest first."""
    found = service.list_connections(_table(), request.principal.merchant(), page_request(request))
    return Response(200, found.body([_shown(connection_from_item(item)) for item in found.items]))


def show_one(request: Request) -> Response:
    """200, without secrets."""
    return Response(200, _shown(_connection(request)))


def change(request: Request) -> Response:
    """200 with the connection as it is then."""
    merchant_id, body = request.principal.merchant(), parse_body(request, ConnectionChange)
    connection_id = request.path["connection_id"]
    changed = service.change_connection(_table(), wiring.clock(), merchant_id, connection_id, body)
    return Response(200, _shown(changed))


def remove(request: Request) -> Response:
    """204: nothing more is taken from the shop."""
    service.remove_connection(_table(), request.principal.merchant(), request.path["connection_id"])
    return Response(204)


def rotate(request: Request) -> Response:
    """201 with the new secret, which is shown this once; a repeat under the same key gets it without its text."""
    merchant_id, body = request.principal.merchant(), parse_body(request, SecretRequest, empty_ok=True)
    key, connection_id = request.idempotency_key(), request.path["connection_id"]
    connection, secret, made = service.rotate_secret(_table(), wiring.clock(), merchant_id, connection_id, body, key)
    told = {"id": secret.id, "created_at": rfc3339(secret.created_at), "connection": _shown(connection)}
    return Response(201, told | ({"secret": secret.value} if made else {}))


def try_out(request: Request) -> Response:
    """202 with a delivery of ours, signed as the shop would: it says later what order it would have made."""
    connection, settings = _connection(request), read_settings(Settings)
    return Response(202, public(deliver_sample(_table(), deliveries(settings.bucket_name), wiring.clock(), connection)))


def show_deliveries(request: Request) -> Response:
    """200 with a page of deliveries, newest first."""
    connection, wanted, page = _connection(request), _outcome(request), page_request(request)
    found = list_deliveries(_table(), wiring.clock(), connection, wanted, page)
    return Response(200, found.body([public(from_item(item)) for item in found.items]))


def show_delivery(request: Request) -> Response:
    """200 with the delivery and what it says."""
    found = find_delivery(_table(), wiring.clock(), _connection(request), request.path["delivery_id"])
    return Response(200, whole(deliveries(read_settings(Settings).bucket_name), found))


def replay_one(request: Request) -> Response:
    """202 with the delivery, which is in the queue again."""
    return Response(202, public(replay(_table(), wiring.clock(), _connection(request), request.path["delivery_id"])))


def replay_all(request: Request) -> Response:
    """202: they are taken up in the background, oldest first."""
    merchant_id, body = request.principal.merchant(), parse_body(request, OutcomeRequest)
    connection = service.begin_walk(_table(), merchant_id, request.path["connection_id"], Outcome(body.outcome))
    return Response(202, _shown(connection))


def _connection(request: Request) -> Connection:
    return service.find_connection(_table(), request.principal.merchant(), request.path["connection_id"])


def _outcome(request: Request) -> Outcome | None:
    text = request.query.get("outcome")
    if text is not None and text not in list(Outcome):
        raise invalid_field("outcome", f"one of {', '.join(Outcome)}")
    return Outcome(text) if text else None


def _shown(connection: Connection) -> dict[str, object]:
    return service.public(connection, read_settings(Settings).public_base_url)


def _table() -> DynamoTable:
    return wiring.table(read_settings(Settings).table_name)


_ONE = "/v1/shop-connections/{connection_id}"

lambda_handler = http_handler(
    {
        "POST /v1/shop-connections": connect,
        "GET /v1/shop-connections": listing(show_all),
        f"GET {_ONE}": show_one,
        f"PATCH {_ONE}": change,
        f"DELETE {_ONE}": remove,
        f"POST {_ONE}/rotate-secret": creating(rotate),
        f"POST {_ONE}/test": try_out,
        f"GET {_ONE}/deliveries": listing(show_deliveries, "outcome"),
        f"GET {_ONE}/deliveries/{{delivery_id}}": show_delivery,
        f"POST {_ONE}/deliveries/{{delivery_id}}/replay": replay_one,
        f"POST {_ONE}/deliveries/replay": replay_all,
    }
)
