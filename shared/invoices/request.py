"""Bodies of the invoice calls."""

from dataclasses import astuple
from datetime import date
from typing import Annotated, Final, Self
from unicodedata import normalize

from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.canonical import canonical_json
from shared.errors import FieldError, InvalidRequest
from shared.fields import CurrencyCode, StrictModel, Text64, Text200
from shared.invoices.model import InvoiceKind, Line, total_of
from shared.money import MAX_AMOUNT

MAX_LINES: Final = 100
MAX_QUANTITY: Final = 1_000_000
MAX_BYTES: Final = 40_000
"""Of lines. Ninety invoices and the payment of them all have to fit into one transaction of 4 MB
(https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html)."""


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("invalid_date", "a day as YYYY-MM-DD") from error
    return text


def _not_ours(number: str) -> str:
    if normalize("NFKC", number).strip().upper().startswith(OWN_NUMBERS):
        raise PydanticCustomError("number_reserved", "numbers like this one are given at sending")
    return number


OWN_NUMBERS: Final = "INV-"
"""What the numbers begin with that we give; on paper nobody tells ``inv-000001``, or wider letters, from them."""

Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Number = Annotated[Text64, AfterValidator(_not_ours)]


class LineRequest(StrictModel):
    """One line; ``unit_amount`` in minor units, below zero for what is taken off."""

    description: Text200
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)] = 1
    unit_amount: Annotated[int, Field(ge=-MAX_AMOUNT, le=MAX_AMOUNT)]


Lines = Annotated[list[LineRequest], Field(min_length=1, max_length=MAX_LINES)]


def lines_of(lines: list[LineRequest]) -> tuple[Line, ...]:
    """The lines of an invoice. Raises :class:`InvalidRequest` where they come to nothing, or to too much."""
    made = tuple(Line(line.description, line.quantity, line.unit_amount) for line in lines)
    if len(canonical_json([astuple(line) for line in made]).encode()) > MAX_BYTES:
        told = FieldError("lines", "too_many_bytes", f"together at most {MAX_BYTES} bytes")
        raise InvalidRequest("the request is not valid", errors=[told])
    if not 0 < total_of(made) <= MAX_AMOUNT:
        told = FieldError("lines", "invalid_total", f"together more than zero, and at most {MAX_AMOUNT}")
        raise InvalidRequest("the request is not valid", errors=[told])
    return made


class InvoiceRequest(StrictModel):
    """``POST /v1/merchants/{id}/invoices``: a draft, or sent at once. Without a number the next one is given then."""

    currency: CurrencyCode
    lines: Lines
    due_date: Day
    kind: Annotated[InvoiceKind, Strict(False)] = InvoiceKind.MANUAL
    number: Number | None = None
    period: Month | None = None
    send: bool = False


class InvoiceChange(StrictModel):
    """``PATCH /v1/invoices/{id}``: a field that is left out stays; ``null`` clears number and period."""

    currency: CurrencyCode | None = None
    lines: Lines | None = None
    due_date: Day | None = None
    kind: Annotated[InvoiceKind, Strict(False)] | None = None
    number: Number | None = None
    period: Month | None = None

    @model_validator(mode="after")
    def something(self) -> Self:
        """An empty change is a mistake, and only what may be missing can be cleared."""
        if not self.model_fields_set:
            raise PydanticCustomError("empty_change", "nothing to change")
        for name in self.model_fields_set & {"currency", "lines", "due_date", "kind"}:
            if getattr(self, name) is None:
                raise PydanticCustomError("not_optional", "this cannot be cleared: {field}", {"field": name})
        return self


class InvoiceVoiding(StrictModel):
    """``POST /v1/invoices/{id}/void``."""

    reason: Text200 | None = None
