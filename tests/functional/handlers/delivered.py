"""A connected shop whose deliveries are kept already: what it says of its orders, and the functions that take it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from functions.retry_shop_orders.handler import lambda_handler as retry_shop_orders
from functions.take_shop_orders.handler import lambda_handler as take_shop_orders
from shared.canonical import canonical_json
from shared.clock import rfc3339
from shared.ids import derived_id
from shared.orders.model import order_id
from shared.shops.connection import Connection, Walk, changed_update, connection_id, read_connection
from shared.shops.delivery import Delivery, Outcome, delivery_id, packed, read_delivery, to_item
from shared.shops.mapping.port import Rules, ShopState
from shared.shops.systems import ShopSystem
from shared.table.port import Put
from tests.functional.handlers.jobs import Sweep, counts
from tests.functional.handlers.shop import Shop
from tests.support.aws import drain
from tests.support.samples import sample
from tests.support.world import Json

DOMAIN: Final = "paper-thread.myshopify.com"
ORDER: Final = 450_789_469
_STATUS: Final = {
    ShopState.UNPAID: {"financial_status": "pending"},
    ShopState.RESERVED: {"financial_status": "authorized"},
    ShopState.PAID: {"financial_status": "paid"},
    ShopState.CANCELLED: {"financial_status": "pending", "cancelled_at": "2026-11-22T03:00:00Z"},
}


@dataclass
class Delivered:
    """One connection of a merchant; each word of its shop is a delivery. Times are minutes of the shop's clock, of
    yesterday: nothing is said after it came."""

    shop: Shop
    collect: str = "auto"
    words: int = 0
    start: datetime = field(init=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.shop.world.clock.moment - timedelta(days=1)
        self.id = connection_id(self.shop.id, ShopSystem.SHOPIFY, DOMAIN)
        self._write(
            None,
            Connection(
                id=self.id,
                merchant_id=self.shop.id,
                system=ShopSystem.SHOPIFY,
                domain=DOMAIN,
                source=DOMAIN,
                collect=self.collect,
                rules=Rules(),
                secrets=(),
                created_at=self.start,
            ),
        )

    @property
    def connection(self) -> Connection:
        """As it stands."""
        found = read_connection(self.shop.world.table, self.id)
        assert found is not None
        return found

    def change(self, **changes: Any) -> None:
        """Another pause, walk, rule of the connection."""
        found = self.connection
        self._write(found, replace(found, **changes))

    def walk(self, *outcomes: Outcome) -> None:
        """Have all of these taken up anew."""
        self.words += 1
        self.change(walk=Walk(derived_id("wlk", str(self.words)), tuple(map(str, outcomes))))

    def says(self, state: ShopState, amount: int = 4_590, *, minute: float = 0, **changes: Any) -> str:
        """Keep what the shop says of an order; the delivery's id. ``changes`` are of the payload."""
        money = {"amount": f"{amount // 100}.{amount % 100:02}", "currency_code": changes.get("currency", "EUR")}
        body: Json = {
            "id": ORDER,
            "updated_at": rfc3339(self.start + timedelta(minutes=minute)),
            "currency": "EUR",
            "total_price_set": {"shop_money": money, "presentment_money": money},
            **_STATUS[state],
        }
        return self.delivers(body | changes)

    def delivers(self, body: Any, *, topic: str = "orders/updated", event: str | None = None, **changes: Any) -> str:
        """Keep any body, as the function that receives them does."""
        self.words += 1
        event, now = event or f"e-{self.words}", self.shop.world.clock.now()
        raw = body if isinstance(body, bytes) else canonical_json(body).encode()
        named = str(body["id"]) if isinstance(body, Mapping) and "id" in body else None
        delivery = Delivery(
            id=delivery_id(self.id, topic, event, f"{self.words}"),
            connection_id=self.id,
            merchant_id=self.shop.id,
            topic=topic,
            event=event,
            received_at=now,
            sent_at=now,
            size=len(raw),
            body=packed(raw),
            shop_order=named,
        )
        self.keep(delivery, **changes)
        return delivery.id

    def keep(self, delivery: Delivery, **changes: Any) -> None:
        """Write a delivery as it is not."""
        self.shop.world.table.put(Put(to_item(replace(delivery, **changes))))

    def take_up(self, delivery_id: str) -> None:
        """Anew, as its merchant may ask, and all that follows."""
        self.keep(self.found(delivery_id).again())
        self.take()

    def take(self) -> Json:
        """What the stream tells of it, handed to the function that takes it."""
        world = self.shop.world
        world.relay()
        return drain(world.resources.shop_order_queue_url, take_shop_orders)

    def settle(self) -> None:
        """Until nothing is taken any more."""
        for _ in range(8):
            self.take()

    def found(self, delivery_id: str) -> Delivery:
        """A delivery as it stands."""
        found = read_delivery(self.shop.world.table, delivery_id)
        assert found is not None
        return found

    def became(self, delivery_id: str) -> tuple[str, str | None]:
        """Its outcome, with what was done or why nothing."""
        found = self.found(delivery_id)
        return str(found.outcome), found.action or found.reason

    def hears(
        self, state: ShopState, amount: int = 4_590, *, minute: int = 0, **changes: Any
    ) -> tuple[str, str | None]:
        """Say it, and take it at once."""
        delivery = self.says(state, amount, minute=minute, **changes)
        self.take()
        return self.became(delivery)

    def order(self, number: int = ORDER) -> Json:
        """The shop's order as our API shows it."""
        return self.shop.read(order_id(self.shop.id, DOMAIN, str(number)))

    def _write(self, before: Connection | None, after: Connection) -> None:
        self.shop.world.table.update(changed_update(before, after))


def retry() -> Sweep:
    """One run of the job that takes up what waited."""
    return counts(retry_shop_orders(sample("retry_shop_orders"), None))
