"""Serves the hosted pages: `/c/pay/{session}`, `/c/authenticate/{intent}` and `/p/session/{token}` (the portal).

A plain form post to the session's URL pays (303 to `success_url`) or is refused (402, the session stays open).
A complete session answers 200 to a look and 409 to another post; an expired one 410 to both. Neither takes money.
"""

from typing import Any
from urllib.parse import urlencode

from local.stripe_simulator.checkout_page import completion, html
from local.stripe_simulator.checkout_page.card_form import FormRefused, read_card, read_fields
from local.stripe_simulator.checkout_page.onboarding import onboarding
from local.stripe_simulator.checkout_page.portal import portal
from local.stripe_simulator.resources.cards import FAILED_AUTHENTICATION, Decline
from local.stripe_simulator.resources.payment_attempts import PAYPAL_REFUSED, attempt, process, refuse, succeed
from local.stripe_simulator.resources.session_objects import collect_details
from local.stripe_simulator.wire import Request, Response
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]
PAYPAL_ANSWERS = ("approve", "refuse", "pending_paid", "pending_failed")


def serve_page(world: World, request: Request) -> Response:
    """Answers a browser."""
    parts = request.path.strip("/").split("/")
    if request.method not in ("GET", "POST"):
        return page(405, html.message("Not possible", "This page can only be read or sent."))
    if parts[:2] == ["c", "pay"] and len(parts) == 3:
        return serve_checkout(world, request, parts[2])
    if parts[:2] == ["c", "authenticate"] and len(parts) == 3:
        return serve_authentication(world, request, parts[2])
    if parts[:2] == ["c", "onboarding"] and len(parts) == 3:
        status, text, following = onboarding(world, parts[2], sent=request.method == "POST")
        return redirect(following) if following else page(status, text)
    if parts[:2] == ["p", "session"] and len(parts) == 3:
        fields = read_fields(request.text()) if request.method == "POST" else None
        return page(*portal(world, parts[2], fields))
    return page(404, html.message("Nothing here", "This is a simulator of Stripe for local runs and tests."))


def page(status: int, text: str) -> Response:
    """An answer with a web page."""
    headers = {"Cache-Control": "no-store"}
    return Response(status, text.encode(), headers, media="text/html; charset=utf-8")


def redirect(url: str) -> Response:
    """303 to another page."""
    return Response(303, b"", {"Location": url, "Cache-Control": "no-store"}, media="text/plain; charset=utf-8")


def serve_checkout(world: World, request: Request, key: str) -> Response:
    """The page of one session."""
    account = world.account(world.session_accounts.get(key, ""))
    session = account.sessions.get(key)
    if session is None:
        return page(404, html.message("Page not found", "There is no such checkout page."))
    if session["status"] == "expired":
        text = "This page is no longer valid: it has timed out or was closed. Nothing was charged."
        return page(410, html.message("This checkout has expired", text, session["cancel_url"], "Back to the shop"))
    if session["status"] == "complete":
        return already_done(session, again=request.method == "POST")
    call = Call(world, account)
    if request.method == "POST":
        return submit(call, session, read_fields(request.text()))
    return page(200, current_page(call, session))


def already_done(session: Json, *, again: bool) -> Response:
    """A complete session takes nothing more."""
    text = "Thank you, you have already completed this checkout. You are not charged again."
    if session["payment_status"] == "unpaid":
        text = "Thank you. Your payment is on its way; the shop hears as soon as it has arrived."
    done = html.message("All done here", text, success_url(session), "Back to the shop")
    return page(409 if again else 200, done)


def current_page(call: Call, session: Json, decline: Decline | None = None) -> str:
    """The step that the buyer is at: the form, the bank's page or PayPal's page."""
    try:
        _, method = completion.waiting_intent(call, session)
    except LookupError:
        items = call.account.line_items[session["id"]]
        return html.checkout(session, list(items.values()), decline.message if decline else None)
    if method["type"] == "paypal":
        return html.paypal(session)
    return html.authentication(session["amount_total"], session["currency"], method["card"]["last4"])


def submit(call: Call, session: Json, fields: dict[str, str]) -> Response:
    """One posted step."""
    try:
        decline = take_step(call, session, fields)
    except FormRefused as refused:
        decline = refused.decline
    except LookupError:
        return redirect(session["url"])
    if decline is not None:
        return page(402, current_page(call, session, decline))
    if session["status"] == "complete":
        return redirect(success_url(session))
    return page(200, current_page(call, session))


def take_step(call: Call, session: Json, fields: dict[str, str]) -> Decline | None:
    """Does what the form asks for; gives why it was refused. LookupError if no step of that kind is due."""
    answer = fields.get("paypal", "")
    if "authentication" in fields:
        return completion.answer_bank(call, session, approved=fields["authentication"] == "approve")
    if answer in PAYPAL_ANSWERS:
        start_paypal_if_new(call, session, fields)
        return completion.answer_paypal(call, session, answer)
    if answer or fields.get("payment_method") == "paypal":
        check_paypal(session)
        completion.start_paypal(call, session, fields)
        return None
    if session["mode"] == "payment" and session["amount_total"] == 0:
        collect_details(session, fields)
        completion.complete(call, session, "no_payment_required")
        return None
    card, expiry = read_card(fields, call.world.time())
    return completion.submit_card(call, session, card, fields, expiry)


def check_paypal(session: Json) -> None:
    """Refuses PayPal where the session does not take it."""
    if "paypal" not in session["payment_method_types"]:
        raise FormRefused(PAYPAL_REFUSED)


def start_paypal_if_new(call: Call, session: Json, fields: dict[str, str]) -> None:
    """Lets a single post both choose PayPal and answer its page."""
    check_paypal(session)
    try:
        _, method = completion.waiting_intent(call, session)
    except LookupError:
        completion.start_paypal(call, session, fields)
        return
    if method["type"] != "paypal":
        completion.start_paypal(call, session, fields)


def success_url(session: Json) -> str:
    """Where a finished buyer goes."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def serve_authentication(world: World, request: Request, key: str) -> Response:
    """The bank's or PayPal's page of an intent made through the API; Checkout's own have the session's page."""
    for account in world.accounts.values():
        intent = account.intents.get(key)
        if intent is not None:
            break
    else:
        return page(404, html.message("Page not found", "There is no such payment."))
    if key in world.checkout_intents:
        return redirect(f"{world.base_url}/c/pay/{world.checkout_intents[key]}")
    call = Call(world, account)
    if intent["status"] != "requires_action":
        return page(409 if request.method == "POST" else 200, html.message("Nothing to do", "This payment is settled."))
    if request.method == "POST":
        return answer_intent(call, intent, read_fields(request.text()))
    method = account.payment_methods.get(intent["payment_method"]) or {}
    if method.get("type") == "paypal":
        return page(200, html.paypal({"amount_total": intent["amount"], "currency": intent["currency"]}))
    return page(200, html.authentication(intent["amount"], intent["currency"], method["card"]["last4"]))


def answer_intent(call: Call, intent: Json, fields: dict[str, str]) -> Response:
    """The buyer's answer for an intent made through the API; 303 to its `return_url`, or a page."""
    method = call.account.payment_methods.get(intent["payment_method"]) or {}
    return_url = ((intent["next_action"] or {}).get("redirect_to_url") or {}).get("return_url")
    answer = fields.get("paypal") or fields.get("authentication")
    by_paypal = method["type"] == "paypal"
    if answer != "approve" and not (by_paypal and answer in PAYPAL_ANSWERS[2:]):
        refuse(call, intent, method, PAYPAL_REFUSED if by_paypal else FAILED_AUTHENTICATION)
    elif not by_paypal:
        attempt(call, intent, method, authenticated=True)
    elif answer == "approve":
        succeed(call, intent, method)
    else:
        process(call, intent, method, str(answer).removeprefix("pending_"))
    if not return_url:
        return page(200, html.message("Thank you", f"The payment is now: {intent['status']}."))
    outcome = "failed" if intent["status"] == "requires_payment_method" else "succeeded"
    query = urlencode({"payment_intent": intent["id"], "redirect_status": outcome})
    return redirect(f"{return_url}{'&' if '?' in return_url else '?'}{query}")
