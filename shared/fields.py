"""Field types that request bodies share: strict, bounded, each with a clear error."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from shared.canonical import digest
from shared.clock import rfc3339
from shared.errors import FieldError
from shared.moments import read_moment
from shared.money import EXPONENTS, MAX_AMOUNT

MAX_ERRORS: Final = 50
"""Findings told of one request: each is longer than what it complains about."""

_PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
_EMAIL = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+$"

_PAGE: Final = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]{1,5})?([/?#][!-~]*)?", re.ASCII)

Text64 = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_PRINTABLE)]
Text200 = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_PRINTABLE)]
Text500 = Annotated[str, StringConstraints(max_length=500)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=_EMAIL)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""E.164."""
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
"""A language, or language and country: ``de``, ``de-AT``."""
Amount = Annotated[int, Field(gt=0, le=MAX_AMOUNT)]
"""Minor units of something that is due: above zero, within what the provider can charge."""
Part = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
"""Minor units of a part of an amount; may be zero."""


def known_currency(code: str) -> str:
    """The code itself; an ``unknown_currency`` error for one outside the table of exponents."""
    if code not in EXPONENTS:
        raise PydanticCustomError("unknown_currency", "not an ISO 4217 currency code in capitals")
    return code


CurrencyCode = Annotated[str, AfterValidator(known_currency)]


def _https(value: str) -> str:
    if _PAGE.fullmatch(value) is None:
        raise PydanticCustomError("url_invalid", "an https address with a host name")
    return value


PageAddress = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_https)]
"""Where the provider sends a person back, who is signed in to the shop's system.

A host by name, and nothing before it that could be read as one: no user, no backslash.
"""


def _moment(text: str) -> str:
    try:
        return rfc3339(read_moment(text))
    except ValueError as error:
        raise PydanticCustomError("invalid_time", "an RFC 3339 time with a zone") from error


Moment = Annotated[str, StringConstraints(max_length=40), AfterValidator(_moment)]
"""A time, as :func:`shared.clock.rfc3339` writes it."""

MethodId = Annotated[str, StringConstraints(pattern=r"^pm_[0-9a-z]{26}$")]
"""A linked payment method's id."""


class StrictModel(BaseModel):
    """No coercion, no unknown fields, no change after validation."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def digest(self) -> str:
        """Tells a repeat of a request from another one.

        Defaults are left out: a field that is added later, or spelled out, does not turn a repeat into a conflict.
        """
        return digest(self.model_dump(mode="json", exclude_defaults=True))


def field_errors(error: ValidationError) -> list[FieldError]:
    """Pydantic's findings as ours, with dotted paths; what concerns no single field is ``body``."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        FieldError(".".join(map(str, finding["loc"])) or "body", finding["type"], finding["msg"])
        for finding in found[:MAX_ERRORS]
    ]
