"""The body of ``POST /v1/payments``."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import CurrencyCode, MethodId, StrictModel, Text64

MAX_ORDERS = 50

Method = Literal["credits", "checkout", "auto"] | MethodId
"""How to pay: ``auto`` is from credits if they cover it all, else by the linked methods in order of priority; or the id
of one linked method.
"""


class PaymentRequest(StrictModel):
    """Pay these orders (1 to 50, each once), from credits, each on its own, or all of them in one hosted checkout or
    one charge; or pay one invoice, or the whole outstanding balance of a currency, in a hosted checkout or by a charge.
    """

    orders: Annotated[list[Text64], Field(min_length=1, max_length=MAX_ORDERS)] | None = None
    invoice: Text64 | None = None
    balance: bool = False
    currency: CurrencyCode | None = None
    method: Method

    @model_validator(mode="after")
    def one_target_set(self) -> Self:
        """Orders, an invoice or the balance; an order that is named twice is a mistake, not a wish to pay twice."""
        if (self.orders is not None) + (self.invoice is not None) + self.balance != 1:
            raise PydanticCustomError("one_target", "give orders, an invoice or the balance")
        if self.orders is None and self.method == "credits":
            raise PydanticCustomError("method_not_possible", "credits pay orders, not invoices")
        if self.currency is not None and not self.balance:
            raise PydanticCustomError("currency_not_possible", "only a balance is chosen by its currency")
        if self.orders is not None and len(set(self.orders)) != len(self.orders):
            raise PydanticCustomError("order_twice", "each order once")
        return self


class InvoicePayment(StrictModel):
    """The body of ``POST /v1/invoices/{id}/pay``: everything but credits."""

    method: Literal["checkout", "auto"] | MethodId
