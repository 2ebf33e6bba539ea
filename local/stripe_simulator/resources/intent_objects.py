"""How a payment intent is made and how its state changes, with the events that go with it."""

from typing import Any

from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.world import Call

Json = dict[str, Any]
NULLS: Json = dict.fromkeys(
    (
        "allowed_payment_method_types", "application", "application_fee_amount", "automatic_payment_methods",
        "canceled_at", "cancellation_reason", "customer", "customer_account", "description",
        "excluded_payment_method_types", "last_payment_error", "latest_charge", "managed_payments", "next_action",
        "on_behalf_of", "payment_method", "payment_method_configuration_details", "payment_record", "processing",
        "receipt_email", "review", "setup_future_usage", "shipping", "source", "statement_descriptor",
        "statement_descriptor_suffix", "transfer_data", "transfer_group",
    )
)  # fmt: skip
GIVEN = (
    "application_fee_amount", "description", "on_behalf_of", "receipt_email", "setup_future_usage", "shipping",
    "statement_descriptor", "statement_descriptor_suffix", "transfer_data", "transfer_group",
)  # fmt: skip
CARD_OPTIONS: Json = {
    "card": {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
}
PAYPAL_CURRENCIES = frozenset(
    ("aud", "cad", "chf", "czk", "dkk", "eur", "gbp", "hkd", "nok", "nzd", "pln", "sek", "sgd", "usd")
)


def available_types(call: Call, currency: str, params: Json) -> list[str]:
    """The payment method types for a payment: what is allowed, less what cannot work here.

    PayPal takes no part in direct charges on connected accounts, nor in currencies it does not know; such types are
    dropped without an error (https://docs.stripe.com/payments/paypal/connect). A set-up may have no currency.
    """
    wanted = params.get("allowed_payment_method_types") or ["card", "paypal"]
    excluded = params.get("excluded_payment_method_types") or []
    paypal = call.account is call.world.platform and (not currency or currency in PAYPAL_CURRENCIES)
    possible = ("card", "paypal") if paypal else ("card",)
    return [kind for kind in possible if kind in wanted and kind not in excluded]


def new_intent(call: Call, *, amount: int, currency: str, types: list[str], params: Json) -> Json:
    """A stored intent in `requires_payment_method`, with its event. `params` are those of the operation."""
    key = call.world.ids.draw("pi")
    options = dict(CARD_OPTIONS) if "card" in types else {}
    if "paypal" in types:
        options["paypal"] = {"preferred_locale": None, "reference": None}
    intent: Json = {
        **NULLS,
        "id": key,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{key}_secret_{call.world.ids.letters(25)}",
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": call.world.time(),
        "currency": currency,
        "livemode": False,
        "metadata": merged_metadata({}, params.get("metadata")),
        "payment_method_options": options,
        "payment_method_types": types,
        "status": "requires_payment_method",
        **{name: params[name] for name in GIVEN if params.get(name)},
    }
    if params.get("customer"):
        intent["customer"] = params["customer"]
    call.account.intents.put(intent)
    emit(call, "payment_intent.created", intent)
    return intent


def cancel_intent(call: Call, intent: Json, reason: str | None) -> None:
    """Ends an intent for good, with its event."""
    intent.update(
        status="canceled",
        canceled_at=call.world.time(),
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
        processing=None,
    )
    emit(call, "payment_intent.canceled", intent)
