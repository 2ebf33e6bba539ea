"""``PATCH /v1/orders/{order_id}``."""

from shared.orders.change import OrderChange
from shared.payments.collecting.order_change import change_order
from shared.payments.order_payments import told_of
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, and our public address."""


def change(request: Request) -> Response:
    """200 with the order after the change; 409 once it is paid or cancelled, and while a payment is on its way."""
    settings = read_settings(Settings)
    body, merchant_id = parse_body(request, OrderChange), request.principal.merchant()
    context, by = payment_context(settings, FACING_HTTP), request.principal.actor()
    order = change_order(context, merchant_id, request.path["order_id"], body, by=by)
    now = context.clock.now()
    told = told_of(context.table, [order], now)[order.id]
    return Response(200, order.public(settings.public_base_url, now, told))


lambda_handler = http_handler({"PATCH /v1/orders/{order_id}": change})
