"""What the two shop systems say of one order: payloads with all that a reader looks at, and little else."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Final

from shared.money import format_amount

Json = dict[str, Any]
_OWN_TIME: Final = timezone(timedelta(hours=-5))
"""Shopify tells times by the shop's own zone."""


class Stand(StrEnum):
    """How an order stands in its shop."""

    UNPAID = "unpaid"
    RESERVED = "reserved"
    PAID = "paid"
    CANCELLED = "cancelled"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Statement:
    """An order of a shop at one moment: ``said`` is by the shop's clock, which counts whole seconds.

    ``amount`` is in minor units; ``was_paid`` tells of a cancelled one whether its buyer had paid in the shop.
    """

    number: int
    stand: Stand
    amount: int
    currency: str
    created: float
    said: float
    was_paid: bool = False
    test: bool = False
    note: str = ""

    @property
    def email(self) -> str:
        """The buyer's."""
        return f"buyer-of-{self.number}@shops.example"

    def moment(self) -> datetime:
        """``said`` as a time."""
        return datetime.fromtimestamp(self.said, UTC)


def shopify_payload(order: Statement) -> bytes:
    """An order resource; of a deleted one its id alone."""
    if order.stand is Stand.DELETED:
        return json.dumps({"id": order.number}).encode()
    total, zero = format_amount(order.amount, order.currency), format_amount(0, order.currency)
    gone = order.stand is Stand.CANCELLED
    due = total if order.stand in (Stand.UNPAID, Stand.RESERVED) else zero

    def both(text: str) -> Json:
        money = {"amount": text, "currency_code": order.currency}
        return {"shop_money": money, "presentment_money": money}

    prices = {
        "total_price": total,
        "subtotal_price": total,
        "total_tax": zero,
        "total_discounts": zero,
        "total_line_items_price": total,
        "total_outstanding": due,
        "current_total_price": zero if gone else total,
        "current_subtotal_price": zero if gone else total,
        "current_total_tax": zero,
        "current_total_discounts": zero,
    }
    sets = {f"{name}_set": both(text) for name, text in prices.items() if name != "total_outstanding"}
    line = {
        "id": order.number * 10,
        "title": "Thing",
        "name": "Thing",
        "quantity": 1,
        "current_quantity": 0 if gone else 1,
        "price": total,
        "price_set": both(total),
        "total_discount": zero,
        "discount_allocations": [],
        "tax_lines": [],
    }
    refund = {"id": order.number * 100, "transactions": [{"kind": "refund", "status": "success", "amount": total}]}
    about = {
        "id": order.number,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.number}",
        "name": f"#{order.number}",
        "order_number": order.number,
        "created_at": _shop_time(order.created),
        "processed_at": _shop_time(order.created),
        "updated_at": _shop_time(order.said),
        "cancelled_at": _shop_time(order.said) if gone else None,
        "cancel_reason": "customer" if gone else None,
        "financial_status": _financial_status(order),
        "currency": order.currency,
        "presentment_currency": order.currency,
        "taxes_included": False,
        "test": order.test,
        "email": order.email,
        "customer": {"id": 1, "email": order.email},
        "note": order.note,
        "line_items": [line],
        "shipping_lines": [],
        "tax_lines": [],
        "discount_applications": [],
        "refunds": [refund] if gone and order.was_paid else [],
        "total_shipping_price_set": both(zero),
        "total_tip_received": zero,
    }
    return json.dumps(about | prices | sets).encode()


def _financial_status(order: Statement) -> str:
    if order.stand is Stand.CANCELLED:
        return "refunded" if order.was_paid else "voided"
    return {Stand.UNPAID: "pending", Stand.RESERVED: "authorized"}.get(order.stand, "paid")


def _shop_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, _OWN_TIME).isoformat()


_STATUS: Final = {
    Stand.UNPAID: "pending",
    Stand.RESERVED: "on-hold",
    Stand.PAID: "processing",
    Stand.CANCELLED: "cancelled",
}


def woocommerce_payload(order: Statement) -> bytes:
    """An order of the REST API, version 3; of a deleted one its id alone."""
    if order.stand is Stand.DELETED:
        return json.dumps({"id": order.number}).encode()
    total, zero = format_amount(order.amount, order.currency), format_amount(0, order.currency)
    paid = order.stand is Stand.PAID or order.was_paid
    line = {
        "id": order.number * 10,
        "name": "Thing",
        "quantity": 1,
        "subtotal": total,
        "subtotal_tax": zero,
        "total": total,
        "total_tax": zero,
        "price": total,
        "taxes": [],
        "meta_data": [],
    }
    about = {
        "id": order.number,
        "parent_id": 0,
        "number": str(order.number),
        "status": _STATUS[order.stand],
        "currency": order.currency,
        "date_created_gmt": _gmt(order.created),
        "date_modified_gmt": _gmt(order.said),
        "date_paid_gmt": _gmt(order.created) if paid else None,
        "date_completed_gmt": None,
        "discount_total": zero,
        "discount_tax": zero,
        "shipping_total": zero,
        "shipping_tax": zero,
        "cart_tax": zero,
        "total": total,
        "total_tax": zero,
        "prices_include_tax": False,
        "customer_id": 0,
        "customer_note": order.note,
        "billing": {"first_name": "A", "last_name": "B", "email": order.email},
        "payment_method": "orderpay" if not paid else "cash",
        "transaction_id": "held-by-its-gateway" if order.stand is Stand.RESERVED else "",
        "line_items": [line],
        "tax_lines": [],
        "shipping_lines": [],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [],
        "meta_data": [],
    }
    return json.dumps(about).encode()


def _gmt(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat()
