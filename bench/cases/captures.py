"""Calls of merchants about what their buyers pay with, and what is reserved."""

from bench.cases.stage import Event, captured
from functions.read_shop_methods.handler import lambda_handler as read_shop_methods
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage


def capturing(shop: Shop) -> Event:
    """A part of what is reserved."""
    order = TwoStage(shop).reserve()
    return captured(shop, lambda: order.capture(3_000))


def reading_what_buyers_can_use(shop: Shop) -> Event:
    """In the shop's own currency."""
    path = {"shop_id": shop.id}
    return captured(
        shop, lambda: shop.world.call(read_shop_methods, "read_shop_methods", path=path, authorizer=shop.me)
    )
