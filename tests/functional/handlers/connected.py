"""A merchant's shop that is connected: what it delivers, signed as its system does, and the merchant's calls."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from functions.manage_shops.handler import lambda_handler as manage_shops
from functions.receive_shop_order.handler import lambda_handler as receive_shop_order
from shared.shops.delivery import Delivery, from_item
from shared.shops.signing import signature
from shared.shops.systems import HEADERS, ShopSystem
from tests.functional.handlers.shop import Shop
from tests.support.samples import http_event
from tests.support.world import Answer, Json

CONNECTIONS: Final = "/v1/shop-connections"
ONE: Final = f"{CONNECTIONS}/{{connection_id}}"
DOMAINS: Final = {ShopSystem.SHOPIFY: "paper-thread.myshopify.com", ShopSystem.WOOCOMMERCE: "shop.example"}
TOPICS: Final = {ShopSystem.SHOPIFY: "orders/create", ShopSystem.WOOCOMMERCE: "order.created"}
_NUMBERS = count(1)


def ask(shop: Shop, route: str, **asked: Any) -> Answer:
    """One call of the merchant's."""
    asked = {"authorizer": shop.me, "query": {}, "path": {}, "body": ""} | asked
    return shop.world.call(manage_shops, "manage_shops", route, **asked)


@dataclass
class Connected:
    """One connection, with the secret that the shop signs with."""

    shop: Shop
    system: ShopSystem
    domain: str
    id: str
    secret: str

    def ask(self, route: str, **asked: Any) -> Answer:
        """One call about this connection: ``PATCH``, ``POST /test``."""
        method, _, rest = route.partition(" ")
        asked["path"] = {"connection_id": self.id} | asked.get("path", {})
        return ask(self.shop, f"{method} {ONE}{rest}", **asked)

    def deliver(self, body: Any = None, *, sign: str | None = None, **changes: Any) -> Answer:
        """A delivery: ``body`` as bytes or JSON-able, signed with ``sign`` or the secret; see :meth:`request`."""
        return answer_of(receive_shop_order(self.request(body, sign=sign, **changes), None))

    def request(
        self,
        body: Any = None,
        *,
        sign: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        route_of: ShopSystem | None = None,
        connection_id: str | None = None,
    ) -> Json:
        """API Gateway's event for it; a header that is ``None`` is left out."""
        raw = body if isinstance(body, bytes) else json.dumps(body or {"id": next(_NUMBERS)}).encode()
        names = HEADERS[self.system]
        told: dict[str, str | None] = {
            names.signature: signature(sign or self.secret, raw),
            names.topic: TOPICS[self.system],
            names.event: f"event-{next(_NUMBERS)}",
            names.source: self.domain,
        }
        told |= headers or {}
        event = http_event(
            "receive_shop_order",
            f"POST /v1/shop-orders/{route_of or self.system}/{{connection_id}}",
            path={"connection_id": connection_id or self.id},
        )
        kept = {name: value for name, value in event["headers"].items() if not name.startswith("x-shopify")}
        event["headers"] = kept | {name: value for name, value in told.items() if value is not None}
        return event | {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}

    def deliveries(self) -> list[Delivery]:
        """What is kept of this connection, the newest first."""
        kept = [from_item(item) for item in self.shop.world.items("shop_delivery")]
        mine = [each for each in kept if each.connection_id == self.id]
        return sorted(mine, key=lambda each: each.received_at, reverse=True)

    def outcomes(self) -> list[str]:
        """Of what is kept, the newest first."""
        return [str(each.outcome) for each in self.deliveries()]


def connect(
    shop: Shop, system: ShopSystem = ShopSystem.WOOCOMMERCE, domain: str | None = None, **body: Any
) -> Connected:
    """Connect a shop."""
    domain = domain or DOMAINS[system]
    made = ask(shop, f"POST {CONNECTIONS}", body={"system": str(system), "domain": domain} | body)
    assert made.status == 201, made.text
    return Connected(shop, system, domain, made.json["id"], made.json["secret"])


def answer_of(answer: Json) -> Answer:
    """What a handler said."""
    return Answer(answer["statusCode"], answer["body"], answer["headers"])
