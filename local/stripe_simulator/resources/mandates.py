"""Mandates: a customer's agreement to be charged, such as PayPal's (https://docs.stripe.com/api/mandates)."""

from typing import Any

from local.stripe_simulator.errors import missing
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.world import Call

Json = dict[str, Any]


def new_mandate(call: Call, method: Json) -> Json:
    """A stored, active agreement of a PayPal account, made with its owner on PayPal's page."""
    acceptance: Json = {
        "accepted_at": call.world.time(),
        "online": {"ip_address": "127.0.0.1", "user_agent": "Mozilla/5.0"},
        "type": "online",
    }
    agreement = {"billing_agreement_id": f"B-{call.world.ids.letters(17).upper()}"}
    mandate: Json = {
        "id": call.world.ids.draw("mandate"),
        "object": "mandate",
        "customer_acceptance": acceptance,
        "livemode": False,
        "multi_use": {},
        "payment_method": method["id"],
        "payment_method_details": {
            "paypal": {**agreement, "payer_id": method["paypal"]["payer_id"]},
            "type": "paypal",
        },
        "status": "active",
        "type": "multi_use",
    }
    return call.account.mandates.put(mandate)


def of_method(call: Call, method: Json) -> Json | None:
    """The newest agreement for a payment method; None for one that needs none."""
    return next(call.account.mandates.walk({"payment_method": method["id"]}, after=None, newest_first=True), None)


def end(call: Call, mandate: Json) -> Json:
    """Its owner has cancelled it at PayPal."""
    previous = {"status": mandate["status"]}
    mandate["status"] = "inactive"
    emit(call, "mandate.updated", mandate, previous)
    return mandate


def retrieve(call: Call) -> Json:
    """GET /v1/mandates/{id}."""
    mandate = call.account.mandates.get(call.ids[0])
    if mandate is None:
        raise missing("mandate", call.ids[0], param="mandate")
    return mandate
