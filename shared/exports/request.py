"""The body of ``POST /v1/exports``."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from shared.fields import CurrencyCode, StrictModel

Moment = Annotated[str, StringConstraints(max_length=40)]
"""RFC 3339, or a date."""


class ExportRequest(StrictModel):
    """A kind of rows and the span that they are of; see :mod:`shared.exports.span`."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    kind: Literal["orders", "payments", "journal"]
    since: Moment = Field(alias="from")
    to: Moment | None = None
    currency: CurrencyCode | None = None

    def wish(self) -> dict[str, Any]:
        """As query parameters say it."""
        return {"from": self.since, "to": self.to, "currency": self.currency}
