"""``GET /v1/orders`` and ``GET /v1/orders/{order_id}``."""

from collections.abc import Mapping

from shared.orders.model import PaymentStatus
from shared.orders.service import OrderFilter, list_orders
from shared.orders.store import find_order, from_item
from shared.payments.order_payments import told_of
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import listing
from shared.runtime.http_types import Request, Response, invalid_field
from shared.runtime.pages import page_request
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """Table and public address."""


def show_order(request: Request) -> Response:
    """One order of the caller's."""
    settings = read_settings(Settings)
    table = wiring.table(settings.table_name)
    order = find_order(table, request.path["order_id"], request.principal.merchant())
    now = wiring.clock().now()
    told = told_of(table, [order], now)[order.id]
    return Response(200, order.public(settings.public_base_url, now, told))


def show_orders(request: Request) -> Response:
    """A page of the caller's orders; ``payment_status=unpaid`` is the unpaid queue: what waits for money.

    A new order for automatic debit is not in it before it was decided that it waits, a moment later.
    """
    settings = read_settings(Settings)
    table = wiring.table(settings.table_name)
    listing = list_orders(
        table,
        request.principal.merchant(),
        _filter(request.query),
        page_request(request),
    )
    base_url, now = settings.public_base_url, wiring.clock().now()
    orders = [from_item(item) for item in listing.items]
    told = told_of(table, orders, now)
    return Response(200, listing.body([order.public(base_url, now, told[order.id]) for order in orders]))


def _filter(query: Mapping[str, str]) -> OrderFilter:
    status = query.get("payment_status")
    if status is not None and status not in list(PaymentStatus):
        raise invalid_field("payment_status", f"one of {', '.join(PaymentStatus)}")
    return OrderFilter(PaymentStatus(status) if status else None, query.get("source"))


lambda_handler = http_handler(
    {
        "GET /v1/orders": listing(show_orders, "payment_status", "source"),
        "GET /v1/orders/{order_id}": show_order,
    }
)
