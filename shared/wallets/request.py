"""The body of ``PATCH /v1/wallets/{currency}``."""

from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from shared.fields import Amount, StrictModel, Text200


class AutoDebitRequest(StrictModel):
    """Switch automatic debit on (with the terms and who accepted them) or off."""

    enabled: bool
    terms: Text200 | None = None
    accepted_by: Text200 | None = None

    @model_validator(mode="after")
    def consent_is_whole(self) -> Self:
        """Consent without the text and the person is no consent."""
        if self.enabled and (self.terms is None or self.accepted_by is None):
            raise PydanticCustomError("consent_incomplete", "terms and accepted_by are required to enable auto-debit")
        return self


class WalletChange(StrictModel):
    """What a merchant may change on a wallet; what is left out stays."""

    auto_debit: AutoDebitRequest | None = None
    paused: bool | None = None
    drain_after_top_up: bool | None = None

    @model_validator(mode="after")
    def something(self) -> Self:
        """An empty change is a mistake."""
        if self.auto_debit is None and self.paused is None and self.drain_after_top_up is None:
            raise PydanticCustomError("empty_change", "nothing to change")
        return self


class DrainRequest(StrictModel):
    """The body of ``POST /v1/wallets/{currency}/drain``."""

    dry_run: bool = False


class TopUpRequest(StrictModel):
    """The body of ``POST /v1/wallets/{currency}/top-ups``: minor units to pay in."""

    amount: Amount
