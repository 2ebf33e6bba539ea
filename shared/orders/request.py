"""The body of ``POST /v1/orders``: strict, every rule answered field by field."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import (
    Amount,
    CurrencyCode,
    Email,
    Locale,
    PageAddress,
    Part,
    Phone,
    StrictModel,
    Text64,
    Text200,
    Text500,
)


class OrderItem(StrictModel):
    """One line: ``quantity`` pieces at ``unit_amount`` minor units."""

    description: Text200
    quantity: Annotated[int, Field(ge=1, le=100_000)]
    unit_amount: Part


class Customer(StrictModel):
    """The buyer, as far as the shop told: used for the link, the mail and nothing else."""

    name: Text200 | None = None
    email: Email | None = None
    phone: Phone | None = None
    locale: Locale | None = None


class ReturnUrls(StrictModel):
    """The shop's own pages that a buyer is sent back to; that somebody comes there says nothing of the payment.

    Without ``cancel`` it is the page of the payment link.
    """

    success: PageAddress
    cancel: PageAddress | None = None


class OrderRequest(StrictModel):
    """An order as an integration sends it; amounts in minor units of ``currency``.

    ``amount`` must equal Σ items + shipping + tax - discount when items are given. ``auto_capture: false`` reserves the
    buyer's money and takes it when the shop says so; ``payment_method`` is the one way to pay that a buyer gets. Both,
    and ``return_urls``, are about the page of a link, and need ``collect: "link"``.
    """

    source: Text64
    external_id: Text200
    amount: Amount
    currency: CurrencyCode
    items: Annotated[list[OrderItem], Field(min_length=1, max_length=500)] | None = None
    shipping: Part | None = None
    tax: Part | None = None
    discount: Part | None = None
    customer: Customer | None = None
    collect: Literal["auto", "link", "none"] = "auto"
    payment_method: Literal["card", "paypal"] | None = None
    return_urls: ReturnUrls | None = None
    auto_capture: bool = True
    metadata: Annotated[dict[Text64, Text500], Field(max_length=20)] | None = None

    @model_validator(mode="after")
    def has_a_page(self) -> Self:
        """What goes for the page of a link needs one."""
        wanted = {
            "auto_capture": not self.auto_capture,
            "payment_method": self.payment_method is not None,
            "return_urls": self.return_urls is not None,
        }
        if self.collect != "link" and (given := [name for name, is_given in wanted.items() if is_given]):
            raise PydanticCustomError("needs_link", '{names} without collect: "link"', {"names": ", ".join(given)})
        return self

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        """Items and extras against the amount; extras without items mean nothing and are refused."""
        extras = {"shipping": self.shipping, "tax": self.tax, "discount": self.discount}
        if self.items is None:
            given = [name for name, value in extras.items() if value is not None]
            if given:
                raise PydanticCustomError("items_missing", "{names} without items", {"names": ", ".join(given)})
            return self
        parts = sum(item.quantity * item.unit_amount for item in self.items)
        expected = parts + (self.shipping or 0) + (self.tax or 0) - (self.discount or 0)
        if expected != self.amount:
            raise PydanticCustomError(
                "amount_mismatch",
                "items add up to {expected}, amount is {amount}",
                {"expected": expected, "amount": self.amount},
            )
        return self


class CaptureBody(StrictModel):
    """The body of ``POST /v1/orders/{order_id}/capture``: minor units, at most what is reserved; absent for all."""

    amount: Amount | None = None
