"""The bodies with which an account is connected."""

from typing import Annotated

from pydantic import Field

from shared.fields import PageAddress, StrictModel


class OnboardingRequest(StrictModel):
    """``POST /v1/stripe-account``: where the provider sends the person after its questions.

    ``refresh_url`` is for a page of questions that is over (default: ``return_url``); it should ask for a new one.
    ``country`` (ISO 3166) is needed for a new account alone: the provider never changes it.
    """

    return_url: PageAddress
    refresh_url: PageAddress | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None


class NamedAccount(StrictModel):
    """``PUT /v1/merchants/{merchant_id}/stripe-account``: an account that is connected to the platform already."""

    account: Annotated[str, Field(pattern=r"^acct_[A-Za-z0-9]{8,64}$")]
