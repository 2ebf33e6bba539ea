"""Payment methods: cards and PayPal accounts (https://docs.stripe.com/api/payment_methods).

Card numbers come from a hosted page or from a test token such as `pm_card_visa`; every use of a token makes a new
payment method, as with the API.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from local.stripe_simulator.errors import card_error, missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources import customers
from local.stripe_simulator.resources.cards import CARDS, TOKENS, Card, card_for
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.world import Call

Json = dict[str, Any]
NO_ADDRESS: Json = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
NO_BILLING: Json = {"address": dict(NO_ADDRESS), "email": None, "name": None, "phone": None, "tax_id": None}


def new_method(call: Call, kind: str, details: Json, billing: Json | None = None) -> Json:
    """A stored payment method of type `kind` (card or paypal), not attached to anyone."""
    method: Json = {
        "id": call.world.ids.draw("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {**NO_BILLING, **(billing or {})},
        kind: details,
        "created": call.world.time(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
    }
    return call.account.payment_methods.put(method)


def new_card(call: Call, card: Card, billing: Json | None = None, expiry: tuple[int, int] | None = None) -> Json:
    """A card as a payment method; `expiry` is (month, year), by default December in four years."""
    year = datetime.fromtimestamp(call.world.time(), UTC).year + 4
    month, year = expiry or (12, year)
    details: Json = {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
        "funding": "credit",
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    method = new_method(call, "card", details, billing)
    call.world.card_numbers[method["id"]] = card.number
    return method


def new_paypal(call: Call, payer_email: str, billing: Json | None = None) -> Json:
    """A PayPal account as a payment method."""
    payer_id = hashlib.sha256(payer_email.encode()).hexdigest()[:13].upper()
    details = {"country": "DE", "payer_email": payer_email, "payer_id": payer_id}
    return new_method(call, "paypal", details, billing)


def card_of(call: Call, method: Json) -> Card:
    """The test card behind a payment method."""
    return card_for(call.world.card_numbers[method["id"]])


def has_expired(call: Call, method: Json) -> bool:
    """Whether the card's last month is over."""
    today = datetime.fromtimestamp(call.world.time(), UTC)
    return bool((method["card"]["exp_year"], method["card"]["exp_month"]) < (today.year, today.month))


def usable(call: Call, key: str, *, param: str = "payment_method") -> Json:
    """The payment method named in a parameter, made afresh for a test token. StripeError 400 if there is none."""
    if key in TOKENS:
        return new_card(call, CARDS[TOKENS[key]])
    method = call.account.payment_methods.get(key)
    if method is None:
        raise missing("PaymentMethod", key, param=param, in_path=False)
    return method


def find(call: Call) -> Json:
    """The payment method in the path; 404 without it."""
    method = call.account.payment_methods.get(call.ids[0])
    if method is None:
        raise missing("PaymentMethod", call.ids[0], param="payment_method")
    return method


def attach_to(call: Call, method: Json, customer: str) -> Json:
    """Saves the method for a customer, with its event; nothing happens if it is already saved."""
    if method["customer"] != customer:
        method["customer"] = customer
        call.account.payment_methods.put(method)
        emit(call, "payment_method.attached", method)
    return method


def attach(call: Call) -> Json:
    """POST /v1/payment_methods/{id}/attach. 402 for the cards that cannot be attached."""
    key = call.ids[0]
    method = usable(call, key) if key in TOKENS else find(call)
    customer = customers.find(call, call.params["customer"], in_path=False)
    if method["id"] in call.world.detached:
        message = (
            "This PaymentMethod was previously used without being attached to a Customer or was detached from a "
            "Customer, and may not be used again."
        )
        raise refused(message)
    if method["customer"] not in (None, customer["id"]):
        raise refused("The payment method you provided has already been attached to a customer.")
    card = card_of(call, method) if method["type"] == "card" else None
    if card and card.decline and not card.attachable:
        decline = card.decline
        raise card_error(decline.message, decline.code, decline_code=decline.decline_code, details={})
    return attach_to(call, method, customer["id"])


def detach(call: Call) -> Json:
    """POST /v1/payment_methods/{id}/detach; it can never be attached again."""
    return detach_from_customer(call, find(call))


def detach_from_customer(call: Call, method: Json) -> Json:
    """Takes it from its customer for good, with its event."""
    if method["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise refused(message)
    previous = {"customer": method["customer"]}
    method["customer"] = None
    call.world.detached.add(method["id"])
    emit(call, "payment_method.detached", method, previous)
    return method


def create(call: Call) -> Json:
    """POST /v1/payment_methods: `type=card` with `card[number]` or `card[token]`, or `type=paypal`."""
    params = call.params
    billing = params.get("billing_details") or {}
    if params.get("type") == "paypal":
        method = new_paypal(call, billing.get("email") or "buyer@example.com", billing)
    elif params.get("type") == "card" and "number" in params.get("card", {}):
        card = card_for(params["card"]["number"])
        if card.number not in CARDS and card.decline:
            raise card_error(card.decline.message, card.decline.code, details={"param": "number"})
        expiry = (params["card"]["exp_month"], params["card"]["exp_year"])
        method = new_card(call, card, billing, expiry)
    else:
        raise refused("The simulator makes payment methods of type card (by number) and paypal.", param="type")
    method["metadata"] = merged_metadata({}, params.get("metadata"))
    return method


def update(call: Call) -> Json:
    """POST /v1/payment_methods/{id}: a card's expiry, billing details, metadata; only of one that is saved."""
    method, params = find(call), call.params
    if method["customer"] is None:
        raise refused("You must save this PaymentMethod to a customer before you can update it.")
    method["metadata"] = merged_metadata(method["metadata"], params.get("metadata"))
    method["billing_details"] |= params.get("billing_details") or {}
    given = params.get("card") or {}
    change_expiry(call, method, given.get("exp_month"), given.get("exp_year"), "payment_method.updated")
    return method


def change_expiry(call: Call, method: Json, month: int | None, year: int | None, kind: str) -> None:
    """The card is valid until then from now on, with an event of that kind if that is new."""
    card = method["card"] if method["type"] == "card" else {}
    new = {name: value for name, value in (("exp_month", month), ("exp_year", year)) if value is not None}
    previous = {name: card[name] for name, value in new.items() if card.get(name) not in (None, value)}
    if previous:
        card.update(new)
        emit(call, kind, method, {"card": previous})


def retrieve(call: Call) -> Json:
    """GET /v1/payment_methods/{id}."""
    return find(call)


def list_methods(call: Call) -> Json:
    """GET /v1/payment_methods: `customer`, `type`."""
    kind = call.params.get("type")
    store = call.account.payment_methods
    return page_of(
        store, call.params, "/v1/payment_methods", lambda item: bool(item["customer"]) and kind in (None, item["type"])
    )


def list_of_customer(call: Call) -> Json:
    """GET /v1/customers/{id}/payment_methods."""
    customer = customers.find(call, call.ids[0])
    kind = call.params.get("type")
    params = {**call.params, "customer": customer["id"]}
    url = f"/v1/customers/{customer['id']}/payment_methods"
    return page_of(call.account.payment_methods, params, url, lambda item: kind in (None, item["type"]))
