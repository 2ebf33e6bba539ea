"""Merchants' own accounts at Stripe: made and looked at by Accounts v2 (docs/decisions/0033), by v1 if older."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from shared.clock import parse_rfc3339
from shared.errors import AccountUnreachable, ProviderRejected, ProviderUnavailable
from shared.stripe_gateway.accounts import AccountFacts, NewAccount, OnboardingLink
from shared.stripe_gateway.failures import own_errors

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.params.v2.core import AccountCreateParams, AccountLinkCreateParams

_SEEN: Final = ("configuration.merchant", "defaults", "identity", "requirements")


class StripeAccounts:
    """See :class:`shared.stripe_gateway.accounts.AccountsGateway`."""

    def __init__(self, api: "StripeClient") -> None:
        self._api = api

    def create(self, request: NewAccount) -> AccountFacts:
        """``POST /v2/core/accounts``: as Stripe recommends for direct charges, its owner has Stripe's whole dashboard,
        and Stripe takes its fees from it and bears its losses (https://docs.stripe.com/connect/saas/tasks/create).
        """
        params: AccountCreateParams = {
            "display_name": request.name,
            "contact_email": request.email,
            "dashboard": "full",
            "identity": {"country": request.country.lower()},
            "configuration": {"merchant": {"capabilities": {"card_payments": {"requested": True}}}},
            "defaults": {"responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"}},
            "metadata": dict(request.metadata),
            "include": list(_SEEN),
        }
        with own_errors():
            return _facts(self._api.v2.core.accounts.create(params, {"idempotency_key": request.key}).to_dict())

    def retrieve(self, account_id: str) -> AccountFacts:
        """``GET /v2/core/accounts/{id}``; what that refuses (an account made by v1), ``GET /v1/accounts/{id}`` tells,
        whose word that we have no access is documented (https://docs.stripe.com/error-codes#account-invalid).
        """
        try:
            with own_errors():
                found = self._api.v2.core.accounts.retrieve(account_id, {"include": list(_SEEN)}).to_dict()
        except (ProviderRejected, ProviderUnavailable):
            with own_errors():
                return _older_facts(self._api.v1.accounts.retrieve(account_id).to_dict())
        if found.get("closed"):
            raise AccountUnreachable("the account is closed", provider_code="account_closed")
        return _facts(found)

    def onboarding_link(self, account_id: str, return_url: str, refresh_url: str) -> OnboardingLink:
        """``POST /v2/core/account_links`` (https://docs.stripe.com/api/v2/core/account-links/create)."""
        pages = {"return_url": return_url, "refresh_url": refresh_url}
        params: AccountLinkCreateParams = {
            "account": account_id,
            "use_case": {
                "type": "account_onboarding",
                "account_onboarding": {"configurations": ["merchant"], **pages},  # type: ignore[typeddict-item]
            },
        }
        with own_errors():
            made = self._api.v2.core.account_links.create(params)
        return OnboardingLink(made.url, parse_rfc3339(made.expires_at))

    def own_id(self) -> str:
        """``GET /v1/account``."""
        with own_errors():
            return self._api.v1.accounts.retrieve_current().id


def _facts(account: Mapping[str, Any]) -> AccountFacts:
    """https://docs.stripe.com/api/v2/core/accounts/object; what is not set is left out there."""
    merchant = (account.get("configuration") or {}).get("merchant") or {}
    card = (merchant.get("capabilities") or {}).get("card_payments") or {}
    country = (account.get("identity") or {}).get("country")
    entries = (account.get("requirements") or {}).get("entries") or []
    return AccountFacts(
        id=account["id"],
        card=card.get("status", "unrequested"),
        currency=_upper((account.get("defaults") or {}).get("currency")),
        country=_upper(country),
        missing=tuple(each["description"] for each in entries if each["awaiting_action_from"] == "user"),
    )


def _older_facts(account: Mapping[str, Any]) -> AccountFacts:
    """https://docs.stripe.com/api/accounts/object: there, what is due names the fields that are missing."""
    requirements = account.get("requirements") or {}
    card = (account.get("capabilities") or {}).get("card_payments", "unrequested")
    due = [*(requirements.get("currently_due") or []), *(requirements.get("past_due") or [])]
    return AccountFacts(
        id=account["id"],
        card="restricted" if card == "active" and not account.get("charges_enabled") else card,
        currency=_upper(account.get("default_currency")),
        country=_upper(account.get("country")),
        missing=tuple(dict.fromkeys(due)),
    )


def _upper(code: str | None) -> str | None:
    return code.upper() if code else None
