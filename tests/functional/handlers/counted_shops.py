"""Use cases to count, of connected shops and what they deliver."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from functions.receive_shop_order.handler import lambda_handler as receive_shop_order
from shared.shops.samples import shopify_order
from shared.shops.systems import ShopSystem
from tests.functional.handlers.connected import Connected, ask, connect
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.shop import Shop

MANY: Final = 10


def take_in(shop: Shop, *, paused: bool = False, again: bool = False, sign: str | None = None) -> Callable[[], object]:
    connected = connect(shop, ShopSystem.SHOPIFY)
    if paused:
        assert connected.ask("PATCH", body={"paused": True}).status == 200
    event = connected.request(shopify_order(1, "EUR", shop.world.clock.now()), sign=sign)
    if again:
        receive_shop_order(event, None)
    return lambda: expect(receive_shop_order(event, None)["statusCode"], 401 if sign else 200)


def take_in_much(shop: Shop) -> Callable[[], object]:
    """A body that does not become small."""
    connected = connect(shop)
    names = [f"{shop.id}{number * number}" for number in range(40_000)]
    event = connected.request({"id": 1, "names": names})
    return lambda: expect(receive_shop_order(event, None)["statusCode"], 200)


def register(shop: Shop) -> Callable[[], object]:
    body = {"system": "woocommerce", "domain": "shop.example"}
    return lambda: expect(ask(shop, "POST /v1/shop-connections", body=body).status, 201)


def managed(shop: Shop, route: str, status: int, **asked: Any) -> Callable[[], object]:
    connected = _with_deliveries(shop)
    return lambda: expect(connected.ask(route, **asked).status, status)


def one_of_them(shop: Shop, route: str, status: int) -> Callable[[], object]:
    connected = _with_deliveries(shop)
    path = {"delivery_id": connected.deliveries()[0].id}
    return lambda: expect(connected.ask(route, path=path).status, status)


def _with_deliveries(shop: Shop) -> Connected:
    """Ten that cannot be read."""
    connected = connect(shop)
    for number in range(MANY):
        assert connected.deliver(b"%d" % number).status == 200
    return connected


COUNTED_SHOPS: Final[Mapping[str, Case]] = {
    "receive_shop_order: new": take_in,
    "receive_shop_order: known": partial(take_in, again=True),
    "receive_shop_order: while paused": partial(take_in, paused=True),
    "receive_shop_order: signed by nobody": partial(take_in, sign="a secret of nobody's"),
    "receive_shop_order: too large for an item": take_in_much,
    "manage_shops: connect": register,
    "manage_shops: pause": partial(managed, route="PATCH", status=200, body={"paused": True}),
    "manage_shops: rotate": partial(managed, route="POST /rotate-secret", status=201),
    "manage_shops: test": partial(managed, route="POST /test", status=202),
    "manage_shops: list 10 deliveries": partial(managed, route="GET /deliveries", status=200),
    "manage_shops: read a delivery": partial(one_of_them, route="GET /deliveries/{delivery_id}", status=200),
    "manage_shops: replay": partial(one_of_them, route="POST /deliveries/{delivery_id}/replay", status=202),
    "manage_shops: remove": partial(managed, route="DELETE", status=204),
}
