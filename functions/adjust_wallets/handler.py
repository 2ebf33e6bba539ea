"""The operator's calls: credits put in or taken out by hand, each with its reason."""

from shared.payments.credits import adjusting
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, listing
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings
from shared.table.dynamo import DynamoTable
from shared.wallets.adjustment import AdjustmentRequest, adjustment_from_item


class Settings(TableSettings):
    """The table."""


def adjust_wallet(request: Request) -> Response:
    """201 with the adjustment, also for a repeat under the same idempotency key."""
    table, body, key = _operator_table(request), parse_body(request, AdjustmentRequest), request.idempotency_key()
    merchant_id, currency = request.path["merchant_id"], request.path["currency"]
    return Response(201, adjusting.adjust_wallet(table, wiring.clock(), merchant_id, currency, body, key).public())


def list_adjustments(request: Request) -> Response:
    """A page of a wallet's adjustments, newest first."""
    table, merchant_id, currency = _operator_table(request), request.path["merchant_id"], request.path["currency"]
    listing = adjusting.list_adjustments(table, merchant_id, currency, page_request(request))
    return Response(200, listing.body([adjustment_from_item(item).public() for item in listing.items]))


def _operator_table(request: Request) -> DynamoTable:
    request.principal.operator()
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        "POST /v1/merchants/{merchant_id}/wallets/{currency}/adjustments": creating(adjust_wallet),
        "GET /v1/merchants/{merchant_id}/wallets/{currency}/adjustments": listing(list_adjustments),
    }
)
