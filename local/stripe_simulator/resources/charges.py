"""Charges: one attempt to take money, successful or not (https://docs.stripe.com/api/charges)."""

from typing import Any

from local.stripe_simulator.errors import missing
from local.stripe_simulator.protocol.paging import list_body, page_of
from local.stripe_simulator.resources import balance_transactions
from local.stripe_simulator.resources.cards import Decline
from local.stripe_simulator.resources.payment_methods import card_of
from local.stripe_simulator.world import Call

Json = dict[str, Any]
NULLS: Json = dict.fromkeys(
    (
        "application", "application_fee", "balance_transaction", "failure_balance_transaction", "failure_code",
        "failure_message", "receipt_number", "review", "source", "source_transfer", "transfer_data",
    )
)  # fmt: skip
FROM_INTENT = (
    "application_fee_amount", "currency", "customer", "description", "on_behalf_of", "receipt_email", "shipping",
    "statement_descriptor", "statement_descriptor_suffix", "transfer_group",
)  # fmt: skip
CARD_NULLS: Json = dict.fromkeys(
    (
        "authorization_code", "electronic_commerce_indicator", "installments", "mandate", "network_transaction_id",
        "three_d_secure", "transaction_link_id", "wallet",
    )
)  # fmt: skip
APPROVED: Json = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "normal",
    "risk_score": 20,
    "seller_message": "Payment complete.",
    "type": "authorized",
}


def new_charge(call: Call, intent: Json, method: Json, status: str, decline: Decline | None = None) -> Json:
    """A stored charge for an intent's whole amount; `status` is succeeded, pending or failed (with `decline`)."""
    prefix = "ch" if method["type"] == "card" else "py"
    key = call.world.ids.draw(prefix)
    charge: Json = {
        **NULLS,
        "id": key,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "ORDERPAY" if method["type"] == "card" else None,
        "captured": False,
        "created": call.world.time(),
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "outcome": outcome(decline) if status != "pending" else None,
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": method_details(call, method, intent),
        "receipt_url": f"{call.world.base_url}/receipts/{key}" if status == "succeeded" else None,
        "refunded": False,
        "status": status,
        **{name: intent[name] for name in FROM_INTENT},
    }
    if decline is not None:
        charge["failure_code"] = decline.code
        charge["failure_message"] = decline.message
    intent["latest_charge"] = key
    return call.account.charges.put(charge)


def outcome(decline: Decline | None) -> Json:
    """What the network said."""
    if decline is None:
        return dict(APPROVED)
    return {
        **APPROVED,
        "advice_code": decline.advice,
        "network_status": "declined_by_network",
        "reason": decline.decline_code or decline.code,
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }


def method_details(call: Call, method: Json, intent: Json) -> Json:
    """`payment_method_details` of a card or PayPal account."""
    if method["type"] == "paypal":
        payer = method["paypal"]
        paypal = {
            "country": payer["country"],
            "payer_email": payer["payer_email"],
            "payer_id": payer["payer_id"],
            "payer_name": method["billing_details"]["name"],
            "seller_protection": None,
            "transaction_id": call.world.ids.letters(17).upper(),
        }
        return {"paypal": paypal, "type": "paypal"}
    known = method["card"]
    kept = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "regulated_status",
    )
    card = {**CARD_NULLS, **{key: known[key] for key in kept}}
    return {"card": {**card, "amount_authorized": intent["amount"], "network": known["brand"]}, "type": "card"}


def capture(call: Call, charge: Json, amount: int) -> None:
    """Takes `amount` minor units of a charge for good; the rest of an authorization goes back, which is no refund.

    https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
    """
    charge["captured"] = True
    charge["payment_method_details"].get("card", {}).pop("capture_before", None)
    charge["amount_captured"] = amount
    by_card = charge["payment_method_details"]["type"] == "card"
    method = call.account.payment_methods.get(charge["payment_method"])
    at_once = bool(by_card and method and card_of(call, method).after == "available_at_once")
    fee = balance_transactions.processing_fee(amount, charge["currency"])
    kind = "charge" if by_card else "payment"
    transaction = balance_transactions.record(call, kind, charge, amount=amount, fee=fee, at_once=at_once)
    charge["balance_transaction"] = transaction["id"]


def find(call: Call, key: str, *, in_path: bool = True) -> Json:
    """A charge by id; StripeError resource_missing otherwise."""
    charge = call.account.charges.get(key)
    if charge is None:
        raise missing("charge", key, param="id" if in_path else "charge", in_path=in_path)
    return charge


def retrieve(call: Call) -> Json:
    """GET /v1/charges/{id}."""
    return find(call, call.ids[0])


def list_charges(call: Call) -> Json:
    """GET /v1/charges: `payment_intent`, `customer`, `created`."""
    return page_of(call.account.charges, call.params, "/v1/charges")


def refunds_of(call: Call, charge: Json) -> Json:
    """The `refunds` list that a charge shows when expanded."""
    page = page_of(call.account.refunds, {"charge": charge["id"]}, f"/v1/charges/{charge['id']}/refunds")
    return list_body(page["data"], page["url"], page["has_more"])
