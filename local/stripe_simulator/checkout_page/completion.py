"""What a hosted page does to its session: attempts, completion, and results that come later."""

from typing import Any

from local.stripe_simulator.resources import payment_attempts, setup_intents
from local.stripe_simulator.resources.cards import FAILED_AUTHENTICATION, Card, Decline
from local.stripe_simulator.resources.customers import new_customer
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.intent_objects import new_intent
from local.stripe_simulator.resources.payment_methods import card_of, new_card, new_paypal
from local.stripe_simulator.resources.session_objects import collect_details
from local.stripe_simulator.world import Call

Json = dict[str, Any]
PAYMENT_STATUS = {"succeeded": "paid", "requires_capture": "unpaid", "processing": "unpaid"}


def billing(session: Json) -> Json:
    """The billing details of a payment method made on the page."""
    details = session["customer_details"]
    return {key: details[key] for key in ("address", "email", "name", "phone")}


def with_known_email(call: Call, session: Json, form: dict[str, str]) -> dict[str, str]:
    """The form, with the address of the session's customer where the buyer gave none."""
    known = (call.account.customers.get(session["customer"] or "") or {}).get("email")
    return {**form, "email": known} if known and not form.get("email") else form


def submit_card(
    call: Call, session: Json, card: Card, form: dict[str, str], expiry: tuple[int, int] | None
) -> Decline | None:
    """The buyer sent a card; gives why it was refused. The session may then be complete or wait for the bank."""
    collect_details(session, with_known_email(call, session, form))
    method = new_card(call, card, billing(session), expiry)
    if session["mode"] == "setup":
        return set_up(call, session, method, authenticated=False)
    return try_to_pay(call, session, method, authenticated=False)


def start_paypal(call: Call, session: Json, form: dict[str, str]) -> None:
    """The buyer chose PayPal: the intent waits until they answer on PayPal's page."""
    collect_details(session, with_known_email(call, session, form))
    email = session["customer_details"]["email"]
    method = new_paypal(call, email, billing(session))
    if session["mode"] == "setup":
        await_buyer(call, setup_intent_of(call, session), method)
        return
    try_to_pay(call, session, method, authenticated=False)


def answer_paypal(call: Call, session: Json, answer: str) -> Decline | None:
    """What the buyer pressed on PayPal's page: approve, refuse, pending_paid or pending_failed."""
    intent, method = waiting_intent(call, session)
    if answer == "refuse":
        return refuse(call, session, intent, method, payment_attempts.PAYPAL_REFUSED)
    if session["mode"] == "setup":
        if answer == "approve":
            return set_up(call, session, method, authenticated=True)
        setup_intents.process(call, intent, method, answer.removeprefix("pending_"))
        complete(call, session, "no_payment_required")
        return None
    if answer == "approve":
        payment_attempts.succeed(call, intent, method)
    else:
        payment_attempts.process(call, intent, method, answer.removeprefix("pending_"))
    complete(call, session, PAYMENT_STATUS[intent["status"]])
    return None


def answer_bank(call: Call, session: Json, *, approved: bool) -> Decline | None:
    """What the buyer pressed on the bank's page."""
    intent, method = waiting_intent(call, session)
    if not approved:
        return refuse(call, session, intent, method, FAILED_AUTHENTICATION)
    if session["mode"] == "setup":
        return set_up(call, session, method, authenticated=True)
    return try_to_pay(call, session, method, authenticated=True)


def refuse(call: Call, session: Json, intent: Json, method: Json, decline: Decline) -> Decline:
    """A refused payment or set-up; the session stays open."""
    if session["mode"] == "setup":
        return setup_intents.refuse(call, intent, method, decline)
    return payment_attempts.refuse(call, intent, method, decline)


def try_to_pay(call: Call, session: Json, method: Json, *, authenticated: bool) -> Decline | None:
    """One attempt on the session's intent, which is made at the first."""
    intent = intent_of(call, session)
    decline = payment_attempts.attempt(call, intent, method, authenticated=authenticated)
    if decline is None and intent["status"] in PAYMENT_STATUS:
        complete(call, session, PAYMENT_STATUS[intent["status"]])
    return decline


def set_up(call: Call, session: Json, method: Json, *, authenticated: bool) -> Decline | None:
    """Saves the method for its customer, unless the card is refused or its bank asks the buyer first."""
    intent = setup_intent_of(call, session)
    card = card_of(call, method) if method["type"] == "card" else None
    if card and card.decline and not card.attachable:
        return setup_intents.refuse(call, intent, method, card.decline)
    if card and card.authentication != "never" and not authenticated:
        await_buyer(call, intent, method)
        return None
    ensure_customer(call, session, session["customer_creation"] == "always")
    intent["customer"] = session["customer"]
    setup_intents.succeed(call, intent, method)
    complete(call, session, "no_payment_required")
    return None


def await_buyer(call: Call, intent: Json, method: Json) -> None:
    """A set-up waits for the buyer's answer on another page."""
    url = f"{call.world.base_url}/c/authenticate/{intent['id']}"
    action = {"redirect_to_url": {"return_url": None, "url": url}, "type": "redirect_to_url"}
    intent.update(status="requires_action", payment_method=method["id"], next_action=action)
    emit(call, "setup_intent.requires_action", intent)


def intent_of(call: Call, session: Json) -> Json:
    """The session's payment intent, made when the buyer first submits (Stripe does so since 2022-08-01)."""
    known = call.account.intents.get(session["payment_intent"] or "")
    if known is not None:
        return known
    data = call.world.payment_data[session["id"]]
    wanted = session["customer_creation"] == "always" or bool(data.get("setup_future_usage"))
    ensure_customer(call, session, wanted)
    intent = new_intent(
        call,
        amount=session["amount_total"],
        currency=session["currency"],
        types=session["payment_method_types"],
        params={**data, "customer": session["customer"]},
    )
    session["payment_intent"] = intent["id"]
    call.account.sessions.put(session)
    call.world.checkout_intents[intent["id"]] = session["id"]
    return intent


def setup_intent_of(call: Call, session: Json) -> Json:
    """The setup intent that the session was made with."""
    found = call.account.setup_intents.get(session["setup_intent"])
    if found is None:
        raise LookupError(f"session {session['id']} has no setup intent")
    return found


def waiting_intent(call: Call, session: Json) -> tuple[Json, Json]:
    """The intent that waits for the buyer and its payment method. Raises LookupError if none waits."""
    store = call.account.setup_intents if session["mode"] == "setup" else call.account.intents
    intent = store.get(session["setup_intent"] or session["payment_intent"] or "")
    if intent is None or intent["status"] != "requires_action":
        raise LookupError(f"nothing waits for the buyer of session {session['id']}")
    method = call.account.payment_methods.get(intent["payment_method"])
    if method is None:
        raise LookupError(f"intent {intent['id']} has no payment method")
    return intent, method


def ensure_customer(call: Call, session: Json, wanted: bool) -> None:
    """Makes a customer of the buyer where the session asks for one."""
    if session["customer"] or not wanted:
        return
    details = session["customer_details"]
    given = {key: details[key] for key in ("address", "email", "name", "phone") if details[key]}
    session["customer"] = new_customer(call.with_params(given))["id"]
    call.account.sessions.put(session)


def complete(call: Call, session: Json, payment_status: str) -> None:
    """The buyer is done; whether money has come is in `payment_status`."""
    session.update(status="complete", url=None, payment_status=payment_status)
    call.account.sessions.put(session)
    emit(call, "checkout.session.completed", session)


def payment_resolves(call: Call, outcome: str) -> None:
    """The result of a delayed payment has come (`paid` or `failed`); its session tells, if it has one."""
    intent = payment_attempts.resolve(call, outcome)
    session = call.account.sessions.get(call.world.checkout_intents.get(intent["id"], "")) if intent else None
    if intent is None or session is None:
        return
    if intent["status"] == "succeeded":
        session["payment_status"] = "paid"
        emit(call, "checkout.session.async_payment_succeeded", session)
    else:
        emit(call, "checkout.session.async_payment_failed", session)
