"""A sample order of each shop system, in the shape of its documentation: unpaid, two lines, shipping, no tax."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from shared.clock import rfc3339
from shared.money import format_amount
from shared.shops.systems import ShopSystem

_POSTER, _CARD, _SHIPPING = 1_200, 300, 450
"""Minor units."""
_TOTAL: Final = _POSTER + 2 * _CARD + _SHIPPING


class Sample(Protocol):
    """Makes the body of a delivery."""

    def __call__(self, number: int, currency: str, at: datetime) -> dict[str, Any]:
        """Order ``number``, placed ``at``."""
        ...


_SHOPIFY: Final[Mapping[str, Any]] = {
    "name": "#orderpay-test",
    "test": True,
    "confirmed": True,
    "financial_status": "pending",
    "fulfillment_status": None,
    "cancelled_at": None,
    "closed_at": None,
    "taxes_included": False,
    "total_tip_received": "0",
    "email": None,
    "phone": None,
    "customer": None,
    "customer_locale": "en",
    "payment_gateway_names": [],
    "discount_codes": [],
    "discount_applications": [],
    "note_attributes": [],
    "tags": "",
    "tax_lines": [],
    "refunds": [],
    "fulfillments": [],
}
_SHOPIFY_LINE: Final[Mapping[str, Any]] = {
    "discount_allocations": [],
    "tax_lines": [],
    "taxable": False,
    "requires_shipping": True,
    "gift_card": False,
}
_TOTALS: Final[Mapping[str, int]] = {
    "total_price": _TOTAL,
    "subtotal_price": _TOTAL - _SHIPPING,
    "total_line_items_price": _TOTAL - _SHIPPING,
    "total_shipping_price": _SHIPPING,
    "total_discounts": 0,
    "total_tax": 0,
    "current_total_price": _TOTAL,
    "current_subtotal_price": _TOTAL - _SHIPPING,
    "current_total_discounts": 0,
    "current_total_tax": 0,
}
_WOOCOMMERCE: Final[Mapping[str, Any]] = {
    "parent_id": 0,
    "number": "orderpay-test",
    "order_key": "wc_order_orderpay_test",
    "created_via": "checkout",
    "version": "9.0.0",
    "status": "pending",
    "date_paid": None,
    "date_paid_gmt": None,
    "date_completed": None,
    "date_completed_gmt": None,
    "prices_include_tax": False,
    "customer_id": 0,
    "customer_note": "",
    "billing": {"first_name": "", "last_name": "", "email": "", "phone": "", "country": ""},
    "shipping": {"first_name": "", "last_name": "", "country": ""},
    "payment_method": "",
    "payment_method_title": "",
    "transaction_id": "",
    "needs_payment": True,
    "tax_lines": [],
    "fee_lines": [],
    "coupon_lines": [],
    "refunds": [],
    "meta_data": [],
}


def shopify_order(number: int, currency: str, at: datetime) -> dict[str, Any]:
    """https://shopify.dev/docs/api/admin-rest/latest/resources/order, with Shopify's own mark of a test."""
    moment = rfc3339(at)
    shipping = {"id": number, "title": "Standard", "discount_allocations": [], "tax_lines": [], "is_removed": False}
    return {
        **_SHOPIFY,
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Order/{number}",
        "order_number": number,
        "created_at": moment,
        "processed_at": moment,
        "updated_at": moment,
        "currency": currency,
        "presentment_currency": currency,
        **_amounts(_TOTALS, currency),
        "total_outstanding": format_amount(_TOTAL, currency),
        "line_items": [
            _shopify_line(number, "Poster", 1, _POSTER, currency),
            _shopify_line(number + 1, "Card", 2, _CARD, currency),
        ],
        "shipping_lines": [shipping | _amounts({"price": _SHIPPING, "discounted_price": _SHIPPING}, currency)],
    }


def _shopify_line(number: int, title: str, quantity: int, price: int, currency: str) -> dict[str, Any]:
    named = {"id": number, "title": title, "name": title, "quantity": quantity, "current_quantity": quantity}
    return {**_SHOPIFY_LINE, **named, **_amounts({"price": price, "total_discount": 0}, currency)}


def _amounts(amounts: Mapping[str, int], currency: str) -> dict[str, Any]:
    """Each as text, and as Shopify says it of both currencies."""
    found: dict[str, Any] = {}
    for name, amount in amounts.items():
        text = format_amount(amount, currency)
        told = {"amount": text, "currency_code": currency}
        found |= {name: text, f"{name}_set": {"shop_money": told, "presentment_money": told}}
    return found


def woocommerce_order(number: int, currency: str, at: datetime) -> dict[str, Any]:
    """https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties"""
    moment, nothing = rfc3339(at)[:19], format_amount(0, currency)
    shipping = format_amount(_SHIPPING, currency)
    nothings = ("discount_total", "discount_tax", "shipping_tax", "cart_tax", "total_tax")
    return {
        **_WOOCOMMERCE,
        "id": number,
        "currency": currency,
        **dict.fromkeys(("date_created", "date_created_gmt", "date_modified", "date_modified_gmt"), moment),
        **dict.fromkeys(nothings, nothing),
        "shipping_total": shipping,
        "total": format_amount(_TOTAL, currency),
        "line_items": [
            _woocommerce_line(1, "Poster", 1, _POSTER, currency),
            _woocommerce_line(2, "Card", 2, _CARD, currency),
        ],
        "shipping_lines": [
            {"id": 3, "method_title": "Standard", "total": shipping, "total_tax": nothing, "taxes": []},
        ],
    }


def _woocommerce_line(number: int, name: str, quantity: int, price: int, currency: str) -> dict[str, Any]:
    total = format_amount(quantity * price, currency)
    return {
        "id": number,
        "name": name,
        "product_id": number,
        "quantity": quantity,
        "price": format_amount(price, currency),
        **dict.fromkeys(("subtotal", "total"), total),
        **dict.fromkeys(("subtotal_tax", "total_tax"), format_amount(0, currency)),
        "taxes": [],
        "meta_data": [],
    }


SAMPLES: Final[Mapping[ShopSystem, tuple[str, Sample]]] = {
    ShopSystem.SHOPIFY: ("orders/create", shopify_order),
    ShopSystem.WOOCOMMERCE: ("order.created", woocommerce_order),
}
"""Topic and order of each system."""
