"""Exports as CSV: small ones at once, large ones through the bucket."""

from shared.exports.request import ExportRequest
from shared.exports.service import ask_for_export, list_exports
from shared.exports.span import Kind, read_span
from shared.exports.store import find_export, from_item
from shared.payments.exporting.at_once import export_at_once
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.exports import CSV, disposition, signed_url
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, listing, takes
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings
from shared.table.dynamo import DynamoTable


class Settings(TableSettings):
    """The table, and the bucket for whose files it signs."""

    bucket_name: str


def answer_at_once(request: Request) -> Response:
    """The whole CSV, up to a thousand rows."""
    kind, now = Kind(request.route.rsplit("/", 1)[1]), wiring.clock().now()
    span = read_span(request.principal.merchant(), kind, request.query, now)
    content = export_at_once(_table(), wiring.clock(), span)
    return Response(200, content, {"content-type": CSV, "content-disposition": disposition(span.filename)})


def ask(request: Request) -> Response:
    """201: it is written in the background."""
    body, merchant_id = parse_body(request, ExportRequest), request.principal.merchant()
    export = ask_for_export(_table(), merchant_id, body, wiring.clock().now(), request.idempotency_key())
    return Response(201, export.public(signed_url(read_settings(Settings).bucket_name, export)))


def show(request: Request) -> Response:
    """How far it is; once it is ready, where its file can be got."""
    export = find_export(_table(), request.path["export_id"], request.principal.merchant())
    return Response(200, export.public(signed_url(read_settings(Settings).bucket_name, export)))


def show_all(request: Request) -> Response:
    """A page of the caller's exports, newest first."""
    bucket_name, merchant_id = read_settings(Settings).bucket_name, request.principal.merchant()
    found = list_exports(_table(), merchant_id, page_request(request))
    exports = [from_item(item) for item in found.items]
    return Response(200, found.body([export.public(signed_url(bucket_name, export)) for export in exports]))


def _table() -> DynamoTable:
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        **{f"GET /v1/exports/{kind}": takes(answer_at_once, "from", "to", "currency") for kind in Kind},
        "POST /v1/exports": creating(ask),
        "GET /v1/exports": listing(show_all),
        "GET /v1/exports/{export_id}": show,
    }
)
