"""The bodies with which a merchant connects shops and has deliveries taken up anew."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from shared.errors import FieldError, InvalidRequest
from shared.fields import CurrencyCode, StrictModel, Text64
from shared.money import EXPONENTS
from shared.shops.mapping.port import Rules
from shared.shops.systems import ShopSystem, shop_of

MOST_HOURS: Final = 168
"""For which two secrets are taken: a week."""
MOST_SOURCE: Final = 64
_HOST: Final = r"(?=.{1,253}(?:[:/]|$))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_SHOP: Final = re.compile(rf"{_HOST}(?::[0-9]{{1,5}})?(?:/[A-Za-z0-9._~%-]+)*", re.ASCII)
_SHOPIFY: Final = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", re.ASCII)


def _shop(text: str) -> str:
    domain = shop_of(text)
    if _SHOP.fullmatch(domain) is None:
        raise PydanticCustomError("invalid_domain", "the domain of a shop, as shop.example or shop.example/de")
    return domain


Domain = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(_shop)]
Collect = Literal["auto", "link", "none"]
CurrencyRule = Literal["shop", "presentment"]
Currencies = Annotated[list[CurrencyCode], Field(min_length=1, max_length=len(EXPONENTS))]
GivenSecret = Annotated[str, StringConstraints(pattern=r"^[!-~]{8,255}$")]
"""Shopify signs with a secret of its own making; so whoever connects it may bring one."""


class ConnectionRequest(StrictModel):
    """The body of ``POST /v1/shop-connections``; without ``currencies`` all are taken, without ``secret`` one is made.

    ``source`` is that of the shop's orders, by default the domain.
    """

    system: Annotated[ShopSystem, Strict(False)]
    domain: Domain
    source: Text64 | None = None
    collect: Collect = "auto"
    currency: CurrencyRule = "shop"
    currencies: Currencies | None = None
    test_orders: bool = False
    secret: GivenSecret | None = None

    def origin(self) -> str:
        """The source of the shop's orders. Raises ``InvalidRequest`` for a domain that is none of the system's, and
        for one that is too long to be a source.
        """
        if self.system is ShopSystem.SHOPIFY and _SHOPIFY.fullmatch(self.domain) is None:
            raise _refused("domain", "invalid_domain", "a Shopify shop is named as it signs: shop.myshopify.com")
        if self.source is None and len(self.domain) > MOST_SOURCE:
            raise _refused("source", "missing", f"the domain has more than {MOST_SOURCE} characters: name a source")
        return self.source or self.domain

    def rules(self) -> Rules:
        """What is made of the shop's orders."""
        return Rules(self.currency, chosen(self.currencies), self.test_orders)


class ConnectionChange(StrictModel):
    """The body of ``PATCH /v1/shop-connections/{connection_id}``; a field that is left out stays.

    ``null`` as ``currencies`` takes all. ``paused`` keeps deliveries and makes nothing of them, until it is false.
    """

    collect: Collect = "auto"
    currency: CurrencyRule = "shop"
    currencies: Currencies | None = None
    test_orders: bool = False
    paused: bool = False

    def given(self) -> dict[str, Any]:
        """What the caller sent; currencies each once, in their order."""
        given = self.model_dump(exclude_unset=True)
        return given | ({"currencies": chosen(self.currencies)} if "currencies" in given else {})


class SecretRequest(StrictModel):
    """The body of ``POST /v1/shop-connections/{connection_id}/rotate-secret``: for how long the secret before it is
    still taken, and the new one, where the shop system made it.
    """

    expires_in_hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] = 24
    secret: GivenSecret | None = None


class OutcomeRequest(StrictModel):
    """The body of ``POST /v1/shop-connections/{connection_id}/deliveries/replay``."""

    outcome: Literal["held", "waiting", "ignored", "rejected", "conflict"]


def chosen(currencies: list[str] | None) -> tuple[str, ...] | None:
    """Each once, in their order."""
    return tuple(sorted(set(currencies))) if currencies is not None else None


def _refused(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest("the request is not valid", errors=[FieldError(field, code, message)])
