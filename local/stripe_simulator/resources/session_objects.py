"""How a checkout session and its line items are made."""

from typing import Any

from local.stripe_simulator.errors import missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources.amounts import check_charge_amount, check_currency
from local.stripe_simulator.resources.customers import full_address
from local.stripe_simulator.resources.intent_objects import available_types
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.resources.session_checks import LONGEST, check_line_item
from local.stripe_simulator.resources.setup_intents import new_setup_intent
from local.stripe_simulator.stores import Store
from local.stripe_simulator.world import Call

Json = dict[str, Any]
NULLS: Json = dict.fromkeys(
    (
        "after_expiration", "allow_promotion_codes", "allowed_payment_method_types", "amount_subtotal",
        "amount_total", "billing_address_collection", "cancel_url", "client_reference_id", "client_secret",
        "collected_information", "consent", "consent_collection", "currency", "currency_conversion", "customer",
        "customer_account", "customer_creation", "customer_details", "customer_email", "discounts",
        "integration_identifier", "invoice", "invoice_creation", "locale", "managed_payments", "origin_context",
        "payment_intent", "payment_link", "payment_method_configuration_details", "permissions", "recovered_from",
        "saved_payment_method_options", "setup_intent", "shipping_address_collection", "shipping_cost",
        "submit_type", "subscription", "success_url", "total_details", "wallet_options",
    )
)  # fmt: skip
GIVEN = (
    "billing_address_collection", "cancel_url", "client_reference_id", "customer", "customer_email", "locale",
    "mode", "origin_context", "submit_type", "success_url",
)  # fmt: skip


def new_session(call: Call) -> Json:
    """A stored open session from checked parameters. Raises StripeError (400) for line items or totals."""
    params, world = call.params, call.world
    items, currency = priced_items(call)
    total = sum(item["amount_total"] for item in items)
    if params["mode"] == "payment" and total != 0:
        check_charge_amount(total, currency, param="line_items", checkout=True)
    types = session_types(call, currency)
    key = world.ids.draw("cs_test_a1")
    session: Json = {
        **NULLS,
        "id": key,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": bool((params.get("adaptive_pricing") or {}).get("enabled", True))},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": world.time(),
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "expires_at": params.get("expires_at", world.time() + LONGEST),
        "livemode": False,
        "metadata": merged_metadata({}, params.get("metadata")),
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": types,
        "payment_status": "unpaid" if total else "no_payment_required",
        "phone_number_collection": {"enabled": bool((params.get("phone_number_collection") or {}).get("enabled"))},
        "shipping_options": [],
        "status": "open",
        "ui_mode": "hosted_page",
        "url": f"{world.base_url}/c/pay/{key}",
        **{name: params[name] for name in GIVEN if name in params},
    }
    fill_by_mode(call, session, currency, total)
    if "allowed_payment_method_types" in params:
        session["allowed_payment_method_types"] = types
    store_session(call, session, items)
    return session


def session_types(call: Call, currency: str) -> list[str]:
    """The types that this session can take. Raises StripeError (400) if nothing allowed is possible."""
    types = available_types(call, currency, call.params)
    if not types:
        message = (
            "No valid payment method types for this Checkout Session. Please ensure that you have activated payment "
            "methods compatible with your chosen currency in your dashboard or specify payment method types."
        )
        raise refused(message)
    return types


def fill_by_mode(call: Call, session: Json, currency: str, total: int) -> None:
    """What differs between a payment and a setup."""
    params = call.params
    if params["mode"] == "setup":
        session["payment_method_collection"] = "always"
        session["currency"] = currency or None
        session["customer_creation"] = params.get("customer_creation")
        session["setup_intent"] = new_setup_intent(call, session["payment_method_types"])["id"]
        return
    session.update(
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    )
    if not params.get("customer"):
        session["customer_creation"] = params.get("customer_creation", "if_required")


def store_session(call: Call, session: Json, items: list[Json]) -> None:
    """Keeps the session, its items and its payment data, and plans its end."""
    key = session["id"]
    call.account.sessions.put(session)
    store = Store("item")
    for item in items:
        store.put(item)
    call.account.line_items[key] = store
    call.world.session_accounts[key] = call.account.key
    call.world.payment_data[key] = call.params.get("payment_intent_data") or {}
    call.world.agenda.add(session["expires_at"], "session_expires", call.account.key, key)


def priced_items(call: Call) -> tuple[list[Json], str]:
    """The line items and their one currency (for a setup: none and the given currency)."""
    currency = str(call.params.get("currency", "")).lower()
    items: list[Json] = []
    for place, given in enumerate(call.params.get("line_items") or []):
        check_line_item(given, place)
        data = given["price_data"]
        own = check_currency(data["currency"], f"line_items[{place}][price_data][currency]")
        currency = currency or own
        if own != currency:
            message = f"All line items in a Checkout Session must have the same currency: {currency} and {own}."
            raise refused(message, param="line_items")
        items.append(new_item(call, given, own))
    return items, currency


def new_item(call: Call, given: Json, currency: str) -> Json:
    """One line item with its inline price; the product is made too."""
    product = product_of(call, given["price_data"])
    total = given["price_data"]["unit_amount"] * given["quantity"]
    return {
        "id": call.world.ids.draw("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "created": call.world.time(),
        "currency": currency,
        "description": product["name"],
        "metadata": given.get("metadata") or {},
        "price": inline_price(call, given["price_data"], currency, product["id"]),
        "quantity": given["quantity"],
    }


def inline_price(call: Call, data: Json, currency: str, product: str) -> Json:
    """The one-off price behind `price_data`."""
    return {
        "id": call.world.ids.draw("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": call.world.time(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product,
        "recurring": None,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": data["unit_amount"],
        "unit_amount_decimal": str(data["unit_amount"]),
    }


def product_of(call: Call, data: Json) -> Json:
    """The product named by id, or a new one from `product_data`."""
    if "product" in data:
        known = call.account.products.get(data["product"])
        if known is None:
            raise missing("product", data["product"], param="line_items[0][price_data][product]", in_path=False)
        return known
    given = data["product_data"]
    product: Json = {
        "id": call.world.ids.draw("prod"),
        "object": "product",
        "active": False,
        "created": call.world.time(),
        "description": given.get("description"),
        "images": given.get("images") or [],
        "livemode": False,
        "marketing_features": [],
        "metadata": given.get("metadata") or {},
        "name": given["name"],
        "updated": call.world.time(),
    }
    return call.account.products.put(product)


def line_items_page(call: Call, session: Json, params: Json, url: str) -> Json:
    """A page of line items, in the order in which they were given."""
    page = page_of(call.account.line_items[session["id"]], {"limit": 100}, url)
    items = [{key: value for key, value in item.items() if key != "created"} for item in page["data"][::-1]]
    limit = params.get("limit", 10)
    start = next((at + 1 for at, item in enumerate(items) if item["id"] == params.get("starting_after")), 0)
    return {**page, "data": items[start : start + limit], "has_more": len(items) > start + limit}


def collect_details(session: Json, form: dict[str, str]) -> None:
    """What the buyer typed on the page, as `customer_details`."""
    address = {
        "line1": form.get("line1"),
        "line2": form.get("line2") or None,
        "city": form.get("city"),
        "postal_code": form.get("postal_code"),
        "country": form.get("country") or "US",
    }
    email = session["customer_email"] or form.get("email") or "buyer@example.com"
    session["customer_details"] = {
        "address": full_address(address),
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": form.get("name") or "Jenny Rosen",
        "phone": form.get("phone") or None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
