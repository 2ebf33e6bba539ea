"""Typical runs of what makes orders of shops' deliveries."""

from bench.cases.messages import as_batch
from bench.cases.stage import Event
from shared.shops.samples import shopify_order
from shared.shops.systems import ShopSystem
from tests.functional.handlers.connected import connect
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive
from tests.support.samples import sample

_ORDERS = 10


def taking(shop: Shop) -> Event:
    """Ten new orders of a Shopify shop, each a message."""
    connected = connect(shop, ShopSystem.SHOPIFY, test_orders=True)
    for number in range(1, _ORDERS + 1):
        connected.deliver(shopify_order(number, "EUR", shop.world.clock.now()))
    shop.world.relay()
    return as_batch(receive(shop.world.resources.shop_order_queue_url))


def retrying(_: Shop) -> Event:
    """Nothing is due."""
    return sample("retry_shop_orders")
