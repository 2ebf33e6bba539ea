"""The bodies with which an account is connected."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.fields import StrictModel


def _https(value: str) -> str:
    """The provider redirects a person there, who is signed in to the shop's system."""
    if not value.startswith("https://"):
        raise PydanticCustomError("url_invalid", "an https address")
    return value


PageAddress = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[!-~]+$"), AfterValidator(_https)]


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
