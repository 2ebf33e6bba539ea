"""Typical runs of what takes in shops' orders, and of what a merchant looks at."""

from bench.cases.stage import Event, captured
from shared.shops.samples import shopify_order
from shared.shops.systems import ShopSystem
from tests.functional.handlers.connected import connect
from tests.functional.handlers.shop import Shop

_DELIVERIES = 10


def receiving(shop: Shop) -> Event:
    """An order of a Shopify shop that is new to us."""
    return connect(shop, ShopSystem.SHOPIFY).request(shopify_order(1, "EUR", shop.world.clock.now()))


def listing_deliveries(shop: Shop) -> Event:
    """A page of ten."""
    connected = connect(shop)
    for _ in range(_DELIVERIES):
        connected.deliver()
    return captured(shop, lambda: connected.ask("GET /deliveries"))
