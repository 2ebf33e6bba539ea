"""Merchants, their keys, accounts and logo."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    BASE_URL,
    ID_EXAMPLES,
    Answer,
    Currency,
    Hash,
    KeyId,
    Made,
    MerchantId,
    Moment,
    Url,
    page_of,
)
from contracts.responses.invoices import Invoice
from contracts.responses.words import AccountState, Collecting, SurplusPolicy


class Commission(Answer):
    """What is owed of each paid order."""

    basis_points: int = Field(description="Hundredths of a percent of its price.", examples=[250])
    minimum: int = Field(description="At least so much, in minor units of the order's currency.")


class Merchant(Answer):
    """A tenant."""

    id: MerchantId
    name: str = Field(description="As buyers and mails call it.", examples=["Paper & Thread"])
    currency: Currency
    email: str | None = Field(description="Where it is written to.")
    phone: str | None = Field(description="E.164.")
    locale: str | None = Field(description="The language in which it is written to.", examples=["de-AT"])
    surplus: SurplusPolicy = Field(description="What becomes of money of its own that settles nothing.")
    sms_fee: int | None = Field(description="What one SMS costs it, in minor units; null: what everybody pays.")
    balance_payment: bool = Field(description="Whether it may pay all that it owes in one payment.")
    commission: Commission | None = Field(description="What it owes of each paid order.")
    collection: Collecting = Field(description="Whether what it owes is charged by itself.")
    restricted_since: Moment | None = Field(description="Since when its account is restricted.")
    created_at: Made

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["mer"],
        "name": "Paper & Thread",
        "currency": "EUR",
        "email": "books@paper-thread.example",
        "phone": None,
        "locale": "de-AT",
        "surplus": "refund",
        "sms_fee": None,
        "balance_payment": False,
        "commission": {"basis_points": 250, "minimum": 0},
        "collection": "automatic",
        "restricted_since": None,
        "created_at": AT,
    }


MerchantList = page_of(Merchant, "MerchantList", "A page of merchants.")


class Restriction(Answer):
    """Why an account is restricted, and how that ends."""

    since: Moment = Field(description="Since when.")
    reason: Literal["unpaid_invoices"] = Field(description="Why.")
    invoices: list[Invoice] = Field(description="What is still to be paid.")
    ends_by: str = Field(description="What to do, in words.")


class Account(Merchant):
    """The caller's own account."""

    restriction: Restriction | None = Field(description="What to do when it is restricted.")

    example: ClassVar[dict[str, Any]] = Merchant.example | {"restriction": None}


class ApiKey(Answer):
    """An API key without its secret."""

    id: KeyId
    label: str | None = Field(description="What it is for.", examples=["shop plugin"])
    created_at: Made
    revoked_at: Moment | None = Field(description="Since when it opens nothing.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["key"],
        "label": "shop plugin",
        "created_at": AT,
        "revoked_at": None,
    }


class NewApiKey(ApiKey):
    """An API key, with its secret this once."""

    key: str = Field(
        "", description="The key itself; left out in the answer to a repeat. It is kept nowhere.", pattern="^opay_"
    )

    example: ClassVar[dict[str, Any]] = ApiKey.example | {
        "key": "opay_01hq3k5v7x9zbdfgjkmnpqrst201hq3k5v7x9zbdfgjkmnpqrst2_0a1b2c3"
    }


ApiKeyList = page_of(ApiKey, "ApiKeyList", "A page of a merchant's keys.")


class Card(Answer):
    """Whether the account takes cards."""

    available: bool = Field(description="Whether it does.")
    status: str | None = Field(description="In the provider's word; null before the first look.", examples=["active"])


class NoPayPal(Answer):
    """PayPal cannot be had on a merchant's own account."""

    available: Literal[False]
    reason: Literal["not_with_direct_charges"]


class StripeAccount(Answer):
    """A merchant's own account at the provider."""

    id: str | None = Field(
        description="The provider's id of it; null until it is known.", examples=["acct_1Nv0FGQ9RKH"]
    )
    status: AccountState = Field(description="`revoked`: its owner has taken the access back.")
    charges_enabled: bool = Field(description="Whether links and orders of the merchant collect there.")
    card: Card
    paypal: NoPayPal
    currency: str | None = Field(description="Its own currency.")
    country: str | None = Field(description="ISO 3166.", examples=["AT"])
    missing: list[str] = Field(description="What the provider still asks for.")
    created_at: Made
    checked_at: Moment | None = Field(description="When the provider was asked last.")

    example: ClassVar[dict[str, Any]] = {
        "id": "acct_1Nv0FGQ9RKHgCVdK",
        "status": "connected",
        "charges_enabled": True,
        "card": {"available": True, "status": "active"},
        "paypal": {"available": False, "reason": "not_with_direct_charges"},
        "currency": "EUR",
        "country": "AT",
        "missing": [],
        "created_at": AT,
        "checked_at": AT,
    }


class Onboarding(Answer):
    """A page of the provider's with its questions."""

    url: Url = Field(description="For the account's owner, once.")
    expires_at: Moment = Field(description="Until when it can be opened.")


class NewStripeAccount(StripeAccount):
    """The account, and where its owner goes on."""

    onboarding: Onboarding

    example: ClassVar[dict[str, Any]] = StripeAccount.example | {
        "charges_enabled": False,
        "card": {"available": False, "status": "inactive"},
        "missing": ["business_profile.url"],
        "onboarding": {"url": "https://connect.stripe.com/setup/e/acct_1Nv0FGQ9RKHgCVdK/a1b2c3", "expires_at": AT},
    }


class Logo(Answer):
    """A merchant's logo."""

    url: Url = Field(description="Where it can be had; another picture has another address.")
    media_type: str = Field(description="What it was found to be.", examples=["image/png"])
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")
    size: int = Field(description="Bytes.")
    sha256: Hash
    updated_at: Moment = Field(description="When it was put there.")

    example: ClassVar[dict[str, Any]] = {
        "url": f"{BASE_URL}/logos/{ID_EXAMPLES['mer']}/{'5f' * 32}",
        "media_type": "image/png",
        "width": 320,
        "height": 120,
        "size": 8211,
        "sha256": "5f" * 32,
        "updated_at": AT,
    }
