"""Bodies of the payment link calls."""

from typing import Annotated, Self

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import Amount, StrictModel, Text64, Text200
from shared.links.model import MAX_DAYS, LinkTerms
from shared.moments import read_moment


def _moment(value: object) -> object:
    try:
        return read_moment(value) if isinstance(value, str) else value
    except ValueError as error:
        raise PydanticCustomError("invalid_time", "an RFC 3339 time with a zone") from error


class LinkRequest(StrictModel):
    """``POST /v1/orders/{id}/payment-links``: own amount (default the order's), invoice number, expiry, document.

    ``expires_in_days`` counts from now; ``expires_at`` names the instant. Neither: the full 90 days. With ``pdf`` the
    answer has a form to upload a PDF with, and the link cannot be sent before that is there.
    """

    invoice_number: Text64 | None = None
    amount: Amount | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=MAX_DAYS)] | None = None
    expires_at: Annotated[AwareDatetime, BeforeValidator(_moment)] | None = None
    pdf: bool = False

    @model_validator(mode="after")
    def one_expiry(self) -> Self:
        """Two expiries could contradict each other."""
        if self.expires_in_days is not None and self.expires_at is not None:
            raise PydanticCustomError("expiry_twice", "give expires_in_days or expires_at, not both")
        return self

    def terms(self) -> LinkTerms:
        """The same without the request's own rules."""
        return LinkTerms(
            invoice_number=self.invoice_number,
            amount=self.amount,
            expires_in_days=self.expires_in_days,
            expires_at=self.expires_at,
            pdf=self.pdf,
        )


class VoidRequest(StrictModel):
    """``POST /v1/payment-links/{id}/void``."""

    reason: Text200 | None = None
