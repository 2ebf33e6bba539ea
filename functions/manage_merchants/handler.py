"""The operator's calls: merchants and their API keys."""

from shared.merchants import service
from shared.merchants.request import ApiKeyRequest, MerchantChange, MerchantRequest
from shared.merchants.store import api_key_from_item, merchant_from_item
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, listing
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings
from shared.table.dynamo import DynamoTable


class Settings(TableSettings):
    """The table."""


def create_merchant(request: Request) -> Response:
    """201 with the merchant, also for a repeat under the same idempotency key."""
    table = _operator_table(request)
    body, key = parse_body(request, MerchantRequest), request.idempotency_key()
    return Response(201, service.create_merchant(table, wiring.clock(), body, key).public())


def list_merchants(request: Request) -> Response:
    """A page of merchants, newest first."""
    listing = service.list_merchants(_operator_table(request), page_request(request))
    return Response(200, listing.body([merchant_from_item(item).public() for item in listing.items]))


def show_merchant(request: Request) -> Response:
    """One merchant."""
    table = _operator_table(request)
    return Response(200, service.find_merchant(table, request.path["merchant_id"]).public())


def change_merchant(request: Request) -> Response:
    """The merchant after the change."""
    table, change = _operator_table(request), parse_body(request, MerchantChange)
    return Response(200, service.change_merchant(table, request.path["merchant_id"], change).public())


def mint_api_key(request: Request) -> Response:
    """201 with the key's text, this once."""
    table = _operator_table(request)
    body = parse_body(request, ApiKeyRequest, empty_ok=True)
    key, text = service.mint_api_key(
        table, wiring.clock(), request.path["merchant_id"], body, request.idempotency_key()
    )
    return Response(201, key.public() | ({"key": text} if text else {}))


def list_api_keys(request: Request) -> Response:
    """A merchant's keys without their secrets."""
    table = _operator_table(request)
    listing = service.list_api_keys(table, request.path["merchant_id"], page_request(request))
    return Response(200, listing.body([api_key_from_item(item).public() for item in listing.items]))


def revoke_api_key(request: Request) -> Response:
    """204; the key opens nothing any more, within 60 s."""
    table = _operator_table(request)
    service.revoke_api_key(table, wiring.clock(), request.path["merchant_id"], request.path["key_id"])
    return Response(204)


def _operator_table(request: Request) -> DynamoTable:
    request.principal.operator()
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        "POST /v1/merchants": creating(create_merchant),
        "GET /v1/merchants": listing(list_merchants),
        "GET /v1/merchants/{merchant_id}": show_merchant,
        "PATCH /v1/merchants/{merchant_id}": change_merchant,
        "POST /v1/merchants/{merchant_id}/api-keys": creating(mint_api_key),
        "GET /v1/merchants/{merchant_id}/api-keys": listing(list_api_keys),
        "DELETE /v1/merchants/{merchant_id}/api-keys/{key_id}": revoke_api_key,
    }
)
