"""The body of ``POST /v1/payments``."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import StrictModel, Text64

MAX_ORDERS = 50


class PaymentRequest(StrictModel):
    """Pay these orders (1 to 50, each once): from credits, each on its own, or all of them in one hosted checkout."""

    orders: Annotated[list[Text64], Field(min_length=1, max_length=MAX_ORDERS)]
    method: Literal["credits", "checkout"]

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """An order that is named twice is a mistake, not a wish to pay twice."""
        if len(set(self.orders)) != len(self.orders):
            raise PydanticCustomError("order_twice", "each order once")
        return self
