"""Setup intents: saving a payment method for later (https://docs.stripe.com/api/setup_intents)."""

import json
from typing import Any

from local.stripe_simulator.errors import missing
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources import mandates
from local.stripe_simulator.resources.cards import Decline
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.resources.payment_methods import attach_to
from local.stripe_simulator.world import Call

Json = dict[str, Any]
NULLS: Json = dict.fromkeys(
    (
        "allowed_payment_method_types", "application", "automatic_payment_methods", "cancellation_reason", "customer",
        "description", "excluded_payment_method_types", "last_setup_error", "latest_attempt", "mandate",
        "next_action", "on_behalf_of", "payment_method", "payment_method_configuration_details", "single_use_mandate",
    )
)  # fmt: skip


REFUSED_LATER = Decline("payment_method_provider_decline", None, "The set-up was declined by PayPal.")


def new_setup_intent(call: Call, types: list[str]) -> Json:
    """The stored intent of a session in setup mode, with its event."""
    key = call.world.ids.draw("seti")
    data = call.params.get("setup_intent_data") or {}
    intent: Json = {
        **NULLS,
        "id": key,
        "object": "setup_intent",
        "client_secret": f"{key}_secret_{call.world.ids.letters(25)}",
        "created": call.world.time(),
        "customer": call.params.get("customer"),
        "description": data.get("description"),
        "livemode": False,
        "metadata": merged_metadata({}, data.get("metadata")),
        "payment_method_options": {},
        "payment_method_types": types,
        "status": "requires_payment_method",
        "usage": "off_session",
    }
    call.account.setup_intents.put(intent)
    emit(call, "setup_intent.created", intent)
    return intent


def succeed(call: Call, intent: Json, method: Json) -> None:
    """The buyer agreed: the method is saved for the customer and may be charged without them.

    PayPal makes an agreement of it, which is told as a mandate.
    """
    intent.update(status="succeeded", payment_method=method["id"], next_action=None, last_setup_error=None)
    if method["type"] == "paypal":
        intent["mandate"] = mandates.new_mandate(call, method)["id"]
    call.world.saved_with_authentication.add(method["id"])
    call.account.setup_intents.put(intent)
    if intent["customer"]:
        attach_to(call, method, intent["customer"])
    emit(call, "setup_intent.succeeded", intent)


def refuse(call: Call, intent: Json, method: Json, decline: Decline) -> Decline:
    """The card was refused; the intent waits for another one."""
    error: Json = {
        "code": decline.code,
        "message": decline.message,
        "payment_method": json.loads(json.dumps(method)),
        "type": "card_error",
    }
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    intent.update(status="requires_payment_method", payment_method=None, next_action=None, last_setup_error=error)
    emit(call, "setup_intent.setup_failed", intent)
    return decline


def process(call: Call, intent: Json, method: Json, outcome: str) -> None:
    """The result comes later: `outcome` (paid or failed, as of a payment) after the delay of the settings."""
    intent.update(status="processing", payment_method=method["id"], next_action=None)
    due = call.world.precise_time() + call.world.settings.async_payment
    call.world.agenda.add(due, "setup_resolves", call.account.key, intent["id"], outcome)


def resolve(call: Call, outcome: str) -> None:
    """The result of a processing set-up has come."""
    intent = call.account.setup_intents.get(call.ids[0])
    method = call.account.payment_methods.get(intent["payment_method"] or "") if intent else None
    if intent is None or method is None or intent["status"] != "processing":
        return
    if outcome == "paid":
        succeed(call, intent, method)
    else:
        refuse(call, intent, method, REFUSED_LATER)


def cancel(call: Call, intent: Json) -> None:
    """Its session has ended without it."""
    intent.update(status="canceled", cancellation_reason="abandoned", next_action=None)
    emit(call, "setup_intent.canceled", intent)


def retrieve(call: Call) -> Json:
    """GET /v1/setup_intents/{id}."""
    intent = call.account.setup_intents.get(call.ids[0])
    if intent is None:
        raise missing("setupintent", call.ids[0], param="intent")
    return intent


def list_intents(call: Call) -> Json:
    """GET /v1/setup_intents: `customer`, `payment_method`, `created`."""
    return page_of(call.account.setup_intents, call.params, "/v1/setup_intents")
