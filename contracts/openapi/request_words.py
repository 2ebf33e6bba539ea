"""What the fields of requests mean. The models say what is taken; words for readers have no place at run time."""

from collections.abc import Mapping
from typing import Any, Final

_CHARGED: Final = "`auto`: linked methods in order of priority; or the id of one."
_CONSENT: Final = {"terms": "The text that was agreed to.", "accepted_by": "Who agreed."}
_PERIOD: Final = "The month that it is about."

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "": {
        "accepted_by": "Who agreed.",
        "amount": "Minor units of the currency.",
        "balance_payment": "Whether it may pay all that it owes in one payment.",
        "collection": "Whether what it owes is charged by itself.",
        "commission": "What it owes of each paid order.",
        "country": "ISO 3166; needed for a new account alone.",
        "currency": "ISO 4217, in capitals.",
        "customer": "The buyer, as far as the shop knows.",
        "description": "What for.",
        "discount": "Minor units, taken off.",
        "due_date": "The last day to pay it in time.",
        "email": "Where it is written to.",
        "enabled": "Whether that is done from now on.",
        "from": "From then on: RFC 3339, with a zone.",
        "items": "They add up to the amount, with shipping, tax and discount.",
        "kind": "What it is for.",
        "label": "What it is for.",
        "lines": "They add up to the amount.",
        "locale": "The language, or language and country: `de`, `de-AT`.",
        "metadata": "Up to 20 texts of your own; kept and shown as they are.",
        "method": _CHARGED,
        "name": "As people are to read it.",
        "number": "Your own number; without one the next is given at sending.",
        "period": _PERIOD,
        "phone": "E.164.",
        "quantity": "How many.",
        "reason": "Why, in your words.",
        "return_url": "An https page to which the person is sent back.",
        "shipping": "Minor units, on top.",
        "sms_fee": "What one SMS costs it, in minor units; null: what everybody pays.",
        "surplus": "What becomes of money of its own that settles nothing.",
        "tax": "Minor units, on top.",
        "terms": "The text that was agreed to.",
        "to": "Up to then: RFC 3339, with a zone.",
        "unit_amount": "Of one, in minor units.",
    },
    "AdjustmentRequest": {"actor": "The person at the operator's.", "amount": "Minor units; below zero to take out."},
    "AutomaticTopUpRequest": {
        "threshold": "Charge when the balance is below it, in minor units.",
        "amount": "Charge so much, in minor units.",
    },
    "CaptureBody": {"amount": "Minor units, at most what is reserved; left out: all of it."},
    "ConnectionChange": {
        "collect": "How its orders are to be paid.",
        "currency": "Whose amounts count, where a buyer saw others.",
        "currencies": "The only ones that are taken; null for all.",
        "test_orders": "Whether what the shop calls a test is an order.",
        "paused": "Whether deliveries are held, and nothing is made of them.",
    },
    "ConnectionRequest": {
        "system": "What the shop runs on.",
        "domain": "Which shop: `shop.myshopify.com`, or the address of the site, with its path.",
        "source": "The `source` of its orders; left out: the domain.",
        "collect": "How its orders are to be paid.",
        "currency": "Whose amounts count, where a buyer saw others.",
        "currencies": "The only ones that are taken; null for all.",
        "test_orders": "Whether what the shop calls a test is an order.",
        "secret": "What the shop signs with, where the shop system made it; left out: one is made.",
    },
    "CommissionTerms": {
        "basis_points": "Hundredths of a percent of the order's price.",
        "minimum": "At least so much, in minor units of the order's currency.",
    },
    "Customer": {"name": "Who buys.", "email": "For the confirmation.", "phone": "E.164, for messages with links."},
    "DrainRequest": {"dry_run": "Only tell what it would pay."},
    "EmailTexts": {"subject": "One line.", "body": "With `{link}` somewhere."},
    "EndpointChange": {"url": "A public https address.", "types": "Only these events; null for all."},
    "ExportRequest": {"kind": "What of.", "currency": "Only this one."},
    "InvoicePayment": {"method": f"`checkout` is a hosted page. {_CHARGED}"},
    "InvoiceRequest": {"send": "Whether it is to be paid from now on."},
    "LanguageTexts": {"sms": "With `{link}` somewhere.", "email": "A mail."},
    "LimitsRequest": {"per_order": "For one order, in minor units.", "per_day": "For one day in UTC, in minor units."},
    "NamedAccount": {"account": "The provider's id of an account that is connected to the platform."},
    "OnboardingRequest": {"refresh_url": "For a page of questions that is over; should ask for a new one."},
    "OrderChange": {"amount": "Minor units; another is a new version."},
    "OrderRequest": {
        "source": "Where the order comes from, in your words; with `external_id` it names the order for good.",
        "external_id": "Your own id of the order.",
        "amount": "Minor units. With items: Σ items + shipping + tax - discount.",
        "collect": "`auto`: from credits; `link`: by a payment link; `none`: by a later request.",
        "auto_capture": "`false` reserves the buyer's money until `capture`; with `collect: link` alone.",
        "payment_method": "The one way to pay that the buyer gets; with `collect: link` alone.",
        "return_urls": "Where the buyer is sent back to; with `collect: link` alone.",
    },
    "PaymentLinkRequest": {
        "invoice_number": "As the buyer is to see it.",
        "amount": "Minor units; left out: what is due.",
        "expires_in_days": "From now; left out: 90.",
        "expires_at": "Instead of days: RFC 3339, with a zone.",
        "pdf": "Whether a document will be uploaded: the answer has a form for it.",
    },
    "PaymentRequest": {
        "orders": "1 to 50 orders, each once.",
        "invoice": "Instead: one invoice.",
        "balance": "Instead: all that is owed in one currency.",
        "currency": "Of the balance, where it is owed in several.",
        "method": f"`credits` for orders; `checkout` is a hosted page. {_CHARGED}",
    },
    "PreviewRequest": {
        "channel": "How it would be sent.",
        "language": "In which.",
        "template": "A text that is not saved; left out: the one that is.",
    },
    "PriorityRequest": {"priority": "All linked methods, the one to be charged first foremost."},
    "OutcomeRequest": {"outcome": "Those with this outcome."},
    "RangeRequest": {"state": "Only those in this state."},
    "ReadRequest": {"until": "All that were made until then."},
    "RefundBody": {
        "amount": "Minor units; left out: all that is left.",
        "order": "For this order alone.",
        "invoice": "For this invoice alone.",
    },
    "ReturnUrls": {
        "success": "After paying. That somebody comes there says nothing of the payment.",
        "cancel": "After giving up; left out: the page of the payment link.",
    },
    "RotateRequest": {"expires_in_hours": "For so long the old secret signs as well."},
    "SecretRequest": {
        "expires_in_hours": "For so long the old secret is taken as well.",
        "secret": "The new one, where the shop system made it; left out: one is made.",
    },
    "ScheduleRequest": {"every": "How often.", "weekday": "Of a week, in UTC."},
    "SendRequest": {
        "channel": "How.",
        "to": "To whom; left out: the order's customer.",
        "language": "In which; left out: the customer's.",
        "again": "Also where a message could not be delivered before.",
    },
    "SettingsChange": {"mail_to": "Where mail goes; null: the merchant's own address.", "kinds": "What is to change."},
    "Switches": {"in_app": "In the list of notices.", "mail": "By mail."},
    "TemplateRequest": {"templates": "All texts, by language."},
    "TopUpRequest": {"amount": "Minor units to pay in.", "method": f"`checkout` is a hosted page. {_CHARGED}"},
    "WalletChange": {
        "auto_debit": "Pay orders from credits by themselves, or no more.",
        "paused": "Stop that for a while.",
        "drain_after_top_up": "Have a top-up pay what waits.",
        "limits": "Bounds of automatic debit.",
        "low_balance_alert": "Tell when the balance falls below it, in minor units; null: never.",
        "automatic_top_up": "Charge linked methods when the balance is low, or no more.",
        "top_up_schedule": "Charge linked methods by the calendar; null: no more.",
        "collect_from_methods": "Charge linked methods for orders that credits do not pay, or no more.",
    },
}
"""By model; under no name what goes for every other."""


def with_words(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a request with words for its fields."""
    own, usual = WORDS.get(name, {}), WORDS[""]
    fields = {
        field: told | {"description": own.get(field) or told.get("description") or usual.get(field, "")}
        for field, told in schema.get("properties", {}).items()
    }
    return schema | ({"properties": fields} if fields else {})
