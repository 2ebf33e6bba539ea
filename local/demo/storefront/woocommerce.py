"""An order as WooCommerce sends it."""

from typing import Any

from local.demo.storefront.sale import Sale, money

Json = dict[str, Any]


def woo_order(sale: Sale, currency: str) -> Json:
    """https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties, tax of zero."""
    goods = sale.quantity * sale.price
    changed, opened = (each.strftime("%Y-%m-%dT%H:%M:%S") for each in (sale.changed, sale.opened))
    paid = changed if sale.state == "paid" else None
    address = {"first_name": "Mira", "last_name": "Okafor", "city": "Graz", "country": "AT"}
    return {
        "id": sale.id, "parent_id": 0, "number": str(sale.id), "order_key": f"wc_order_{sale.id}", "version": "10.3.5",
        "status": {"due": "pending", "paid": "processing", "cancelled": "cancelled"}[sale.state], "currency": currency,
        "date_created": opened, "date_created_gmt": opened, "date_modified": changed, "date_modified_gmt": changed,
        "discount_total": "0.00", "discount_tax": "0.00", "shipping_total": money(sale.shipping), "cart_tax": "0.00",
        "shipping_tax": "0.00", "total": money(sale.amount), "total_tax": "0.00", "prices_include_tax": False,
        "customer_id": 0, "customer_ip_address": "192.0.2.7", "customer_user_agent": "", "customer_note": "",
        "billing": {**address, "email": "mira@buyer.example", "phone": "+436641234567"}, "shipping": address,
        "payment_method": "cod" if paid else "", "payment_method_title": "", "transaction_id": "",
        "created_via": "checkout", "cart_hash": "", "date_paid": paid, "date_paid_gmt": paid,
        "date_completed": None, "date_completed_gmt": None,
        "meta_data": [], "tax_lines": [], "fee_lines": [], "coupon_lines": [], "refunds": [], "currency_symbol": "€",
        "line_items": [{
            "id": 1, "name": "Notebook", "product_id": 93, "variation_id": 0, "quantity": sale.quantity,
            "tax_class": "", "subtotal": money(goods), "subtotal_tax": "0.00", "total": money(goods),
            "total_tax": "0.00", "taxes": [], "meta_data": [], "sku": "N-A5", "price": sale.price / 100,
        }],
        "shipping_lines": [{
            "id": 2, "method_title": "Flat rate", "method_id": "flat_rate", "total": money(sale.shipping),
            "total_tax": "0.00", "taxes": [], "meta_data": [],
        }],
        "payment_url": "https://shop.example/pay", "is_editable": sale.state == "due",
        "needs_payment": sale.state == "due", "needs_processing": True,
    }  # fmt: skip
