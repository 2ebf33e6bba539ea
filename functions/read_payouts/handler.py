"""Payouts with what they consist of: a merchant's own account's, and the platform's for the operator."""

from shared.payments.payouts.reading import list_payouts, read_payout
from shared.payments.payouts.store import from_item
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import PAGING, listing, takes
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings
from shared.table.dynamo import DynamoTable


class Settings(TableSettings):
    """The table."""


def show_own(request: Request) -> Response:
    """A page of the payouts of the caller's own account."""
    return _page(request, request.principal.merchant())


def show_platforms(request: Request) -> Response:
    """A page of the payouts of the platform's account."""
    request.principal.operator()
    return _page(request, None)


def show_one(request: Request) -> Response:
    """One payout of the caller's own account, with a page of its lines."""
    return _one(request, request.principal.merchant())


def show_platforms_one(request: Request) -> Response:
    """One payout of the platform's account, with a page of its lines."""
    request.principal.operator()
    return _one(request, None)


def _page(request: Request, merchant_id: str | None) -> Response:
    found = list_payouts(_table(), merchant_id, page_request(request))
    return Response(200, found.body([from_item(item).public() for item in found.items]))


def _one(request: Request, merchant_id: str | None) -> Response:
    return Response(200, read_payout(_table(), request.path["payout_id"], merchant_id, page_request(request)))


def _table() -> DynamoTable:
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        "GET /v1/payouts": listing(show_own),
        "GET /v1/payouts/{payout_id}": takes(show_one, *PAGING),
        "GET /v1/platform/payouts": listing(show_platforms),
        "GET /v1/platform/payouts/{payout_id}": takes(show_platforms_one, *PAGING),
    }
)
