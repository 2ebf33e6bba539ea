"""Use cases to count, of where a merchant's callbacks go and what became of them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.manage_callbacks.handler import lambda_handler as manage_callbacks
from shared.callbacks.model import Callback, next_body
from shared.callbacks.record_store import callback_put
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told
from tests.support.receivers import Receivers
from tests.support.world import Answer

_ENDPOINT: Final = "/v1/callback-endpoint"


def ask(shop: Shop, route: str, **asked: Any) -> Answer:
    """One request of the shop's."""
    asked = {"authorizer": shop.me, "query": {}, "path": {}, "body": ""} | asked
    return shop.world.call(manage_callbacks, "manage_callbacks", route, **asked)


def keep_callbacks(shop: Shop, number: int) -> None:
    """An endpoint, and so many callbacks about an order."""
    Told(shop, Receivers()).register()
    now = shop.world.clock.now()
    for sequence in range(1, number + 1):
        detail = {
            "id": f"evt_{sequence}",
            "type": "order.changed",
            "merchant_id": shop.id,
            "data": {"order_id": "ord_1"},
        }
        made = Callback(subject_id="ord_1", sequence=sequence, body=next_body(detail, sequence), created_at=now)
        shop.world.table.put(callback_put(made))


def register(shop: Shop) -> Callable[[], object]:
    body = {"url": "https://shop.example/hooks"}
    return lambda: expect(ask(shop, f"PUT {_ENDPOINT}", body=body).status, 201)


def rotate(shop: Shop) -> Callable[[], object]:
    Told(shop, Receivers()).register()
    return lambda: expect(ask(shop, f"POST {_ENDPOINT}/rotate-secret").status, 201)


def list_them(shop: Shop) -> Callable[[], object]:
    keep_callbacks(shop, 10)
    return lambda: expect(len(ask(shop, "GET /v1/callbacks").json["data"]), 10)


def replay_one(shop: Shop) -> Callable[[], object]:
    keep_callbacks(shop, 1)
    path = {"callback_id": "cb_ord_1.1"}
    return lambda: expect(ask(shop, "POST /v1/callbacks/{callback_id}/replay", path=path).status, 202)


def replay_a_day(shop: Shop) -> Callable[[], object]:
    keep_callbacks(shop, 1)
    return lambda: expect(ask(shop, "POST /v1/callbacks/replay", body={"from": "2026-11-22T00:00:00Z"}).status, 202)


COUNTED_ENDPOINTS: Final[Mapping[str, Case]] = {
    "manage_callbacks: register": register,
    "manage_callbacks: rotate": rotate,
    "manage_callbacks: a page of 10": list_them,
    "manage_callbacks: replay one": replay_one,
    "manage_callbacks: replay a time": replay_a_day,
}
