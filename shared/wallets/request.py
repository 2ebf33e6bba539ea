"""The body of ``PATCH /v1/wallets/{currency}``."""

from collections.abc import Collection
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import Amount, MethodId, StrictModel, Text200
from shared.wallets.model import MAX_BALANCE
from shared.wallets.refills.request import AutomaticTopUpRequest, CollectRequest, ScheduleRequest

_Change = TypeVar("_Change", bound=StrictModel)


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


class LimitsRequest(StrictModel):
    """Bounds of automatic debit in minor units: for one order, and for one day in UTC. ``null`` clears."""

    per_order: Amount | None = None
    per_day: Annotated[int, Field(gt=0, le=MAX_BALANCE)] | None = None

    @model_validator(mode="after")
    def something(self) -> Self:
        """An empty change is a mistake."""
        return _not_empty(self, self.model_fields_set)


class WalletChange(StrictModel):
    """What a merchant may change on a wallet; what is left out stays.

    ``low_balance_alert``, in minor units: a balance that falls below it is told of; ``null`` clears it,
    as it ends a ``top_up_schedule``.
    """

    auto_debit: AutoDebitRequest | None = None
    paused: bool | None = None
    drain_after_top_up: bool | None = None
    limits: LimitsRequest | None = None
    low_balance_alert: Annotated[int, Field(ge=0, le=MAX_BALANCE)] | None = None
    automatic_top_up: AutomaticTopUpRequest | None = None
    top_up_schedule: ScheduleRequest | None = None
    collect_from_methods: CollectRequest | None = None

    @model_validator(mode="after")
    def something(self) -> Self:
        """An empty change is a mistake."""
        clears = {"low_balance_alert", "top_up_schedule"}
        return _not_empty(
            self, {name for name in self.model_fields_set if name in clears or getattr(self, name) is not None}
        )

    @property
    def concerns_methods(self) -> bool:
        """Whether it says anything about linked methods."""
        asked = self.automatic_top_up is not None or self.collect_from_methods is not None
        return asked or "top_up_schedule" in self.model_fields_set


def _not_empty(change: _Change, sent: Collection[str]) -> _Change:
    if not sent:
        raise PydanticCustomError("empty_change", "nothing to change")
    return change


class DrainRequest(StrictModel):
    """The body of ``POST /v1/wallets/{currency}/drain``."""

    dry_run: bool = False


class TopUpRequest(StrictModel):
    """The body of ``POST /v1/wallets/{currency}/top-ups``: minor units to pay in, on a hosted page, or from
    one linked method or whichever pays (``auto``).
    """

    amount: Amount
    method: Literal["checkout", "auto"] | MethodId = "checkout"
