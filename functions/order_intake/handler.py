"""``POST /v1/orders``: one conditional write."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.links.model import LinkTerms
from shared.links.service import new_link, place_order_with_link
from shared.orders.model import NOTHING_PAID, Order, new_order
from shared.orders.request import OrderRequest
from shared.orders.service import place_order
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, TableSettings, read_settings
from shared.table.port import Table


class Settings(TableSettings, PublicSettings):
    """Table and public address."""


def take_order(request: Request) -> Response:
    """201 for a new order, 200 for the same again, 409 for other content under the same natural id."""
    settings = read_settings(Settings)
    table, now = wiring.table(settings.table_name), wiring.clock().now()
    order = new_order(request.principal.merchant(), parse_body(request, OrderRequest), now)
    if order.collect == "link":
        placed = place_order_with_link(table, order, new_link(order, LinkTerms(), now))
    else:
        placed = place_order(table, order)
    told = NOTHING_PAID if placed.order.payable else _told(table, placed.order, now)
    return Response(201 if placed.created else 200, placed.order.public(settings.public_base_url, now, told))


def _told(table: Table, order: Order, now: datetime) -> Mapping[str, Any]:
    """A repeat of what somebody has begun to pay is rare: only it loads, and reads, what is known of payments."""
    from shared.payments.order_payments import told_of

    return told_of(table, [order], now)[order.id]


lambda_handler = http_handler({"POST /v1/orders": take_order})
