"""The pages' HTML: plain, readable, without scripts. Everything variable is escaped."""

from html import escape
from typing import Any

from local.stripe_simulator.resources.amounts import displayed

Json = dict[str, Any]
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f7f9;color:#1a1f36}
main{max-width:30rem;margin:3rem auto;background:#fff;padding:2rem;border-radius:12px;box-shadow:0 2px 12px #0001}
h1{font-size:1.3rem;margin:0 0 .5rem}.amount{font-size:2.2rem;font-weight:600;margin:.2rem 0 1rem}
label{display:block;margin:.7rem 0 .2rem;font-size:.9rem;color:#4f566b}.row{display:flex;gap:.8rem}.row>*{flex:1}
input{width:100%;box-sizing:border-box;font:inherit;padding:.55rem;border:1px solid #c8ced8;border-radius:6px}
button{width:100%;margin-top:1rem;font:inherit;font-weight:600;padding:.7rem;border:0;border-radius:6px;
background:#0a5bd3;color:#fff;cursor:pointer}.second{background:#ffc439;color:#111}.quiet{background:#e6e9ee;color:#333}
.error{background:#fdecea;color:#8c1d18;padding:.6rem .8rem;border-radius:6px}table{width:100%;font-size:.95rem}
td:last-child{text-align:right}.badge{background:#ffde92;color:#653d00;border-radius:4px;padding:.1rem .4rem;
font-size:.75rem;font-weight:600}small,.back{color:#697386;font-size:.85rem}
"""


def document(title: str, body: str) -> str:
    """A whole page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><main><span class="badge">TEST MODE</span>{body}</main></body></html>'
    )


def message(title: str, text: str, link: str | None = None, label: str = "") -> str:
    """A page that only tells something, with at most one link."""
    back = f'<p><a href="{escape(link)}">{escape(label)}</a></p>' if link else ""
    return document(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{back}")


def field(name: str, label: str, *, value: str = "", kind: str = "text", hint: str = "", auto: str = "off") -> str:
    """One labelled input that a browser does not let go empty, unless its label says that it may."""
    needed = "" if "(optional)" in label else " required"
    return (
        f'<div><label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" type="{kind}" '
        f'value="{escape(value)}" placeholder="{escape(hint)}" autocomplete="{auto}"{needed}></div>'
    )


def button(label: str, name: str = "", value: str = "", style: str = "") -> str:
    """A submit button, with a name and value when it says something; what says something needs no card's fields."""
    named = f' name="{name}" value="{value}" formnovalidate' if name else ""
    return f'<button type="submit" class="{style}"{named}>{escape(label)}</button>'


def item_rows(items: list[Json]) -> str:
    """The line items as table rows."""
    return "".join(
        f"<tr><td>{escape(item['description'] or '')} &times; {item['quantity']}</td>"
        f"<td>{escape(displayed(item['amount_total'], item['currency']))}</td></tr>"
        for item in items
    )


def onboarding(name: str, missing: list[str]) -> str:
    """The questions to the owner of a connected account."""
    rows = "".join(f"<li>{escape(each)}</li>" for each in missing)
    text = f"<h1>{escape(name)}</h1><p>Stripe still asks for:</p><ul>{rows}</ul>"
    return document("Set up your account", f'{text}<form method="post">{button("Answer everything")}</form>')


def portal(methods: list[tuple[str, str]], return_url: str | None, error: str | None) -> str:
    """The customer portal: each method's id with how it is shown, a form for another card, and the way back."""
    rows = "".join(
        f"<tr><td>{escape(shown)}</td>"
        f'<td><form method="post">{button("Remove", "remove", key, "quiet")}</form></td></tr>'
        for key, shown in methods
    )
    back = f'<p class="back"><a href="{escape(return_url)}">&larr; Return</a></p>' if return_url else ""
    told = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    expiry = field("exp", "Expires", hint="MM / YY", auto="cc-exp")
    card = field("card_number", "Card number", hint="4242 4242 4242 4242", auto="cc-number")
    form = f'<form method="post">{card}{expiry}{button("Add payment method")}</form>'
    return document("Payment methods", f"{back}<h1>Payment methods</h1>{told}<table>{rows}</table>{form}")


def checkout(session: Json, items: list[Json], error: str | None) -> str:
    """The form of an open session; `error` is why the last attempt was refused."""
    setup = session["mode"] == "setup"
    amount = "" if setup else displayed(session["amount_total"], session["currency"])
    heading = "Save your payment details" if setup else "Pay your order"
    cancel = session["cancel_url"]
    back = f'<p class="back"><a href="{escape(cancel)}">&larr; Back without paying</a></p>' if cancel else ""
    shown = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    body = (
        f'{back}<h1>{heading}</h1><p class="amount">{escape(amount)}</p><table>{item_rows(items)}</table>'
        f'{shown}<form method="post">{buyer_fields(session)}{pay_buttons(session, amount, setup=setup)}</form>'
        f"<p><small>Test cards: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined, "
        f"4000 0027 6000 3184 asks the bank. Any date to come, any security code.</small></p>"
    )
    return document(f"{heading} {amount}".strip(), body)


def buyer_fields(session: Json) -> str:
    """What the buyer fills in: contact, card if there is something to pay, billing address if it is asked for."""
    parts = [field("email", "Email", value=session["customer_email"] or "", kind="email", auto="email")]
    if session["phone_number_collection"]["enabled"]:
        parts.append(field("phone", "Phone, with country code", kind="tel", hint="+49 30 123456", auto="tel"))
    if session["amount_total"] != 0:
        parts.append(field("card_number", "Card number", hint="4242 4242 4242 4242", auto="cc-number"))
        expiry = field("exp", "Expires", hint="MM / YY", auto="cc-exp")
        parts.append(f'<div class="row">{expiry}{field("cvc", "CVC", hint="123", auto="cc-csc")}</div>')
    parts.append(field("name", "Name on card", auto="cc-name"))
    if session["billing_address_collection"] == "required":
        parts.append(field("line1", "Address", auto="address-line1"))
        parts.append(field("line2", "Address, second line (optional)", auto="address-line2"))
        place = field("postal_code", "Postal code", auto="postal-code") + field("city", "City", auto="address-level2")
        parts.append(f'<div class="row">{place}{field("country", "Country", value="US", auto="country")}</div>')
    return "".join(parts)


def pay_buttons(session: Json, amount: str, *, setup: bool) -> str:
    """Pay by card and, where the session takes it, by PayPal."""
    label = "Save" if setup else f"Pay {amount}"
    paypal = (
        button("PayPal", "payment_method", "paypal", "second") if "paypal" in session["payment_method_types"] else ""
    )
    return button(label) + paypal


def paypal(session: Json) -> str:
    """PayPal's page: agree, refuse, or a payment whose result comes later."""
    amount = displayed(session["amount_total"], session["currency"]) if session["amount_total"] else ""
    buttons = (
        button("Agree and pay", "paypal", "approve", "second")
        + button("Pay from the bank account: result later, paid", "paypal", "pending_paid", "quiet")
        + button("Pay from the bank account: result later, failed", "paypal", "pending_failed", "quiet")
        + button("Cancel", "paypal", "refuse", "quiet")
    )
    body = f'<h1>PayPal (simulated)</h1><p class="amount">{escape(amount)}</p><form method="post">{buttons}</form>'
    return document("PayPal (simulated)", body)


def authentication(amount: int | None, currency: str | None, last4: str) -> str:
    """The bank's page of 3-D Secure: complete or fail."""
    shown = displayed(amount, currency) if amount and currency else "saving your card"
    buttons = button("Complete", "authentication", "approve") + button("Fail", "authentication", "fail", "quiet")
    body = (
        f"<h1>3D Secure (simulated)</h1><p>Your bank asks you to confirm {escape(shown)} "
        f'with the card ending in {escape(last4)}.</p><form method="post">{buttons}</form>'
    )
    return document("3D Secure (simulated)", body)
