"""Accounts as Stripe's two APIs tell them, in our words."""

import json
from typing import Any

import pytest
import stripe

from shared.errors import AccountUnreachable
from shared.stripe_gateway.stripe_accounts import StripeAccounts

ACCOUNT = "acct_1UnitTest"
_V2 = {"id": ACCOUNT, "object": "v2.core.account", "applied_configurations": ["merchant"], "livemode": False}
_V1 = {"id": ACCOUNT, "object": "account", "country": "GB", "default_currency": "gbp"}
_MADE_BY_V1 = {"error": {"type": "invalid_request_error", "code": "v1_account_instead_of_v2_account", "message": "no"}}


class _Answering(stripe.HTTPClient):
    """One answer of each API."""

    name = "answering"

    def __init__(self, newer: tuple[int, Any], older: tuple[int, Any]) -> None:
        super().__init__()
        self._answers = {"v2": newer, "v1": older}

    def request_with_retries(self, method: str, url: str, *_: Any, **__: Any) -> Any:
        status, body = self._answers["v2" if "/v2/" in url else "v1"]
        return json.dumps(body), status, {}

    def close(self) -> None:
        """Nothing is open."""


def accounts(newer: tuple[int, Any], older: tuple[int, Any] = (500, {})) -> StripeAccounts:
    """A gateway to a provider that answers so."""
    return StripeAccounts(stripe.StripeClient("sk_test_unit", http_client=_Answering(newer, older)))


def test_a_closed_account_is_out_of_reach() -> None:
    with pytest.raises(AccountUnreachable):
        accounts((200, _V2 | {"closed": True})).retrieve(ACCOUNT)


def test_an_account_of_which_nothing_is_told_can_do_nothing() -> None:
    facts = accounts((200, _V2)).retrieve(ACCOUNT)
    assert (facts.card, facts.currency, facts.country, facts.missing) == ("unrequested", None, None, ())


@pytest.mark.parametrize(("charges", "card"), [(True, "active"), (False, "restricted")])
def test_an_older_account_takes_cards_only_while_it_can_charge(charges: bool, card: str) -> None:
    """Its capability may stand while the whole account is held back."""
    told = _V1 | {"capabilities": {"card_payments": "active"}, "charges_enabled": charges}
    told |= {"requirements": {"currently_due": ["business_profile.url"], "past_due": ["business_profile.url"]}}
    facts = accounts((400, _MADE_BY_V1), (200, told)).retrieve(ACCOUNT)
    assert (facts.card, facts.currency, facts.missing) == (card, "GBP", ("business_profile.url",))


def test_only_what_its_owner_has_to_do_is_missing() -> None:
    entries = [
        {"awaiting_action_from": who, "description": what}
        for who, what in (("user", "identity.document"), ("stripe", "verification"))
    ]
    facts = accounts((200, _V2 | {"requirements": {"entries": entries}})).retrieve(ACCOUNT)
    assert facts.missing == ("identity.document",)
