"""A shop that is connected to the stack under test: what it sends, and what became of it."""

import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from local.demo.storefront.sale import Sale
from local.demo.storefront.shop import Announcement, Storefront
from shared.orders.model import order_id
from tests.support.caller import body_of
from tests.support.shop import Json, Shop
from tests.support.waiting import eventually

CONNECTIONS: Final = "/v1/shop-connections"
SYSTEMS: Final = ("shopify", "woocommerce")
SAMPLES: Final = Path(__file__).parents[2] / "events" / "shops"
UNDECIDED: Final = frozenset({"received", "waiting", "held"})


@dataclass(frozen=True)
class ConnectedShop:
    """``front`` is the shop's side; ``id`` and ``source`` are those of the connection."""

    shop: Shop
    front: Storefront
    id: str
    source: str

    @property
    def path(self) -> str:
        """Of the connection."""
        return f"{CONNECTIONS}/{self.id}"

    def sale(self, **fields: Any) -> Sale:
        """An order that no other test has."""
        return Sale(uuid.uuid4().int % 10**13 + 1, **fields)

    def tell(self, sale: Sale, event: str = "created") -> None:
        """Announce; the shop must be told that it arrived."""
        self.send(self.front.announcement(sale, event))

    def send(self, announcement: Announcement) -> None:
        """The same for what is made already."""
        answer = self.post(announcement)
        assert (answer.status_code, answer.json()) == (200, {"received": True}), answer.text

    def post(self, announcement: Announcement, path: str | None = None) -> httpx.Response:
        """Send, whatever the answer is."""
        caller = self.shop.api
        url = caller.base_url + path if path else self.front.url
        return caller.http.post(url, content=announcement.body, headers=announcement.headers)

    def order_id(self, sale: Sale) -> str:
        """The id that the order has here."""
        return order_id(self.shop.id, self.source, str(sale.id))

    def await_order(self, sale: Sale, wanted: Callable[[Json], bool]) -> Json:
        """The order, once it is there and as wanted."""

        def look() -> Json:
            answer = self.shop.api.get(f"/v1/orders/{self.order_id(sale)}")
            return body_of(answer, 200, 404) if answer.status_code != 404 else {}

        return eventually(look, lambda order: bool(order) and wanted(order))

    def await_paid(self, sale: Sale) -> Json:
        """The order once it is paid."""
        return self.await_order(sale, lambda order: order["payment_status"] == "paid")

    def deliveries(self, **query: str) -> list[Json]:
        """What came, newest first."""
        return list(self.shop.api.listed(f"{self.path}/deliveries", **query))

    def await_outcomes(self, *outcomes: str) -> list[Json]:
        """All deliveries once these are their outcomes, in any order."""
        wanted = sorted(outcomes)
        return eventually(self.deliveries, lambda found: sorted(each["outcome"] for each in found) == wanted)

    def await_decided(self, number: int) -> list[Json]:
        """All deliveries once there are so many, none is held, and something became of each."""

        def done(found: Collection[Json]) -> bool:
            return len(found) == number and not any(each["outcome"] in UNDECIDED for each in found)

        return eventually(self.deliveries, done)

    def read_delivery(self, delivery_id: str) -> Json:
        """One, with what it says."""
        return self.shop.api.read(f"{self.path}/deliveries/{delivery_id}")

    def change(self, **settings: object) -> Json:
        """Change the connection."""
        return body_of(self.shop.api.patch(self.path, settings), 200)


def connect(shop: Shop, system: str, **settings: object) -> ConnectedShop:
    """Connect a shop that no other test knows."""
    name = uuid.uuid4().hex[:12]
    domain = f"{name}.myshopify.com" if system == "shopify" else f"{name}.example/shop"
    made = body_of(shop.api.post(CONNECTIONS, {"system": system, "domain": domain, **settings}), 201)
    front = Storefront(system, domain, made["webhook_url"], made["secret"], shop.currency)
    return ConnectedShop(shop, front, made["id"], made["source"])


def samples(system: str) -> dict[str, bytes]:
    """Complete payloads in the shape that the system documents, by their file's name."""
    return {path.stem: path.read_bytes() for path in sorted((SAMPLES / system).glob("*.json"))}


def distinct(announcements: Iterable[Announcement]) -> int:
    """How many deliveries these are, by what the shop named them and what they say."""
    names = ("X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-WC-Webhook-Topic", "X-WC-Webhook-Delivery-ID")
    return len({(*(each.headers.get(name) for name in names), each.body) for each in announcements})
