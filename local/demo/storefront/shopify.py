"""An order as Shopify sends it."""

from typing import Any

from local.demo.storefront.sale import Sale, money

Json = dict[str, Any]


def shopify_order(sale: Sale, currency: str) -> Json:
    """https://shopify.dev/docs/api/admin-rest/latest/resources/order, prices with their tax of a fifth in them."""

    def both(cents: int) -> Json:
        each = {"amount": money(cents), "currency_code": currency}
        return {"shop_money": each, "presentment_money": each}

    goods, tax = sale.quantity * sale.price, sale.amount - sale.amount * 5 // 6
    cancelled = sale.changed.isoformat(timespec="seconds") if sale.state == "cancelled" else None
    totals = {"total_price": sale.amount, "subtotal_price": goods, "total_tax": tax, "total_discounts": 0}
    return {
        "id": sale.id, "admin_graphql_api_id": f"gid://shopify/Order/{sale.id}", "app_id": 580111, "confirmed": True,
        "name": f"#{sale.id % 10_000}", "number": sale.id % 10_000, "order_number": sale.id % 10_000, "test": sale.test,
        "created_at": sale.opened.isoformat(timespec="seconds"), "closed_at": None, "cancelled_at": cancelled,
        "updated_at": sale.changed.isoformat(timespec="seconds"), "cancel_reason": "customer" if cancelled else None,
        "financial_status": {"due": "pending", "paid": "paid", "cancelled": "voided"}[sale.state],
        "fulfillment_status": None, "currency": currency, "presentment_currency": currency, "taxes_included": True,
        **{name: money(cents) for name, cents in totals.items()},
        **{f"{name}_set": both(cents) for name, cents in totals.items()},
        **{f"current_{name}": money(cents) for name, cents in totals.items()},
        **{f"current_{name}_set": both(cents) for name, cents in totals.items()},
        "total_line_items_price": money(goods), "total_line_items_price_set": both(goods), "total_tip_received": "0.00",
        "total_shipping_price_set": both(sale.shipping), "total_weight": 300, "duties_included": False,
        "total_outstanding": money(sale.amount if sale.state == "due" else 0), "refunds": [], "discount_codes": [],
        "customer": {"id": 7, "first_name": "Mira", "last_name": "Okafor", "email": "mira@buyer.example"},
        "email": "mira@buyer.example", "customer_locale": "de", "note": None, "tags": "", "source_name": "web",
        "payment_gateway_names": ["manual"], "tax_lines": [], "note_attributes": [], "discount_applications": [],
        "line_items": [{
            "id": sale.id + 1, "title": "Notebook", "name": "Notebook - A5", "quantity": sale.quantity, "sku": "N-A5",
            "current_quantity": sale.quantity, "price": money(sale.price), "price_set": both(sale.price),
            "total_discount": "0.00", "total_discount_set": both(0), "discount_allocations": [], "taxable": True,
            "gift_card": False, "requires_shipping": True, "tax_lines": [], "duties": [], "fulfillable_quantity": 1,
        }],
        "shipping_lines": [{
            "id": sale.id + 2, "title": "Standard", "price": money(sale.shipping), "price_set": both(sale.shipping),
            "discounted_price": money(sale.shipping), "discounted_price_set": both(sale.shipping), "tax_lines": [],
            "discount_allocations": [], "is_removed": False,
        }],
    }  # fmt: skip
