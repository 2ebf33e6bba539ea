"""Operations on payment intents (https://docs.stripe.com/api/payment_intents)."""

import json
from typing import Any

from local.stripe_simulator.errors import StripeError, card_error, missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources import charges, customers, mandates
from local.stripe_simulator.resources.amounts import check_charge_amount, check_currency
from local.stripe_simulator.resources.cards import CARDS, Decline
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.intent_objects import available_types, cancel_intent, new_intent
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.resources.payment_attempts import attempt
from local.stripe_simulator.resources.payment_methods import new_card, new_paypal, usable
from local.stripe_simulator.world import Call

Json = dict[str, Any]
CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
ONLY_WITH_CONFIRM = ("off_session", "return_url", "error_on_requires_action", "mandate", "mandate_data")


def create(call: Call) -> Json:
    """POST /v1/payment_intents, with `confirm=true` also its first attempt (402 if that is refused)."""
    params = call.params
    currency = check_currency(params["currency"])
    check_charge_amount(params["amount"], currency)
    check_confirm_parameters(params)
    if params.get("customer"):
        customers.find(call, params["customer"], in_path=False)
    method = given_method(call)
    check_owner(method, params.get("customer"))
    types = available_types(call, currency, params)
    check_fit(call, method, types)
    intent = new_intent(call, amount=params["amount"], currency=currency, types=types, params=params)
    if params.get("allowed_payment_method_types"):
        intent["allowed_payment_method_types"] = types
    if params.get("automatic_payment_methods"):
        given = params["automatic_payment_methods"]
        intent["automatic_payment_methods"] = {"allow_redirects": "always", **given}
    if method is not None:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    return pay(call, intent) if params.get("confirm") else intent


def check_confirm_parameters(params: Json) -> None:
    """Refuses parameters that make sense only with `confirm=true`."""
    given = [name for name in ONLY_WITH_CONFIRM if name in params]
    if given and not params.get("confirm"):
        message = f"`{given[0]}` cannot be passed when creating a PaymentIntent unless `confirm` is set to true."
        raise refused(message, param=given[0])
    if params.get("off_session") is True and "setup_future_usage" in params:
        raise refused(
            "You cannot provide `setup_future_usage` and set `off_session` to true.", param="setup_future_usage"
        )


def given_method(call: Call) -> Json | None:
    """The payment method of the parameters: by id, by test token, or made from `payment_method_data`."""
    key = call.params.get("payment_method")
    data = call.params.get("payment_method_data")
    if key:
        if key in call.world.detached:
            message = (
                "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, "
                "shared with a connected account without Customer attachment, or was detached from a Customer. It may "
                "not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first."
            )
            raise refused(message)
        return usable(call, key)
    if data and data.get("type") == "paypal":
        return new_paypal(call, (data.get("billing_details") or {}).get("email") or "buyer@example.com")
    if data and data.get("type") == "card":
        return new_card(call, CARDS["4242424242424242"], data.get("billing_details"))
    return None


def check_owner(method: Json | None, customer: str | None) -> None:
    """A saved payment method pays only for its own customer."""
    if method is None or method["customer"] in (None, customer):
        return
    if customer is None:
        message = (
            "The PaymentMethod you provided belongs to a Customer. Please include the Customer in the `customer` "
            "parameter on the PaymentIntent."
        )
    else:
        message = f"The customer does not have a payment method with the ID {method['id']}."
    raise refused(message, param="payment_method")


def check_fit(call: Call, method: Json | None, types: list[str]) -> None:
    """Before any attempt: a kind that this payment does not take, or an agreement that was cancelled."""
    if method is not None and method["type"] not in types:
        message = f'The payment method type "{method["type"]}" cannot be used with this PaymentIntent.'
        raise refused(message, param="payment_method", code="payment_intent_incompatible_payment_method")
    mandate = mandates.of_method(call, method) if method is not None else None
    if mandate is not None and mandate["status"] == "inactive":
        message = f"The provided mandate {mandate['id']} is invalid and can not be used for the payment intent."
        raise refused(message, param="payment_method", code="payment_intent_mandate_invalid")


def pay(call: Call, intent: Json) -> Json:
    """One attempt with the intent's payment method; raises StripeError 402 when it is refused."""
    key = intent["payment_method"]
    method = call.account.payment_methods.get(key) if key else None
    if method is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the "
            f"PaymentIntent with {intent['customer'] or 'a customer'}, specify a payment method attached to this "
            "customer along with the customer ID."
        )
        raise unexpected_state(message, intent)
    off_session = call.params.get("off_session") not in (None, False)
    decline = attempt(call, intent, method, off_session=off_session)
    if decline is not None:
        raise refusal(intent, decline)
    return intent


def refusal(intent: Json, decline: Decline) -> StripeError:
    """The 402 of a refused attempt: the error as on the intent, with the intent itself."""
    error = intent["last_payment_error"]
    details: Json = {"payment_intent": json.loads(json.dumps(intent)), "payment_method": error["payment_method"]}
    details |= {name: error[name] for name in ("charge", "advice_code") if name in error}
    return card_error(decline.message, decline.code, decline_code=decline.decline_code, details=details)


def unexpected_state(message: str, intent: Json) -> StripeError:
    """400 payment_intent_unexpected_state, with the intent."""
    error = refused(message, code="payment_intent_unexpected_state")
    error.details["payment_intent"] = json.loads(json.dumps(intent))
    return error


def find(call: Call, key: str, *, in_path: bool = True) -> Json:
    """An intent by id; StripeError resource_missing otherwise."""
    intent = call.account.intents.get(key)
    if intent is None:
        raise missing("payment_intent", key, param="intent" if in_path else "payment_intent", in_path=in_path)
    return intent


def own_intent(call: Call, but_while: str = "") -> Json:
    """The intent in the path, if it is not one that Checkout manages, but while it is in one state."""
    intent = find(call, call.ids[0])
    if intent["id"] in call.world.checkout_intents and intent["status"] != but_while:
        raise refused("You cannot perform this action on PaymentIntents created by Checkout.")
    return intent


def confirm(call: Call) -> Json:
    """POST /v1/payment_intents/{id}/confirm; another payment method may be given after a refusal."""
    intent = own_intent(call)
    if intent["status"] not in CONFIRMABLE:
        message = f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}."
        if intent["status"] == "succeeded":
            message = (
                "You cannot confirm this PaymentIntent because it has already succeeded after being "
                "previously confirmed."
            )
        raise unexpected_state(message, intent)
    method = given_method(call)
    if method is not None:
        check_owner(method, intent["customer"])
        check_fit(call, method, intent["payment_method_types"])
        intent["payment_method"] = method["id"]
    if call.params.get("setup_future_usage"):
        intent["setup_future_usage"] = call.params["setup_future_usage"]
    return pay(call, intent)


def update(call: Call) -> Json:
    """POST /v1/payment_intents/{id}: amount, currency, customer, payment method, description, metadata."""
    intent, params = find(call, call.ids[0]), call.params
    if intent["status"] not in CONFIRMABLE and set(params) - {"metadata", "description", "expand"}:
        message = f"This PaymentIntent's parameters could not be updated because it has a status of {intent['status']}."
        raise unexpected_state(message, intent)
    currency = check_currency(str(params.get("currency", intent["currency"])))
    amount = params["amount"] if "amount" in params else intent["amount"]
    check_charge_amount(amount, currency)
    method = given_method(call)
    intent.update(amount=amount, currency=currency)
    for name in ("description", "receipt_email", "setup_future_usage", "customer"):
        if name in params:
            intent[name] = params[name] or None
    if method is not None:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    intent["metadata"] = merged_metadata(intent["metadata"], params.get("metadata"))
    return call.account.intents.put(intent)


def cancel(call: Call) -> Json:
    """POST /v1/payment_intents/{id}/cancel; an authorized amount is released, that of a Checkout as well."""
    intent = own_intent(call, but_while="requires_capture")
    if intent["status"] not in CANCELABLE:
        message = (
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a PaymentIntent "
            f"with one of the following statuses may be canceled: {', '.join(CANCELABLE)}."
        )
        raise unexpected_state(message, intent)
    cancel_intent(call, intent, call.params.get("cancellation_reason"))
    return intent


def capture(call: Call) -> Json:
    """POST /v1/payment_intents/{id}/capture: `amount_to_capture`, the rest is released."""
    intent = find(call, call.ids[0])
    if intent["status"] != "requires_capture":
        message = (
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}. Only a "
            "PaymentIntent with one of the following statuses may be captured: requires_capture."
        )
        raise unexpected_state(message, intent)
    given = call.params.get("amount_to_capture")
    amount = intent["amount_capturable"] if given is None else given
    if not 0 < amount <= intent["amount_capturable"]:
        message = "The amount to capture must be positive and at most the amount that can be captured."
        raise refused(message, param="amount_to_capture", code="amount_too_large")
    charge = charges.find(call, intent["latest_charge"])
    charges.capture(call, charge, amount)
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    intent["metadata"] = merged_metadata(intent["metadata"], call.params.get("metadata"))
    session = call.account.sessions.get(call.world.checkout_intents.get(intent["id"], ""))
    if session is not None:
        session["payment_status"] = "paid"
    emit(call, "charge.captured", charge)
    emit(call, "payment_intent.succeeded", intent)
    return intent


def retrieve(call: Call) -> Json:
    """GET /v1/payment_intents/{id}."""
    return find(call, call.ids[0])


def list_intents(call: Call) -> Json:
    """GET /v1/payment_intents: `customer`, `created`."""
    return page_of(call.account.intents, call.params, "/v1/payment_intents")
