"""What happened to an order, and why it is unpaid."""

from shared.orders.timeline.service import show_timeline
from shared.payments.explaining.service import explain
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import PAGING, takes
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """The table."""


def timeline(request: Request) -> Response:
    """A page of what happened to the order, oldest first, and the head of the chain."""
    table, merchant_id = wiring.table(read_settings(Settings).table_name), request.principal.merchant()
    return Response(200, show_timeline(table, merchant_id, request.path["order_id"], page_request(request)))


def explanation(request: Request) -> Response:
    """Why the order is unpaid: reason, attempts, link, and the next step."""
    table, merchant_id = wiring.table(read_settings(Settings).table_name), request.principal.merchant()
    return Response(200, explain(table, wiring.clock(), merchant_id, request.path["order_id"]))


lambda_handler = http_handler(
    {
        "GET /v1/orders/{order_id}/timeline": takes(timeline, *PAGING),
        "GET /v1/orders/{order_id}/explain": explanation,
    }
)
