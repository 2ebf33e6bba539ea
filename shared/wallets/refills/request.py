"""The parts of ``PATCH /v1/wallets/{currency}`` about linked methods."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import Amount, MethodId, StrictModel, Text200
from shared.wallets.model import MAX_BALANCE

MethodChoice = Literal["auto"] | MethodId
"""One linked method, or whichever pays, in order of priority."""


class AutomaticTopUpRequest(StrictModel):
    """Charge ``amount`` whenever the balance is below ``threshold`` (minor units), or no more.

    It is said whole each time, with the terms and who accepted them: what is charged is what was agreed to.
    """

    enabled: bool
    threshold: Annotated[int, Field(ge=0, le=MAX_BALANCE)] | None = None
    amount: Amount | None = None
    method: MethodChoice = "auto"
    terms: Text200 | None = None
    accepted_by: Text200 | None = None

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """Consent without the text and the person is no consent, and none to an amount that is not said."""
        if self.enabled and (self.terms is None or self.accepted_by is None):
            raise PydanticCustomError("consent_incomplete", "terms and accepted_by are required for automatic top-up")
        if self.enabled and (self.threshold is None or self.amount is None):
            raise PydanticCustomError("amounts_missing", "threshold and amount are required for automatic top-up")
        return self


class ScheduleRequest(StrictModel):
    """Charge ``amount`` each day, or each week on ``weekday``, in UTC."""

    every: Literal["day", "week"]
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = None
    amount: Amount
    method: MethodChoice = "auto"

    @model_validator(mode="after")
    def day_fits(self) -> Self:
        """A week needs its day, and a day has none."""
        if (self.every == "week") != (self.weekday is not None):
            raise PydanticCustomError("weekday_mismatch", "a weekly schedule has a weekday, a daily one has none")
        return self


class CollectRequest(StrictModel):
    """Have unpaid orders charged to the linked methods when credits do not pay them, or no more."""

    enabled: bool
    terms: Text200 | None = None
    accepted_by: Text200 | None = None

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """Consent without the text and the person is no consent."""
        if self.enabled and (self.terms is None or self.accepted_by is None):
            raise PydanticCustomError("consent_incomplete", "terms and accepted_by are required to collect orders")
        return self
