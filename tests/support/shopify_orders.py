"""Shopify's order, whole and in the shape that it publishes, built from minor units.

https://shopify.dev/docs/api/webhooks (payloads of ``orders/*``, version 2026-01) and
https://shopify.dev/docs/api/admin-rest/latest/resources/order.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.support.shopify_lines import Delivery, Item, Shop, item_line, shipping_line
from tests.support.shopify_people import address_of, customer_of_shop, locale_of


@dataclass(frozen=True)
class ShopifyOrder:
    """An order by what it costs, in minor units of the shop's currency; ``paid`` of it is paid.

    ``tax`` comes to the prices, or is in them. ``changes`` are laid over the fields of the payload.
    """

    shop: Shop
    items: tuple[Item, ...]
    deliveries: tuple[Delivery, ...] = ()
    tax: int = 0
    taxes_included: bool = False
    duties: int = 0
    fees: int = 0
    status: str | None = "pending"
    paid: int = 0
    gateways: tuple[str, ...] = ("Invoice",)
    country: str | None = "US"
    number: int = 1001
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def subtotal(self) -> int:
        """Goods after discounts."""
        return sum(item.net for item in self.items if not item.tip)

    @property
    def shipping(self) -> int:
        """After discounts, without what was removed."""
        return sum(one.price - one.discount for one in self.deliveries if not one.removed)

    @property
    def tip(self) -> int:
        """All tips."""
        return sum(item.unit * item.kept for item in self.items if item.tip)

    @property
    def total(self) -> int:
        """What the order costs as it is now."""
        extras = self.shipping + self.duties + self.fees + self.tip
        return self.subtotal + extras + (0 if self.taxes_included else self.tax)

    @property
    def first_total(self) -> int:
        """What it cost before anything was removed."""
        goods = sum(item.quantity * item.unit - item.discount for item in self.items if item.gone)
        return self.total + goods - sum(item.net for item in self.items if item.gone)


def payload_of(order: ShopifyOrder) -> dict[str, Any]:
    """The body of a webhook."""
    return _about(order) | _current(order) | _totals(order) | _people(order) | _lists(order) | order.changes


def _about(order: ShopifyOrder) -> dict[str, Any]:
    number = 820982911946150000 + order.number
    token = f"{number:032x}"
    nothing = (
        *("app_id", "browser_ip", "cancel_reason", "cancelled_at", "cart_token", "checkout_id", "checkout_token"),
        *("client_details", "closed_at", "company", "device_id", "fulfillment_status", "landing_site"),
        *("landing_site_ref", "location_id", "merchant_of_record_app_id", "note", "po_number", "reference"),
        *("referring_site", "source_identifier", "source_url", "user_id", "payment_terms"),
    )
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Order/{number}",
        **dict.fromkeys(nothing),
        "buyer_accepts_marketing": False,
        "confirmation_number": f"CONF{order.number}",
        "confirmed": True,
        "created_at": "2026-02-03T10:15:00-05:00",
        "currency": order.shop.currency,
        "customer_locale": locale_of(order.country) if order.country else "en",
        "duties_included": False,
        "estimated_taxes": False,
        "financial_status": order.status,
        "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
        "name": f"#{order.number}",
        "note_attributes": [],
        "number": order.number - 1000,
        "order_number": order.number,
        "order_status_url": f"https://jsmith.myshopify.com/548380009/orders/{token}/authenticate?key=abcdefg",
        "payment_gateway_names": list(order.gateways),
        "presentment_currency": order.shop.presentment,
        "processed_at": "2026-02-03T10:14:58-05:00",
        "source_name": "web",
        "tags": "",
        "tax_exempt": False,
        "taxes_included": order.taxes_included,
        "test": False,
        "token": token,
        "total_weight": 567,
        "updated_at": "2026-02-03T10:15:02-05:00",
    }


def _current(order: ShopifyOrder) -> dict[str, Any]:
    shop = order.shop
    off = sum(item.discount * item.kept // item.quantity for item in order.items)
    off += sum(one.discount for one in order.deliveries if not one.removed)
    return {
        "current_shipping_price_set": shop.money(order.shipping),
        **_pair(shop, "current_subtotal_price", order.subtotal),
        "current_total_additional_fees_set": shop.money(order.fees) if order.fees else None,
        **_pair(shop, "current_total_discounts", off),
        "current_total_duties_set": shop.money(order.duties) if order.duties else None,
        **_pair(shop, "current_total_price", order.total),
        **_pair(shop, "current_total_tax", order.tax),
        "original_total_additional_fees_set": shop.money(order.fees) if order.fees else None,
        "original_total_duties_set": shop.money(order.duties) if order.duties else None,
    }


def _totals(order: ShopifyOrder) -> dict[str, Any]:
    shop, goods = order.shop, [item for item in order.items if not item.tip]
    gross = sum(item.quantity * item.unit for item in goods)
    off = sum(item.discount for item in goods)
    return {
        **_pair(shop, "subtotal_price", gross - off),
        "total_cash_rounding_payment_adjustment_set": shop.money(0),
        "total_cash_rounding_refund_adjustment_set": shop.money(0),
        **_pair(shop, "total_discounts", off + sum(one.discount for one in order.deliveries)),
        **_pair(shop, "total_line_items_price", gross),
        "total_outstanding": shop.text(order.total - order.paid),
        **_pair(shop, "total_price", order.first_total),
        "total_shipping_price_set": shop.money(sum(one.price for one in order.deliveries)),
        **_pair(shop, "total_tax", order.tax),
        "total_tip_received": shop.text(order.tip),
    }


def _people(order: ShopifyOrder) -> dict[str, Any]:
    country = order.country
    if country is None:
        nobody = ("contact_email", "phone", "billing_address", "customer", "shipping_address")
        return {"email": "", **dict.fromkeys(nobody)}
    email = f"buyer.{country.lower()}@example.com"
    return {
        "email": email,
        "contact_email": email,
        "phone": None,
        "billing_address": address_of(country),
        "shipping_address": address_of(country),
        "customer": customer_of_shop(country, order.shop.presentment),
    }


def _lists(order: ShopifyOrder) -> dict[str, Any]:
    shop, off = order.shop, sum(item.discount for item in order.items)
    free = sum(one.discount for one in order.deliveries)
    applied = [_applied("line_item", "TAKE10"), _applied("shipping_line", "SHIPFREE")]
    codes = [{"code": "TAKE10", "amount": shop.text(off), "type": "percentage"}] if off else []
    rates = [{"price": shop.text(order.tax), "rate": 0.1, "title": "Tax", "price_set": shop.money(order.tax)}]
    return {
        "discount_codes": codes,
        "discount_applications": applied if free else applied[:1] if off else [],
        "fulfillments": [],
        "line_item_groups": [],
        "line_items": [item_line(shop, item, place) for place, item in enumerate(order.items)],
        "refunds": [],
        "returns": [],
        "shipping_lines": [shipping_line(shop, one, place) for place, one in enumerate(order.deliveries)],
        "tax_lines": [rate | {"channel_liable": False} for rate in rates] if order.tax else [],
    }


def _applied(target: str, code: str) -> dict[str, Any]:
    return {
        "target_type": target,
        "type": "discount_code",
        "value": "10.0",
        "value_type": "percentage",
        "allocation_method": "across",
        "target_selection": "all",
        "code": code,
    }


def _pair(shop: Shop, name: str, amount: int) -> dict[str, Any]:
    return {name: shop.text(amount), f"{name}_set": shop.money(amount)}
