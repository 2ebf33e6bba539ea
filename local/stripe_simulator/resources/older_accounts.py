"""A connected account as v1 tells it (https://docs.stripe.com/api/accounts/object)."""

from typing import Any

Json = dict[str, Any]


def older_account(known: Json, currency: str) -> Json:
    """The object, also of an account that v2 made: events of type `account.updated` carry it."""
    active = known["card"] == "active"
    due = list(known["missing"])
    wanted: Json = {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": None if active else "requirements.past_due",
        "errors": [],
        "eventually_due": due,
        "past_due": [],
        "pending_verification": [],
    }
    return {
        "id": known["id"],
        "object": "account",
        "business_profile": None,
        "business_type": None,
        "capabilities": {"card_payments": "active" if active else "inactive"},
        "charges_enabled": active,
        "controller": {"type": "account"},
        "country": known["country"].upper(),
        "created": known["created"],
        "default_currency": currency,
        "details_submitted": active,
        "email": known.get("email"),
        "groups": None,
        "metadata": known.get("metadata") or {},
        "payouts_enabled": active,
        "requirements": wanted,
        "settings": None,
        "type": "standard",
    }
