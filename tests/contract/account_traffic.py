"""Merchants' own accounts through their life, by the product's own gateway."""

from typing import Any

import stripe

from shared.errors import AccountUnreachable, ProviderRejected
from shared.stripe_gateway.accounts import NewAccount
from shared.stripe_gateway.stripe_accounts import StripeAccounts
from tests.functional.local.stripe_support import Shop

OLD = "acct_1MadeLongAgo"


def accounts(shop: Shop) -> None:
    """Made, asked for its questions, limited, told by both APIs, closed to us."""
    gateway = StripeAccounts(shop.client)
    request = NewAccount(
        key="account:mer_1:1", name="Paper", email="help@shop.example", country="DE", metadata={"merchant": "mer_1"}
    )
    made = gateway.create(request)
    assert gateway.create(request).id == made.id
    assert (made.card, made.currency, made.country, made.missing) == ("restricted", "EUR", "DE", ("external_account",))
    link = gateway.onboarding_link(made.id, "https://shop.example/back", "https://shop.example/again")
    assert shop.http.post(link.url).status_code == 303
    assert gateway.retrieve(made.id).card == "active"
    shop.sim("accounts", {"account": OLD, "version": 1, "card": "restricted", "missing": ["business_profile.url"]})
    told = gateway.retrieve(OLD)
    assert (told.card, told.missing) == ("inactive", ("business_profile.url",))
    assert gateway.own_id() != made.id
    shop.sim("accounts", {"account": made.id, "revoked": True})
    refused(lambda: gateway.retrieve(made.id), AccountUnreachable)
    refused(lambda: gateway.onboarding_link(made.id, link.url, link.url), ProviderRejected)
    refused(lambda: shop.client.v1.balance_transactions.list({}, {"stripe_account": made.id}), stripe.PermissionError)
    refused(lambda: shop.client.v2.core.accounts.create({"display_name": "Nowhere"}), stripe.InvalidRequestError)


def refused(call: Any, error: type[Exception]) -> None:
    """It is, in this way."""
    try:
        call()
    except error:
        return
    raise AssertionError(f"not refused: {error}")
