"""``POST /v1/orders/{order_id}/capture``."""

from shared.orders.request import CaptureBody
from shared.payments.capturing.asking import capture_order
from shared.payments.order_payments import told_of
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, and our public address."""


def capture(request: Request) -> Response:
    """200 with the paid order; 202 where the provider gave no certain answer: it is asked again by itself."""
    settings = read_settings(Settings)
    merchant_id = request.principal.merchant()
    body = parse_body(request, CaptureBody, empty_ok=True)
    context = payment_context(settings, FACING_HTTP)
    order = capture_order(context, merchant_id, request.path["order_id"], body.amount)
    now = context.clock.now()
    shown = order.public(settings.public_base_url, now, told_of(context.table, [order], now)[order.id])
    return Response(200 if order.settled else 202, shown)


lambda_handler = http_handler({"POST /v1/orders/{order_id}/capture": capture})
