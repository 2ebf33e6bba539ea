"""The order that a shop's order asks for, by the rules of the API, and what is remembered of its being said. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from shared.canonical import canonical_json, digest
from shared.clock import rfc3339
from shared.errors import InvalidRequest
from shared.fields import field_errors
from shared.orders.change import OrderChange
from shared.orders.model import Order, new_order, order_id
from shared.orders.request import OrderRequest
from shared.payments.external.request import PaidOrderRequest
from shared.payments.taking.said import Said
from shared.shops.connection import Connection
from shared.shops.delivery import Delivery
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.port import ShopOrder, ShopState

CHANGEABLE: Final = ("amount", "items", "shipping", "tax", "discount", "customer", "metadata")
"""What a shop tells of an order that stands."""
_OURS: Final = frozenset({"source", "collect"})
"""What the connection says, not the shop."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The order that a shop's order asks for, and the body that would ask the API for it."""

    body: Mapping[str, Any]
    order: Order

    def change(self) -> OrderChange:
        """Of an order that stands: all that the shop tells, and none of what it does not tell any more."""
        return OrderChange.model_validate_json(canonical_json({name: self.body.get(name) for name in CHANGEABLE}))


def said_by(connection: Connection, delivery: Delivery, shop_order: ShopOrder) -> Said:
    """What is remembered of this delivery once the order follows it."""
    body = _body(connection, shop_order)
    by_shop = shop_order.said_at
    told = {name: value for name, value in body.items() if name not in _OURS} if body is not None else None
    return Said(
        order_id=order_id(connection.merchant_id, connection.source, shop_order.external_id),
        said_at=rfc3339(by_shop or delivery.sent_at),
        sent_at=rfc3339(delivery.sent_at),
        state=shop_order.state,
        digest=digest({"state": str(shop_order.state), "order": told}),
        delivery_id=delivery.id,
        ahead=by_shop is not None and by_shop > delivery.received_at,
    )


def order_wanted(connection: Connection, shop_order: ShopOrder, now: datetime) -> Wanted | None:
    """The order that is asked for; ``None`` where the shop reserves, or takes one away.

    Raises :class:`InvalidRequest` by field where it breaks a rule of orders.
    """
    body = _body(connection, shop_order)
    if body is None:
        return None
    kind = PaidOrderRequest if shop_order.state is ShopState.PAID else OrderRequest
    try:
        request = kind.model_validate_json(canonical_json(body))
    except ValidationError as error:
        told = "the shop's order breaks a rule of orders"
        raise InvalidRequest(told, code="invalid_order", errors=field_errors(error)) from error
    return Wanted(body, new_order(connection.merchant_id, request, now))


def _body(connection: Connection, shop_order: ShopOrder) -> dict[str, Any] | None:
    if shop_order.terms is None or shop_order.state not in (ShopState.UNPAID, ShopState.PAID):
        return None
    collect = "none" if shop_order.state is ShopState.PAID else connection.collect
    return order_body(shop_order, connection.source, collect)
