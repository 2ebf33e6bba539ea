"""The body of ``POST /v1/payments/{payment_id}/refunds``."""

from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from shared.fields import Amount, StrictModel, Text64, Text200


class RefundBody(StrictModel):
    """Send back ``amount`` minor units (default: all that is left), of ``order`` or ``invoice`` alone or of the whole
    payment.
    """

    amount: Amount | None = None
    order: Text64 | None = None
    invoice: Text64 | None = None
    reason: Text200 | None = None

    @model_validator(mode="after")
    def one_target(self) -> Self:
        """One of what was paid, or all of it."""
        if self.order is not None and self.invoice is not None:
            raise PydanticCustomError("one_target", "name an order or an invoice")
        return self

    @property
    def target(self) -> str | None:
        """The one that it is for."""
        return self.order or self.invoice
