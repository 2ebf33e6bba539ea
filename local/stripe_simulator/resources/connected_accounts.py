"""Accounts connected to the platform's: made by Accounts v2, older ones told by v1 (https://docs.stripe.com/connect).

What the platform knows of them is kept apart from their objects: ``World.connected``, by id.
"""

from datetime import UTC, datetime
from typing import Any

from local.stripe_simulator.errors import StripeError, refused
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.older_accounts import older_account
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]
LINK_SECONDS = 300
CURRENCIES = {"us": "usd", "gb": "gbp", "ch": "chf", "jp": "jpy"}


def new_connected(world: World, key: str, **given: Any) -> Json:
    """Keeps an account; a new one cannot be paid by card yet. `version` is that of the API that made it."""
    world.connected[key] = {
        "id": key,
        "version": 2,
        "created": world.time(),
        "country": "de",
        "name": None,
        "email": None,
        "metadata": {},
        "card": "restricted",
        "missing": ["external_account"],
        "revoked": False,
        **given,
    }
    return world.connected[key]


def check_access(world: World, key: str) -> None:
    """Raises StripeError (403) for an account whose owner has taken the platform's access back."""
    if world.connected.get(key, {}).get("revoked"):
        raise no_access(key)


def no_access(key: str) -> StripeError:
    """403 account_invalid (https://docs.stripe.com/error-codes#account-invalid)."""
    message = (
        f"The provided key does not have access to account '{key}' (or that account does not exist). "
        "Application access may have been revoked."
    )
    return StripeError(403, "invalid_request_error", message, code="account_invalid")


def not_found(key: str) -> StripeError:
    """404 not_found, as the v2 API says it."""
    return StripeError(404, "invalid_request_error", f"No such account: '{key}'", code="not_found", executed=True)


def check_can_charge(call: Call) -> None:
    """Raises StripeError (400) on a connected account that cannot be paid by card; nobody told of others."""
    known = call.world.connected.get(call.account.key)
    if known is not None and known["card"] != "active":
        raise refused("This account cannot currently make charges.")


def create(call: Call) -> Json:
    """POST /v2/core/accounts."""
    params = call.params
    country = (params.get("identity") or {}).get("country")
    if not country:
        raise refused("The country of the account is required.", code="identity_country_required")
    known = new_connected(
        call.world,
        f"acct_1{call.world.ids.letters(15)}",
        country=country,
        name=params.get("display_name"),
        email=params.get("contact_email"),
        metadata=params.get("metadata") or {},
    )
    return told(known, params.get("include") or [])


def retrieve(call: Call) -> Json:
    """GET /v2/core/accounts/{id}; 404 without it, 400 for one that v1 made."""
    known = call.world.connected.get(call.ids[0])
    if known is None or known["revoked"]:
        raise not_found(call.ids[0])
    if known["version"] == 1:
        message = "This account was created by the Accounts v1 API."
        raise refused(message, code="v1_account_instead_of_v2_account")
    return told(known, call.params.get("include") or [])


def create_link(call: Call) -> Json:
    """POST /v2/core/account_links: a page of questions for one use."""
    params, now = call.params, call.world.time()
    known = call.world.connected.get(params["account"])
    if known is None or known["revoked"]:
        raise not_found(params["account"])
    token = call.world.ids.letters(24)
    use = params["use_case"]["account_onboarding"]
    call.world.onboarding[token] = {"account": known["id"], **use}
    return {
        "object": "v2.core.account_link",
        "account": known["id"],
        "created": moment(now),
        "expires_at": moment(now + LINK_SECONDS),
        "livemode": False,
        "url": f"{call.world.base_url}/c/onboarding/{token}",
        "use_case": params["use_case"],
    }


def retrieve_older(call: Call) -> Json:
    """GET /v1/accounts/{id}: of either making; 403 without access."""
    known = call.world.connected.get(call.ids[0])
    if known is None or known["revoked"]:
        raise no_access(call.ids[0])
    return older_account(known, currency_of(known))


def retrieve_own(call: Call) -> Json:
    """GET /v1/account: the platform's, or the one that the call is about."""
    key = call.account.key or call.world.settings.platform_account
    known = call.world.connected.get(key) or {"id": key, "country": "de", "card": "active", "missing": [], "created": 0}
    return older_account(known, currency_of(known))


def change(world: World, key: str, **values: Any) -> Json:
    """What comes to be otherwise at the provider, with the event that tells of it."""
    known = world.connected.get(key) or new_connected(world, key)
    before = older_account(known, currency_of(known))
    known.update(values)
    call = Call(world, world.account(key))
    if values.get("revoked"):
        application = {"id": "ca_SimulatorPlatform", "object": "application", "name": "The platform"}
        emit(call, "account.application.deauthorized", application)
    else:
        after = older_account(known, currency_of(known))
        changed = {name: value for name, value in before.items() if after[name] != value}
        emit(call, "account.updated", after, changed)
    return known


def told(known: Json, include: list[str]) -> Json:
    """The account as v2 tells it: only what was asked for; what is not set is left out."""
    answer: Json = {
        "id": known["id"],
        "object": "v2.core.account",
        "applied_configurations": ["merchant"],
        "closed": False,
        "created": moment(known["created"]),
        "dashboard": "full",
        "livemode": False,
        "metadata": known["metadata"],
    }
    answer |= {"display_name": known["name"]} if known["name"] else {}
    answer |= {"contact_email": known["email"]} if known["email"] else {}
    parts: dict[str, Json] = {
        "configuration.merchant": {"configuration": {"merchant": merchant(known)}},
        "defaults": {"defaults": {"currency": currency_of(known), "responsibilities": RESPONSIBILITIES}},
        "identity": {"identity": {"country": known["country"]}},
        "requirements": {"requirements": {"entries": [entry(each) for each in known["missing"]]}},
    }
    for name in include:
        answer |= parts.get(name, {})
    return answer


RESPONSIBILITIES = {"fees_collector": "stripe", "losses_collector": "stripe", "requirements_collector": "stripe"}


def merchant(known: Json) -> Json:
    """The configuration that takes payments."""
    details = [] if known["card"] == "active" else [{"code": "requirements_past_due", "resolution": "provide_info"}]
    return {"applied": True, "capabilities": {"card_payments": {"status": known["card"], "status_details": details}}}


def entry(description: str) -> Json:
    """One thing that the account's owner has to tell."""
    return {
        "awaiting_action_from": "user",
        "description": description,
        "errors": [],
        "impact": {},
        "minimum_deadline": {"status": "currently_due"},
        "requested_reasons": [{"code": "routine_onboarding"}],
    }


def currency_of(known: Json) -> str:
    """What the account settles in by its country."""
    return CURRENCIES.get(known["country"], "eur")


def moment(seconds: float) -> str:
    """v2 tells times as text."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
