"""What all answers have in common, and the field types that they share."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, create_model

from shared.events.catalog.event_model import EXAMPLES, Currency, Day, Moment

ID_EXAMPLES = EXAMPLES | {
    prefix: f"{prefix}_01hq3k5v7x9zbdfgjkmnpqrst2"
    for prefix in ("lnk", "key", "adj", "snd", "set", "ntf", "pm", "upl", "cb", "exp", "shp", "shd")
}
"""One id of each kind, alike in every example."""

AT = "2026-11-22T03:12:42.123Z"
LATER = "2026-12-22T03:12:42.123Z"
"""Moments in examples."""

BASE_URL = "https://pay.example.com"
PAY_URL = f"{BASE_URL}/pay/01hq3k5v7x9zbdfgjkmnpqrst201hq3k5v7x9zbdfgjkmnpqrst2"


def _id(prefix: str, what: str) -> Any:
    return Field(pattern=rf"^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$", description=what, examples=[ID_EXAMPLES[prefix]])


class Answer(BaseModel):
    """A part of an answer: everything is described, nothing is coerced. ``example`` is a whole one."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    example: ClassVar[dict[str, Any]]


def page_of(model: type[Answer], name: str, what: str) -> type[Answer]:
    """A list's answer, as ``OrderList``."""
    made: type[Answer] = create_model(
        name,
        __base__=Answer,
        __doc__=what,
        data=(list[model], Field(description="This page, newest first.")),  # type: ignore[valid-type]
        next_cursor=(str | None, Field(description="For the next page, as `cursor`; null at the end.")),
    )
    made.example = {"data": [model.example], "next_cursor": None}
    return made


OrderId = Annotated[str, _id("ord", "The order's id.")]
PaymentId = Annotated[str, _id("pay", "The payment's id.")]
InvoiceId = Annotated[str, _id("inv", "The invoice's id.")]
MerchantId = Annotated[str, _id("mer", "The merchant's id.")]
LinkId = Annotated[str, _id("lnk", "The payment link's id.")]
MethodId = Annotated[str, _id("pm", "The payment method's id.")]
KeyId = Annotated[str, _id("key", "The API key's id.")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, in hex.", examples=["0" * 64])]
Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Made = Annotated[Moment, Field(description="When it was made, in UTC.", examples=[AT])]
Amount = Annotated[int, Field(description="Minor units of the currency.", examples=[2550])]

__all__ = ["Amount", "Currency", "Day", "Moment"]
