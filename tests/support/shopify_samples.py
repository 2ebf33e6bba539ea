"""Complete webhooks of Shopify by name, each with its topic; their bodies are files under ``events/shops/shopify``.

``python -m tests.support.shopify_samples`` writes the files anew from the orders here.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.shopify_lines import Delivery, Item, Shop, item_line
from tests.support.shopify_orders import ShopifyOrder, payload_of

FOLDER: Final = Path(__file__).parents[2] / "events" / "shops" / "shopify"

USD, EUR, JPY, KWD = (Shop(code, code) for code in ("USD", "EUR", "JPY", "KWD"))
_MUG = Item("IPod Nano", 2, 1_999, "8 GB", discount=400)
_BAG = Item("Rucksack", 1, 8_900, "schwarz")
_UPS, _DHL = Delivery("UPS Ground", 995), Delivery("DHL Paket", 490)
_US = ShopifyOrder(USD, (_MUG, Item("Case", 1, 500)), (_UPS,), tax=286, number=1001)
_DE = ShopifyOrder(EUR, (_BAG,), (_DHL,), tax=1_499, taxes_included=True, country="DE", number=1002)


@dataclass(frozen=True)
class Sample:
    """A webhook: its topic and its order, or the body of one that carries none."""

    topic: str
    order: ShopifyOrder | None = None
    body: dict[str, Any] | None = None

    def payload(self) -> dict[str, Any]:
        """As it is built."""
        return payload_of(self.order) if self.order else dict(self.body or {})


def _later(**changes: object) -> dict[str, Any]:
    return {"updated_at": "2026-02-04T09:00:00-05:00", **changes}


def _made(order: ShopifyOrder, **fields: Any) -> ShopifyOrder:
    return ShopifyOrder(**{**order.__dict__, **fields})


def _refund(number: int, item: Item) -> dict[str, Any]:
    """One of ``refunds``: what is gone of the order's first line."""
    worth = item.gone * item.unit
    identity = 509562969 + number
    return {
        "id": identity,
        "admin_graphql_api_id": f"gid://shopify/Refund/{identity}",
        "created_at": "2026-02-04T08:59:58-05:00",
        "note": "wrong size",
        "order_id": 820982911946150000 + number,
        "processed_at": "2026-02-04T08:59:58-05:00",
        "restock": True,
        "total_additional_fees_set": USD.money(0),
        "total_duties_set": USD.money(0),
        "user_id": None,
        "order_adjustments": [],
        "transactions": [_refunded(number, worth)],
        "refund_line_items": [_returned(item, worth)],
        "refund_shipping_lines": [],
        "return": None,
        "duties": [],
        "additional_fees": [],
    }


def _refunded(number: int, worth: int) -> dict[str, Any]:
    return {
        "id": 179259969 + number,
        "admin_graphql_api_id": f"gid://shopify/OrderTransaction/{179259969 + number}",
        "amount": USD.text(worth),
        "created_at": "2026-02-04T08:59:57-05:00",
        "currency": "USD",
        "gateway": "Invoice",
        "kind": "refund",
        "message": None,
        "order_id": 820982911946150000 + number,
        "parent_id": 801038806,
        "status": "success",
        "test": False,
    }


def _returned(item: Item, worth: int) -> dict[str, Any]:
    return {
        "id": 104689539,
        "line_item_id": 866550311766439020,
        "location_id": 655441491,
        "quantity": item.gone,
        "restock_type": "return",
        "subtotal": USD.text(worth),
        "subtotal_set": USD.money(worth),
        "total_tax": USD.text(0),
        "total_tax_set": USD.money(0),
        "line_item": item_line(USD, item, 0),
    }


_EDIT: Final[dict[str, Any]] = {
    "order_edit": {
        "id": 78912328793,
        "app_id": None,
        "created_at": "2026-02-04T09:00:00-05:00",
        "notify_customer": False,
        "order_id": 820982911946151009,
        "reason": "",
        "staff_note": "",
        "user_id": None,
        "line_items": {
            "additions": [{"id": 866550311766439022, "delta": 1}],
            "removals": [{"id": 866550311766439020, "delta": 1}],
        },
        "discounts": {"line_item": {"additions": [], "removals": []}},
        "shipping_lines": {"additions": [], "removals": []},
    }
}
_TEA: Final = Item("Green tea", 3, 1_000)
_RETURNED: Final = Item("Green tea", 3, 1_000, gone=1)
_ALL_RETURNED: Final = Item("Green tea", 3, 1_000, gone=3)
_CHANGED: Final = (Item("Green tea", 3, 1_000, gone=1), Item("Cup", 1, 700, gone=1), Item("Pot", 1, 4_500))

SAMPLES: Final[dict[str, Sample]] = {
    "usd_tax_excluded": Sample("orders/create", _US),
    "eur_tax_included": Sample("orders/create", _DE),
    "jpy": Sample(
        "orders/create",
        ShopifyOrder(JPY, (Item("抹茶", 2, 1_500),), (Delivery("宅配便", 800),), 345, True, country="JP", number=1003),
    ),
    "kwd": Sample(
        "orders/create",
        ShopifyOrder(KWD, (Item("عود", 1, 12_345),), (Delivery("Aramex", 1_250),), country="KW", number=1004),
    ),
    "presentment": Sample(
        "orders/create",
        ShopifyOrder(Shop("USD", "JPY", 2), (Item("Tea", 1, 2_500),), (_UPS,), country="JP", number=1005),
    ),
    "tip": Sample(
        "orders/create",
        ShopifyOrder(USD, (Item("Haircut", 1, 3_000), Item("Tip", 1, 450, tip=True)), tax=180, number=1006),
    ),
    "gift_card_part": Sample(
        "orders/create",
        _made(_DE, number=1007, status="partially_paid", paid=2_500, gateways=("gift_card", "Invoice")),
    ),
    "gift_card_full": Sample(
        "orders/create", _made(_DE, number=1008, status="paid", paid=9_390, gateways=("gift_card",))
    ),
    "edited": Sample(
        "orders/updated", ShopifyOrder(USD, _CHANGED, (_UPS,), number=1009, changes=_later(tags="edited"))
    ),
    "edited_after_paid": Sample(
        "orders/updated",
        ShopifyOrder(
            USD,
            (_TEA, Item("Pot", 1, 4_500)),
            status="partially_paid",
            paid=3_000,
            number=1010,
            changes=_later(),
        ),
    ),
    "partially_refunded": Sample(
        "orders/updated",
        ShopifyOrder(
            USD,
            (_RETURNED,),
            (_UPS,),
            status="partially_refunded",
            paid=2_995,
            number=1011,
            changes=_later(refunds=[_refund(1011, _RETURNED)]),
        ),
    ),
    "refunded": Sample(
        "orders/updated",
        ShopifyOrder(
            USD,
            (_ALL_RETURNED,),
            status="refunded",
            number=1012,
            changes=_later(refunds=[_refund(1012, _ALL_RETURNED)]),
        ),
    ),
    "free": Sample(
        "orders/create",
        ShopifyOrder(USD, (Item("Sample", 1, 500, discount=500),), status="paid", gateways=(), number=1013),
    ),
    "zero_price_line": Sample(
        "orders/create", ShopifyOrder(EUR, (_BAG, Item("Sticker", 1, 0)), country="DE", number=1014)
    ),
    "guest": Sample("orders/create", _made(_US, number=1015, country=None)),
    "test_order": Sample(
        "orders/create",
        _made(_US, number=1016, status="paid", paid=5_379, gateways=("bogus",), changes={"test": True}),
    ),
    "cancelled": Sample(
        "orders/cancelled",
        _made(
            _US,
            number=1001,
            status="voided",
            changes=_later(cancelled_at="2026-02-04T08:59:59-05:00", cancel_reason="customer"),
        ),
    ),
    "paid": Sample(
        "orders/paid", _made(_US, status="paid", paid=5_379, gateways=("shopify_payments",), changes=_later())
    ),
    "authorized": Sample("orders/create", _made(_US, number=1017, status="authorized", gateways=("shopify_payments",))),
    "under_way": Sample("orders/create", _made(_DE, number=1018, gateways=("paypal",))),
    "duties": Sample(
        "orders/create",
        ShopifyOrder(EUR, (_BAG,), (_DHL,), duties=1_200, fees=99, country="GB", number=1019),
    ),
    "free_shipping": Sample(
        "orders/create",
        ShopifyOrder(USD, (_TEA,), (Delivery("UPS Ground", 995, discount=995),), tax=240, number=1020),
    ),
    "deleted": Sample("orders/delete", body={"id": 820982911946151001}),
    "order_edit": Sample("orders/edited", body=_EDIT),
}


def body_of(name: str) -> bytes:
    """The body of a sample, as it is sent."""
    return (FOLDER / f"{name}.json").read_bytes()


def written(sample: Sample) -> str:
    """What a sample's file holds."""
    return json.dumps(sample.payload(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, sample in SAMPLES.items():
        (FOLDER / f"{name}.json").write_text(written(sample), encoding="utf-8")
