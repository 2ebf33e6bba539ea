"""``POST`` and ``GET /v1/payments/{payment_id}/refunds``."""

from shared.payments.returns.refunding import refund_payment
from shared.payments.returns.request import RefundBody
from shared.payments.returns.service import list_returns
from shared.payments.returns.store import from_item
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, listing
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings):
    """What collecting needs."""


def refund(request: Request) -> Response:
    """201 with the refund; 202 while the provider has not answered: it is on its way and counted."""
    request.principal.operator()
    body, key = parse_body(request, RefundBody, empty_ok=True), request.idempotency_key()
    context = payment_context(read_settings(Settings), FACING_HTTP)
    made = refund_payment(context, request.path["payment_id"], body, key)
    return Response(201 if made.rank else 202, made.public())


def show(request: Request) -> Response:
    """What went back of a payment, or was withdrawn: refunds, disputes, credits; newest first."""
    request.principal.operator()
    table = wiring.table(read_settings(Settings).table_name)
    listing = list_returns(table, request.path["payment_id"], page_request(request))
    return Response(200, listing.body([from_item(item).public() for item in listing.items]))


lambda_handler = http_handler(
    {
        "POST /v1/payments/{payment_id}/refunds": creating(refund),
        "GET /v1/payments/{payment_id}/refunds": listing(show),
    }
)
