"""``POST /v1/orders/{order_id}/cancel``."""

from shared.payments.order_payments import told_of
from shared.payments.returns.cancellation import cancel_order
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, and our public address."""


def cancel(request: Request) -> Response:
    """200 with the cancelled order; 409 while a payment is on its way, and for money that needs a refund."""
    settings = read_settings(Settings)
    merchant_id = request.principal.merchant()
    context = payment_context(settings, FACING_HTTP)
    order = cancel_order(context, merchant_id, request.path["order_id"])
    now = context.clock.now()
    told = told_of(context.table, [order], now)[order.id]
    return Response(200, order.public(settings.public_base_url, now, told))


lambda_handler = http_handler({"POST /v1/orders/{order_id}/cancel": cancel})
