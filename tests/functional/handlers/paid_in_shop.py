"""A shop that says it was paid itself: what ``take_shop_orders`` calls, called straight."""

from typing import Any

from functions.cancel_order.handler import Settings
from shared.orders.model import Order, new_order
from shared.orders.service import Placed
from shared.payments.context import PaymentContext
from shared.payments.external.placing import place_external
from shared.payments.external.request import PaidOrderRequest
from shared.payments.external.settling import settle_external
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import payment_context
from shared.stripe_gateway.client import FACING_HTTP
from tests.functional.handlers.shop import Shop

BODY = {"source": "paper-thread", "external_id": "5001", "amount": 4_590, "currency": "EUR", "collect": "none"}


def context() -> PaymentContext:
    """As a handler has it."""
    return payment_context(read_settings(Settings), FACING_HTTP)


def unpaid(shop: Shop, **changes: Any) -> Order:
    """An order as it is read from what the shop sent."""
    made = context()
    return new_order(shop.id, PaidOrderRequest(**{**BODY, **changes}), made.clock.now())


def place(shop: Shop, **changes: Any) -> Placed:
    """Take in an order that is paid already."""
    return place_again(unpaid(shop, **changes))


def place_again(order: Order) -> Placed:
    """The same for an order that was read before."""
    return place_external(context(), order)


def settle(shop: Shop, order_id: str, amount: int = 4_590) -> Order:
    """The shop says that it was paid for an order that stands here."""
    return settle_external(context(), shop.id, order_id, amount)
