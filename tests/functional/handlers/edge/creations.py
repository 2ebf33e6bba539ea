"""Every POST: what it makes under an idempotency key, or why it needs none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.functional.handlers.connected import connect
from tests.functional.handlers.invoicing import LINES, Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.linking import TERMS
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told
from tests.support.receivers import Receivers

Path = dict[str, str]


@dataclass(frozen=True)
class Creation:
    """Two bodies that a route takes, and that ask for different things; ``other`` is ``None`` where none is read."""

    body: Callable[[Shop], Any]
    other: Callable[[Shop], Any] | None
    path: Callable[[Shop], Path] = lambda _: {}
    kind: str = ""
    """The kind of item that is made."""
    identity: Callable[[Any], Any] = lambda item: item["id"] if "id" in item else item["pk"]


def _merchant(shop: Shop) -> Path:
    return {"merchant_id": shop.id}


def _wallet(shop: Shop) -> Path:
    return {"merchant_id": shop.id, "currency": "EUR"}


def _order(shop: Shop) -> Path:
    return {"order_id": shop.order(3_000, collect="none")}


def _invoice(shop: Shop) -> Path:
    Linked(shop).card()
    return {"invoice_id": Desk(shop).invoice()}


def _link(shop: Shop) -> Path:
    return {"link_id": shop.link(shop.order(collect="none", customer={"email": "buyer@example.com"}))["id"]}


def _promised(shop: Shop) -> Path:
    return {"link_id": shop.link(shop.order(collect="none"), pdf=True)["id"]}


def _told(shop: Shop) -> Path:
    Told(shop, Receivers()).register()
    return {}


def _connected(shop: Shop) -> Path:
    return {"connection_id": connect(shop).id}


def _payment(shop: Shop) -> Path:
    return {"payment_id": shop.buy(shop.order(3_000, collect="none"))}


def _orders_to_pay(shop: Shop) -> Any:
    return {"orders": [shop.order(3_000, collect="none")], "method": "checkout"}


def _setup(return_url: str) -> Callable[[Shop], Any]:
    return lambda _: {"terms": TERMS, "accepted_by": "Mira Okafor", "return_url": return_url}


def _adjustment(amount: int) -> Callable[[Shop], Any]:
    return lambda _: {"amount": amount, "reason": "goodwill", "actor": "Lena Fischer"}


def _bill(due_date: str) -> Callable[[Shop], Any]:
    return lambda _: {"currency": "EUR", "lines": LINES, "due_date": due_date, "send": False}


def _export(kind: str) -> Callable[[Shop], Any]:
    return lambda _: {"kind": kind, "from": "2026-11-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"}


def _just(body: Any) -> Callable[[Shop], Any]:
    return lambda _: body


CREATIONS: dict[str, Creation] = {
    "POST /v1/merchants": Creation(
        _just({"name": "Paper", "currency": "EUR"}), _just({"name": "Thread", "currency": "EUR"}), kind="merchant"
    ),
    "POST /v1/merchants/{merchant_id}/api-keys": Creation(
        _just({"label": "one"}), _just({"label": "two"}), _merchant, "api_key"
    ),
    "POST /v1/merchants/{merchant_id}/wallets/{currency}/adjustments": Creation(
        _adjustment(500), _adjustment(600), _wallet, "adjustment"
    ),
    "POST /v1/merchants/{merchant_id}/invoices": Creation(
        _bill("2026-12-06"), _bill("2026-12-07"), _merchant, "invoice"
    ),
    "POST /v1/wallets/{currency}/top-ups": Creation(
        _just({"amount": 1_000}), _just({"amount": 2_000}), _wallet, "payment"
    ),
    "POST /v1/payments": Creation(_orders_to_pay, _orders_to_pay, kind="payment"),
    "POST /v1/invoices/{invoice_id}/pay": Creation(
        _just({"method": "checkout"}), _just({"method": "auto"}), _invoice, "payment"
    ),
    "POST /v1/payments/{payment_id}/refunds": Creation(
        _just({"amount": 100}), _just({"amount": 200}), _payment, "return"
    ),
    "POST /v1/orders/{order_id}/payment-links": Creation(_just({}), _just({"expires_in_days": 3}), _order, "link"),
    "POST /v1/invoices/{invoice_id}/payment-links": Creation(
        _just({}), _just({"expires_in_days": 3}), _invoice, "link"
    ),
    "POST /v1/payment-links/{link_id}/send": Creation(
        _just({"channel": "email"}), _just({"channel": "email", "again": True}), _link, "sending"
    ),
    "POST /v1/payment-links/{link_id}/document": Creation(
        _just(None), None, _promised, "link", lambda item: item["document"]["upload"]
    ),
    "POST /v1/callback-endpoint/rotate-secret": Creation(
        _just({"expires_in_hours": 1}),
        _just({"expires_in_hours": 2}),
        _told,
        "callback_endpoint",
        lambda item: item["secrets"][0][0],
    ),
    "POST /v1/shop-connections/{connection_id}/rotate-secret": Creation(
        _just({"expires_in_hours": 0}),
        _just({"expires_in_hours": 2}),
        _connected,
        "shop_connection",
        lambda item: item["secrets"][0][0],
    ),
    "POST /v1/exports": Creation(_export("orders"), _export("payments"), kind="export"),
    "POST /v1/payment-methods": Creation(
        _setup("https://shop.example/a"), _setup("https://shop.example/b"), kind="method_setup"
    ),
}
"""What makes something new at each call without a key."""

NEEDS_NO_KEY: dict[str, str] = {
    "POST /v1/orders": "the order's own (source, external_id) is its key",
    "POST /v1/orders/{order_id}/cancel": "cancelled is cancelled",
    "POST /v1/orders/{order_id}/capture": "an order is captured once; another amount is refused",
    "POST /v1/invoices/{invoice_id}/send": "sent is sent",
    "POST /v1/invoices/{invoice_id}/void": "void is void",
    "POST /v1/payment-links/{link_id}/void": "void is void",
    "POST /v1/wallets/{currency}/drain": "asks once more for what is asked for anyway",
    "POST /v1/notifications/{notification_id}/read": "read is read",
    "POST /v1/notifications/read": "read is read",
    "POST /v1/callback-endpoint/enable": "enabled is enabled",
    "POST /v1/callback-endpoint/test": "keeps nothing",
    "POST /v1/callbacks/{callback_id}/replay": "sends what is known by its own id, and waits once",
    "POST /v1/callbacks/replay": "what is sent is known by its own id; the same asking is one for five minutes",
    "POST /v1/shop-connections": "a shop is connected once; the same again answers with what there is",
    "POST /v1/shop-connections/{connection_id}/test": "makes no order; each call is a try of its own",
    "POST /v1/shop-connections/{connection_id}/deliveries/{delivery_id}/replay": "in the queue it is once",
    "POST /v1/shop-connections/{connection_id}/deliveries/replay": "there is one walk; a repeat begins it again",
    "POST /v1/shop-orders/shopify/{connection_id}": "the delivery's name and content are its key",
    "POST /v1/shop-orders/woocommerce/{connection_id}": "the delivery's name and content are its key",
    "POST /v1/link-template/preview": "keeps nothing",
    "POST /v1/stripe-account": "a merchant has one account; its page of questions serves once, each call gets one",
    "POST /v1/portal-sessions": "keeps nothing; the page serves for minutes",
    "POST /pay/{token}/checkout": "a link has one open checkout",
    "POST /v1/webhooks/stripe": "the event's id is its key",
}
"""Why a repeat of any other POST does no harm."""
