"""The bodies about payment methods."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.fields import PageAddress, StrictModel, Text64, Text200

Terms = Annotated[
    str, StringConstraints(min_length=1, max_length=10_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$")
]


class LinkRequest(StrictModel):
    """``POST /v1/payment-methods``: the text that was agreed to and by whom, and where the provider sends them back."""

    terms: Terms
    accepted_by: Text200
    return_url: PageAddress


class PriorityRequest(StrictModel):
    """``PATCH /v1/payment-methods``: all linked methods, the one to be charged first foremost."""

    priority: Annotated[list[Text64], Field(max_length=100)]

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """A method has one place."""
        if len(set(self.priority)) < len(self.priority):
            raise PydanticCustomError("priority_repeats", "a method is named twice")
        return self


class PortalRequest(StrictModel):
    """``POST /v1/portal-sessions``: where the provider's portal leads back to."""

    return_url: PageAddress
