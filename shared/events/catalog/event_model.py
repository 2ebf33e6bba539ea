"""What all events have in common, and the field types that they share."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.fields import CurrencyCode
from shared.money import MAX_AMOUNT


class Audience(StrEnum):
    """Who is told. Everything is on the bus; what is for merchants is a callback as well."""

    MERCHANT = "merchant"
    OPERATOR = "operator"


def _id(prefix: str, what: str, example: str) -> Any:
    return Field(pattern=rf"^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$", description=what, examples=[example])


EXAMPLES = {
    prefix: f"{prefix}_01hq3k5v7x9zbdfgjkmnpqrst2"
    for prefix in ("evt", "mer", "ord", "pay", "inv", "rfd", "dis", "aud")
}
"""One id of each kind, alike in every example."""

EventId = Annotated[str, _id("evt", "The same at every telling: drop what you have seen.", EXAMPLES["evt"])]
OrderId = Annotated[str, _id("ord", "The order.", EXAMPLES["ord"])]
PaymentId = Annotated[str, _id("pay", "The payment.", EXAMPLES["pay"])]
InvoiceId = Annotated[str, _id("inv", "The invoice.", EXAMPLES["inv"])]
MerchantId = Annotated[str, _id("mer", "The merchant that it concerns.", EXAMPLES["mer"])]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"),
    Field(json_schema_extra={"format": "date-time"}),
]
"""RFC 3339 in UTC, with milliseconds."""
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$"), Field(json_schema_extra={"format": "date"})]
Currency = Annotated[CurrencyCode, Field(description="ISO 4217, in capitals.", examples=["EUR"])]
Due = Annotated[int, Field(gt=0, le=MAX_AMOUNT, description="What is to be paid, in minor units.", examples=[2550])]
Units = Annotated[int, Field(ge=0, description="Minor units of the currency.")]
Means = Literal["credits", "checkout", "saved_method", "external"]
PaymentStatus = Literal["unpaid", "pending", "paid", "partially_refunded", "refunded", "disputed"]


class Content(BaseModel):
    """A part of an event: nothing is coerced, and here nothing may be there that is not described.

    Readers have to expect more fields: those are added to a version, none is taken away or changes its meaning.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def nothing_is_null(cls, content: Any) -> Any:
        """What is not there is left out. Raises ``ValueError``."""
        if isinstance(content, dict) and None in content.values():
            raise ValueError("a field that has no value is left out")
        return content


class EventModel(Content):
    """The ``detail`` of an event on the bus. ``example`` is that of its ``data``."""

    audience: ClassVar[Audience] = Audience.MERCHANT
    example: ClassVar[dict[str, Any]]

    id: EventId
    at: Annotated[Moment, Field(description="When it happened, in UTC.", examples=["2026-11-22T03:12:42.123Z"])]
    merchant_id: MerchantId
