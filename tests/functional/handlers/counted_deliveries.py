"""Use cases to count, of what shops delivered: complete orders of Shopify, of 12 KB each."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from functions.relay_events.handler import lambda_handler as relay_events
from functions.take_shop_orders.handler import lambda_handler as take_shop_orders
from shared.shops.delivery import Outcome
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.dead_letters import TOLD, exhausted, redrive
from tests.functional.handlers.delivered import Delivered, retry
from tests.functional.handlers.shop import Shop
from tests.support.shop_payloads import shop_payload
from tests.support.world import Json

TEN: Final = 10
_NEWER: Final = "2026-11-22T04:00:00Z"
_OLDER: Final = "2020-01-01T00:00:00Z"


def take(
    shop: Shop, *, then: str | None = None, collect: str = "auto", many: int = 1, first: str = "usd_tax_excluded"
) -> Callable[[], object]:
    """New orders; or, where another is named, that one of the same order, after the first was taken."""
    side = Delivered(shop, collect=collect)
    for number in range(many):
        side.delivers(_payload(first, number), topic="orders/create")
    if then is not None:
        side.take()
        side.delivers(_payload(then, 0, updated_at=_NEWER))
    return _taking(side)


def take_what_says_nothing_new(shop: Shop, *, updated_at: str) -> Callable[[], object]:
    side = Delivered(shop)
    side.delivers(_payload("usd_tax_excluded", 0))
    side.take()
    side.delivers(_payload("usd_tax_excluded", 0, updated_at=updated_at))
    return _taking(side)


def take_again(shop: Shop) -> Callable[[], object]:
    side = Delivered(shop)
    side.delivers(_payload("usd_tax_excluded", 0))
    (message,) = exhausted(shop.world, "shop_order")
    event = _batch([message])
    take_shop_orders(event, None)
    return lambda: expect(take_shop_orders(event, None), TOLD)


def take_while_paused(shop: Shop) -> Callable[[], object]:
    side = Delivered(shop)
    side.change(paused_at=side.start)
    side.delivers(_payload("usd_tax_excluded", 0))
    return _taking(side)


def walk(shop: Shop) -> Callable[[], object]:
    side = Delivered(shop)
    for number in range(TEN):
        side.delivers(_payload("usd_tax_excluded", number), outcome=Outcome.REJECTED)
    side.walk(Outcome.REJECTED)
    return _taking(side)


def retry_due(shop: Shop, due: int) -> Callable[[], object]:
    side = Delivered(shop)
    for number in range(due):
        at = side.start + timedelta(minutes=5)
        side.delivers(_payload("usd_tax_excluded", number), outcome=Outcome.WAITING, next_at=at)
    shop.world.pass_time(minutes=10)
    return lambda: expect(retry(), (due, {}))


def relay(shop: Shop, *, many: int = 1) -> Callable[[], object]:
    side = Delivered(shop)
    shop.world.relay()
    for number in range(many):
        side.delivers(_payload("usd_tax_excluded", number))
    records = shop.world.stream_records()
    return lambda: relay_events({"Records": records}, None)


def redrive_delivery(shop: Shop) -> Callable[[], object]:
    Delivered(shop).delivers(_payload("usd_tax_excluded", 0))
    (message,) = exhausted(shop.world, "shop_order")
    return lambda: expect(redrive(message), TOLD)


def _payload(name: str, number: int, **changes: Any) -> Json:
    return shop_payload("shopify", name) | {"id": 820_982_911 + number} | changes


def _taking(side: Delivered) -> Callable[[], object]:
    event = _batch(exhausted(side.shop.world, "shop_order"))
    return lambda: expect(take_shop_orders(event, None), TOLD)


def _batch(messages: list[str]) -> Json:
    attributes = {"ApproximateReceiveCount": "1"}
    return {
        "Records": [
            {"messageId": str(place), "body": body, "attributes": attributes | {"MessageGroupId": str(place)}}
            for place, body in enumerate(messages)
        ]
    }


COUNTED_DELIVERIES: Final[Mapping[str, Case]] = {
    "relay_events: 1 delivery of a shop": relay,
    "relay_events: 10 deliveries of a shop": partial(relay, many=TEN),
    "take_shop_orders: a new order": take,
    "take_shop_orders: ten new orders": partial(take, many=TEN),
    "take_shop_orders: a new order, with its link": partial(take, collect="link"),
    "take_shop_orders: a new order that is paid in the shop": partial(take, first="paid"),
    "take_shop_orders: a change": partial(take, then="edited"),
    "take_shop_orders: paid in the shop after": partial(take, then="paid"),
    "take_shop_orders: a cancellation": partial(take, then="cancelled"),
    "take_shop_orders: nothing new": partial(take_what_says_nothing_new, updated_at=_NEWER),
    "take_shop_orders: older than what is known": partial(take_what_says_nothing_new, updated_at=_OLDER),
    "take_shop_orders: known": take_again,
    "take_shop_orders: while paused": take_while_paused,
    "take_shop_orders: a page of ten to take up anew": walk,
    "retry_shop_orders: nothing due": partial(retry_due, due=0),
    "retry_shop_orders: ten": partial(retry_due, due=TEN),
    "redrive_messages: a delivery of a shop": redrive_delivery,
}
