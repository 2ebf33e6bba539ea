"""The customer portal's page: the saved methods, each with a button that removes it, and a form for another card."""

from typing import Any

from local.stripe_simulator.checkout_page import html
from local.stripe_simulator.checkout_page.card_form import FormRefused, read_card
from local.stripe_simulator.resources import payment_methods, setup_intents
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]


def portal(world: World, token: str, fields: dict[str, str] | None) -> tuple[int, str]:
    """Status and page. `fields` are what was sent: `remove` names a method, `card_number` and `exp` add a card."""
    session = world.portals.get(token)
    account = world.account(session["account"]) if session else None
    if session is None or account is None or session["customer"] not in account.customers:
        return 404, html.message("Page not found", "There is no such portal.")
    call = Call(world, account)
    error = None if fields is None else act(call, session["customer"], fields)
    shown = [(method["id"], described(method)) for method in saved(call, session["customer"])]
    return 402 if error else 200, html.portal(shown, session["return_url"], error)


def saved(call: Call, customer: str) -> list[Json]:
    """The customer's methods, oldest first."""
    return [method for method in call.account.payment_methods.values() if method["customer"] == customer]


def described(method: Json) -> str:
    """As a person knows it."""
    if method["type"] == "paypal":
        return f"PayPal {method['paypal']['payer_email']}"
    card = method["card"]
    return f"{card['brand']} ending in {card['last4']}, expires {card['exp_month']:02d}/{card['exp_year']}"


def act(call: Call, customer: str, fields: dict[str, str]) -> str | None:
    """Does what was sent; why not, if it cannot be done."""
    if "remove" in fields:
        found = [method for method in saved(call, customer) if method["id"] == fields["remove"]]
        for method in found:
            payment_methods.detach_from_customer(call, method)
        return None if found else "This payment method is not here any more."
    try:
        card, expiry = read_card(fields, call.world.time())
    except FormRefused as refused:
        return refused.decline.message
    intent = setup_intents.new_setup_intent(call.with_params({"customer": customer}), ["card"])
    method = payment_methods.new_card(call, card, None, expiry)
    if card.decline and not card.attachable:
        return setup_intents.refuse(call, intent, method, card.decline).message
    setup_intents.succeed(call, intent, method)
    return None
