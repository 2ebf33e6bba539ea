"""Customers (https://docs.stripe.com/api/customers)."""

from typing import Any

from local.stripe_simulator.errors import missing
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.world import Call

Json = dict[str, Any]
SETTABLE = (
    "name",
    "email",
    "phone",
    "description",
    "address",
    "shipping",
    "preferred_locales",
    "balance",
    "tax_exempt",
)
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def full_address(given: Any) -> Json | None:
    """An address with every key present, or None."""
    return {key: given.get(key) or None for key in ADDRESS} if isinstance(given, dict) else None


def new_customer(call: Call) -> Json:
    """A stored customer made from `params`, with its event."""
    customer: Json = {
        "id": call.world.ids.draw("cus"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": call.world.time(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": call.world.ids.letters(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    apply(customer, call.params)
    call.account.customers.put(customer)
    emit(call, "customer.created", customer)
    return customer


def apply(customer: Json, params: Json) -> Json:
    """Sets what `params` give; the old values of what changed."""
    new: Json = {key: params[key] or None for key in SETTABLE if key in params}
    if "address" in new:
        new["address"] = full_address(new["address"])
    if new.get("shipping"):
        shipping = new["shipping"]
        new["shipping"] = {
            "address": full_address(shipping["address"]),
            "name": shipping.get("name"),
            "phone": shipping.get("phone"),
        }
    new["metadata"] = merged_metadata(customer["metadata"], params.get("metadata"))
    if params.get("invoice_settings"):
        new["invoice_settings"] = {**customer["invoice_settings"], **params["invoice_settings"]}
    previous = {key: customer[key] for key, value in new.items() if customer[key] != value}
    customer.update(new)
    return previous


def create(call: Call) -> Json:
    """POST /v1/customers."""
    return new_customer(call)


def find(call: Call, key: str, *, param: str = "customer", in_path: bool = True) -> Json:
    """A customer that is not deleted; StripeError resource_missing otherwise."""
    customer = call.account.customers.get(key)
    if customer is None:
        raise missing("customer", key, param="id" if in_path else param, in_path=in_path)
    return customer


def retrieve(call: Call) -> Json:
    """GET /v1/customers/{id}; a deleted one answers as its tombstone."""
    return call.account.deleted.get(call.ids[0]) or find(call, call.ids[0])


def update(call: Call) -> Json:
    """POST /v1/customers/{id}."""
    customer = find(call, call.ids[0])
    previous = apply(customer, call.params)
    call.account.customers.put(customer)
    if previous:
        emit(call, "customer.updated", customer, previous)
    return customer


def delete(call: Call) -> Json:
    """DELETE /v1/customers/{id}; its payment methods keep its id, and are not taken any more."""
    customer = find(call, call.ids[0])
    tombstone = {"id": customer["id"], "object": "customer", "deleted": True}
    for method in list(call.account.payment_methods.values()):
        if method["customer"] == customer["id"]:
            call.world.detached.add(method["id"])
    call.account.customers.remove(customer["id"])
    call.account.deleted[customer["id"]] = tombstone
    emit(call, "customer.deleted", customer)
    return tombstone


def list_customers(call: Call) -> Json:
    """GET /v1/customers: `email`, `created`."""
    return page_of(call.account.customers, call.params, "/v1/customers")
