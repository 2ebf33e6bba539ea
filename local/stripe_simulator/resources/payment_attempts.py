"""One attempt to pay an intent with a payment method: succeeded, refused, waiting for the buyer or for the provider."""

import json
from typing import Any

from local.stripe_simulator.resources import charges
from local.stripe_simulator.resources.cards import (
    EXPIRED,
    FAILED_AUTHENTICATION,
    GENERIC,
    NEEDS_AUTHENTICATION,
    Card,
    Decline,
)
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.intent_objects import cancel_intent
from local.stripe_simulator.resources.payment_methods import attach_to, card_of, has_expired
from local.stripe_simulator.resources.planned_outcomes import take_outcome
from local.stripe_simulator.world import Call

Json = dict[str, Any]
CARD_DAYS = 7
PAYPAL_DAYS = 10
"""Without the 10 more that are not sure (https://docs.stripe.com/payments/paypal/accept-a-payment#manual-capture)."""
PAYPAL_REFUSED = Decline(
    "payment_method_provider_decline", None, "The payment was declined by PayPal. Please choose another way to pay."
)


def attempt(
    call: Call, intent: Json, method: Json, *, off_session: bool = False, authenticated: bool = False
) -> Decline | None:
    """Tries to pay. Gives why it was refused, or None when it succeeded, waits for the buyer, or is processing."""
    intent.update(next_action=None, last_payment_error=None, payment_method=method["id"])
    planned = take_outcome(call, method)
    if planned is not None:
        return meet(call, intent, method, planned)
    if method["type"] == "paypal":
        return attempt_paypal(call, intent, method, off_session=off_session)
    card = card_of(call, method)
    if not authenticated and needs_authentication(call, card, method, off_session=off_session):
        if off_session:
            return refuse(call, intent, method, NEEDS_AUTHENTICATION)
        require_action(call, intent)
        return None
    if card.decline or has_expired(call, method):
        return refuse(call, intent, method, card.decline or EXPIRED)
    if authenticated:
        call.world.saved_with_authentication.add(method["id"])
    succeed(call, intent, method)
    return None


def meet(call: Call, intent: Json, method: Json, outcome: "Decline | str") -> Decline | None:
    """What was planned for this attempt: a refusal, or `pending_paid`, `pending_failed`, `requires_action`."""
    if isinstance(outcome, Decline):
        return refuse(call, intent, method, outcome)
    if outcome == "requires_action":
        require_action(call, intent)
    else:
        process(call, intent, method, outcome.removeprefix("pending_"))
    return None


def needs_authentication(call: Call, card: Card, method: Json, *, off_session: bool) -> bool:
    """Whether the bank asks the buyer: always, unless the card was saved with the buyer present, or only on session."""
    if card.authentication == "unless_saved":
        return method["id"] not in call.world.saved_with_authentication
    return card.authentication == "always" or (card.authentication == "unless_off_session" and not off_session)


def attempt_paypal(call: Call, intent: Json, method: Json, *, off_session: bool) -> Decline | None:
    """On session the buyer approves on PayPal's page; off session the payer's address says what happens.

    An address that contains `+refuse`, `+pending_paid` or `+pending_failed` does that, any other succeeds.
    """
    if not off_session:
        require_action(call, intent)
        return None
    payer = method["paypal"]["payer_email"] or ""
    if "+refuse" in payer:
        return refuse(call, intent, method, PAYPAL_REFUSED)
    if "+pending" in payer:
        process(call, intent, method, "failed" if "+pending_failed" in payer else "paid")
        return None
    succeed(call, intent, method)
    return None


def require_action(call: Call, intent: Json) -> None:
    """The buyer must go to a page: `next_action` tells where."""
    url = f"{call.world.base_url}/c/authenticate/{intent['id']}"
    return_url = call.params.get("return_url")
    intent["status"] = "requires_action"
    intent["next_action"] = {"redirect_to_url": {"return_url": return_url, "url": url}, "type": "redirect_to_url"}
    emit(call, "payment_intent.requires_action", intent)


def refuse(call: Call, intent: Json, method: Json, decline: Decline) -> Decline:
    """The attempt failed: a failed charge, and the intent waits for another payment method."""
    charge = None
    if decline is not FAILED_AUTHENTICATION:
        charge = charges.new_charge(call, intent, method, "failed", decline)
        emit(call, "charge.failed", charge)
    note_refusal(intent, method, decline, charge)
    emit(call, "payment_intent.payment_failed", intent)
    return decline


def note_refusal(intent: Json, method: Json, decline: Decline, charge: Json | None) -> None:
    """Sets `last_payment_error` and takes the payment method off."""
    kind = "card_error" if method["type"] == "card" else "invalid_request_error"
    if decline is FAILED_AUTHENTICATION:
        kind = "invalid_request_error"
    error: Json = {
        "code": decline.code,
        "doc_url": f"https://stripe.com/docs/error-codes/{decline.code.replace('_', '-')}",
        "message": decline.message,
        "payment_method": json.loads(json.dumps(method)),
        "type": kind,
    }
    if charge is not None:
        error["charge"] = charge["id"]
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    if decline.advice:
        error["advice_code"] = decline.advice
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        processing=None,
        last_payment_error=error,
    )


def succeed(call: Call, intent: Json, method: Json, charge: Json | None = None) -> None:
    """The money is taken, or reserved when it is to be captured later. `charge` is one that was pending."""
    if charge is None:
        charge = charges.new_charge(call, intent, method, "succeeded")
    else:
        charge.update(status="succeeded", paid=True, outcome=charges.outcome(None))
    intent.update(payment_method=method["id"], next_action=None, processing=None, last_payment_error=None)
    save_for_later(call, intent, method)
    if intent["capture_method"] == "manual":
        reserve(call, intent, charge)
        return
    charges.capture(call, charge, intent["amount"])
    intent.update(status="succeeded", amount_received=intent["amount"], amount_capturable=0)
    emit(call, "charge.succeeded", charge)
    emit(call, "payment_intent.succeeded", intent)
    plan_trouble(call, charge, method)


def save_for_later(call: Call, intent: Json, method: Json) -> None:
    """`setup_future_usage` saves the payment method for the customer."""
    if intent["setup_future_usage"] and intent["customer"]:
        attach_to(call, method, intent["customer"])


def reserve(call: Call, intent: Json, charge: Json) -> None:
    """Authorized, to be captured within some days; of a card it is told when they end."""
    intent.update(status="requires_capture", amount_capturable=intent["amount"])
    by_card = charge["payment_method_details"]["type"] == "card"
    due = call.world.time() + (CARD_DAYS if by_card else PAYPAL_DAYS) * 86400
    if by_card:
        charge["payment_method_details"]["card"]["capture_before"] = due
    emit(call, "charge.succeeded", charge)
    emit(call, "payment_intent.amount_capturable_updated", intent)
    call.world.agenda.add(due, "authorization_expires", call.account.key, intent["id"])


def authorization_expires(call: Call) -> None:
    """Nobody captured in time: the reservation ends."""
    intent = call.account.intents.get(call.ids[0])
    if intent is None or intent["status"] != "requires_capture":
        return
    charge = charges.find(call, intent["latest_charge"])
    emit(call, "charge.expired", charge)
    cancel_intent(call, intent, "expired")


def process(call: Call, intent: Json, method: Json, outcome: str) -> None:
    """The result comes later: `outcome` (paid or failed) after the delay of the settings."""
    charge = charges.new_charge(call, intent, method, "pending")
    intent.update(status="processing", payment_method=method["id"], next_action=None)
    emit(call, "charge.pending", charge)
    emit(call, "payment_intent.processing", intent)
    due = call.world.precise_time() + call.world.settings.async_payment
    call.world.agenda.add(due, "payment_resolves", call.account.key, intent["id"], outcome)


def resolve(call: Call, outcome: str) -> Json | None:
    """The result of a processing intent has come; gives the intent, or None if it no longer waits."""
    intent = call.account.intents.get(call.ids[0])
    if intent is None or intent["status"] != "processing":
        return None
    charge = charges.find(call, intent["latest_charge"])
    method = call.account.payment_methods.get(charge["payment_method"])
    if method is None:
        return None
    if outcome == "paid":
        succeed(call, intent, method, charge)
        return intent
    decline = PAYPAL_REFUSED if method["type"] == "paypal" else GENERIC
    charge.update(
        status="failed",
        failure_code=decline.code,
        failure_message=decline.message,
        outcome=charges.outcome(decline),
    )
    emit(call, "charge.failed", charge)
    note_refusal(intent, method, decline, charge)
    emit(call, "payment_intent.payment_failed", intent)
    return intent


def plan_trouble(call: Call, charge: Json, method: Json) -> None:
    """What some test cards do after a successful charge: a dispute or an inquiry."""
    after = card_of(call, method).after if method["type"] == "card" else ""
    if after.startswith(("dispute_", "inquiry")):
        due = call.world.precise_time() + call.world.settings.dispute_after
        call.world.agenda.add(due, "dispute_opens", call.account.key, charge["id"], after)
