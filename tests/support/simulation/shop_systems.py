"""Shops on two systems: their orders, and what each has to deliver of them."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from shared.shops.signing import signature
from shared.shops.systems import HEADERS, ShopSystem
from tests.support.simulation.shop_payloads import Stand, Statement, shopify_payload, woocommerce_payload

Json = dict[str, Any]
_WRITE: Final[Mapping[ShopSystem, Callable[[Statement], bytes]]] = {
    ShopSystem.SHOPIFY: shopify_payload,
    ShopSystem.WOOCOMMERCE: woocommerce_payload,
}
_CREATED: Final = {ShopSystem.SHOPIFY: "orders/create", ShopSystem.WOOCOMMERCE: "order.created"}
_UPDATED: Final = {ShopSystem.SHOPIFY: "orders/updated", ShopSystem.WOOCOMMERCE: "order.updated"}
_DELETED: Final = {ShopSystem.SHOPIFY: "orders/delete", ShopSystem.WOOCOMMERCE: "order.deleted"}
_SHOPIFY_MOVES: Final = {Stand.PAID: "orders/paid", Stand.CANCELLED: "orders/cancelled"}


@dataclass(slots=True, eq=False)
class Sending:
    """One delivery of a webhook. ``says`` is what a reader must find in it; ``None`` when there is nothing to find.

    ``owner`` is whose order it is about: a shop, by its domain. ``source`` is the shop that its headers name.
    """

    owner: str
    system: ShopSystem
    source: str
    topic: str
    event: str
    body: bytes
    says: Statement | None
    triggered: float
    tries: int = 0

    def headers(self, secret: str) -> Json:
        """As they come, signed with this secret."""
        names = HEADERS[self.system]
        told: Json = {
            names.signature: signature(secret, self.body),
            names.topic: self.topic,
            names.event: self.event,
            names.source: self.source if self.system is ShopSystem.SHOPIFY else f"https://{self.source}/",
            "content-type": "application/json",
        }
        if names.sent_at is not None:
            told[names.sent_at] = datetime.fromtimestamp(self.triggered, UTC).isoformat().replace("+00:00", "Z")
        return told


@dataclass(slots=True)
class Shop:
    """``collect`` is how its merchant wants its orders paid. ``secret`` is what it signs with, once somebody has put it
    in; ``outbox`` is what it has to deliver, to ``connection_id``; ``posted`` is what it delivered, heard or not.
    """

    merchant_id: str
    system: ShopSystem
    domain: str
    currency: str
    collect: str
    secret: str | None = None
    connection_id: str | None = None
    orders: dict[int, Statement] = field(default_factory=dict)
    outbox: list[Sending] = field(default_factory=list)
    posted: list[Sending] = field(default_factory=list)

    @property
    def redelivers(self) -> bool:
        """Whether what was not taken is sent again: WooCommerce never does."""
        return self.system is ShopSystem.SHOPIFY

    def sell(self, order: Statement, now: float) -> None:
        """A new order."""
        self.orders[order.number] = order
        topics = [_CREATED[self.system]]
        if self.redelivers and order.stand is Stand.PAID:
            topics.append(_SHOPIFY_MOVES[order.stand])
        self._announce(order, topics, now)

    def change(self, number: int, now: float, **fields: Any) -> None:
        """Its staff or its buyer changes an order."""
        before = self.orders[number]
        after = replace(before, said=float(int(now)), **fields)
        self.orders[number] = after
        if after.stand is Stand.DELETED:
            self._announce(after, [_DELETED[self.system]], now)
            return
        topics = [_UPDATED[self.system]]
        if self.redelivers and after.stand is not before.stand and after.stand in _SHOPIFY_MOVES:
            topics.insert(0, _SHOPIFY_MOVES[after.stand])
        self._announce(after, topics, now)

    def _announce(self, order: Statement, topics: list[str], now: float) -> None:
        body = _WRITE[self.system](order)
        self.outbox += [self.sending(topic, body, order, now) for topic in topics]

    def saying(self, order: Statement, now: float) -> Sending:
        """What would tell of such an order, and is not in the outbox."""
        return self.sending(_UPDATED[self.system], _WRITE[self.system](order), order, now)

    def sending(self, topic: str, body: bytes, says: Statement | None, now: float) -> Sending:
        """To be delivered; WooCommerce names all that one webhook delivers within a second the same."""
        naming = f"{self.domain} {topic} {int(now)}"
        if self.redelivers:
            naming += f" {len(self.posted)} {len(self.outbox)} {len(self.orders)} {now}"
        event = hashlib.md5(naming.encode(), usedforsecurity=False).hexdigest()
        return Sending(self.domain, self.system, self.domain, topic, event, body, says, now)
