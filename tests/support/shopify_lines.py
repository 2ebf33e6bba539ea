"""Lines of Shopify orders, built from minor units, with every field that Shopify publishes."""

from dataclasses import dataclass
from typing import Any

from shared.money import format_amount


@dataclass(frozen=True)
class Shop:
    """A shop's currency and the one its buyer sees; ``factor`` minor units there are one here."""

    currency: str
    presentment: str
    factor: int = 1

    def money(self, amount: int) -> dict[str, Any]:
        """A money set."""
        shown = format_amount(amount * self.factor, self.presentment)
        return {
            "shop_money": {"amount": self.text(amount), "currency_code": self.currency},
            "presentment_money": {"amount": shown, "currency_code": self.presentment},
        }

    def text(self, amount: int) -> str:
        """In the shop's currency, as the fields beside the sets are."""
        return format_amount(amount, self.currency)


@dataclass(frozen=True)
class Item:
    """``quantity`` were ordered and ``gone`` of them removed; ``discount`` went off all that were ordered."""

    title: str
    quantity: int
    unit: int
    variant: str | None = None
    gone: int = 0
    discount: int = 0
    tip: bool = False
    gift_card: bool = False

    @property
    def kept(self) -> int:
        """How many are left."""
        return self.quantity - self.gone

    @property
    def net(self) -> int:
        """What is left costs, after its share of the discount."""
        return self.kept * self.unit - self.discount * self.kept // self.quantity


@dataclass(frozen=True)
class Delivery:
    """One shipping line."""

    title: str
    price: int
    discount: int = 0
    removed: bool = False


def item_line(shop: Shop, item: Item, number: int) -> dict[str, Any]:
    """One of ``line_items``."""
    name = f"{item.title} - {item.variant}" if item.variant else item.title
    goods = not item.tip
    line = {
        "id": 866550311766439020 + number,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{866550311766439020 + number}",
        "attributed_staffs": [],
        "current_quantity": item.kept,
        "fulfillable_quantity": item.kept if goods else 0,
        "fulfillment_service": "manual",
        "fulfillment_status": None,
        "gift_card": item.gift_card,
        "grams": 567 if goods else 0,
        "name": name,
        "price": shop.text(item.unit),
        "price_set": shop.money(item.unit),
        "product_exists": goods,
        "product_id": 632910392 + number if goods else None,
        "properties": [],
        "quantity": item.quantity,
        "requires_shipping": goods and not item.gift_card,
        "sales_line_item_group_id": None,
        "sku": f"SKU-{number}" if goods else None,
        "taxable": goods,
        "title": item.title,
        "total_discount": shop.text(0),
        "total_discount_set": shop.money(0),
        "variant_id": 808950810 + number if goods else None,
        "variant_inventory_management": "shopify" if goods else None,
        "variant_title": item.variant,
        "vendor": None,
        "tax_lines": [],
        "duties": [],
        "discount_allocations": [_allocation(shop, item.discount, 0)] if item.discount else [],
    }
    return line | ({"tip_payment_gateway": "manual", "tip_payment_method": "other"} if item.tip else {})


def shipping_line(shop: Shop, delivery: Delivery, number: int) -> dict[str, Any]:
    """One of ``shipping_lines``."""
    net = delivery.price - delivery.discount
    return {
        "id": 271878346596884015 + number,
        "carrier_identifier": None,
        "code": delivery.title,
        "current_discounted_price_set": shop.money(0 if delivery.removed else net),
        "discounted_price": shop.text(net),
        "discounted_price_set": shop.money(net),
        "is_removed": delivery.removed,
        "phone": None,
        "price": shop.text(delivery.price),
        "price_set": shop.money(delivery.price),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": delivery.title,
        "tax_lines": [],
        "discount_allocations": [_allocation(shop, delivery.discount, 1)] if delivery.discount else [],
    }


def _allocation(shop: Shop, amount: int, application: int) -> dict[str, Any]:
    return {
        "amount": shop.text(amount),
        "amount_set": shop.money(amount),
        "discount_application_index": application,
    }
