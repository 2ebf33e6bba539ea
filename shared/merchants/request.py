"""The bodies with which an operator keeps merchants and keys."""

from typing import Annotated

from pydantic import Field, Strict

from shared.fields import CurrencyCode, Email, Locale, Part, Phone, StrictModel, Text64, Text200
from shared.merchants.model import Collecting, SurplusPolicy


class CommissionTerms(StrictModel):
    """What is owed of each paid order: hundredths of a percent of its price, and at least so many minor units."""

    basis_points: Annotated[int, Field(ge=0, le=10_000)]
    minimum: Part = 0


class MerchantRequest(StrictModel):
    """The body of ``POST /v1/merchants``."""

    name: Text200
    currency: CurrencyCode
    email: Email | None = None
    phone: Phone | None = None
    locale: Locale | None = None
    surplus: Annotated[SurplusPolicy, Strict(False)] = SurplusPolicy.REFUND
    sms_fee: Part | None = None
    balance_payment: bool = False
    commission: CommissionTerms | None = None
    collection: Annotated[Collecting, Strict(False)] = Collecting.AUTOMATIC


class MerchantChange(StrictModel):
    """The body of ``PATCH /v1/merchants/{id}``; a field that is left out stays, ``null`` clears an optional one."""

    name: Text200 = ""
    email: Email | None = None
    phone: Phone | None = None
    locale: Locale | None = None
    surplus: Annotated[SurplusPolicy, Strict(False)] = SurplusPolicy.REFUND
    sms_fee: Part | None = None
    balance_payment: bool = False
    commission: CommissionTerms | None = None
    collection: Annotated[Collecting, Strict(False)] = Collecting.AUTOMATIC


class ApiKeyRequest(StrictModel):
    """The body of ``POST /v1/merchants/{id}/api-keys``."""

    label: Text64 | None = None
