"""Payment methods that a merchant has linked."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    ID_EXAMPLES,
    LATER,
    Answer,
    Currency,
    Made,
    MerchantId,
    MethodId,
    Moment,
    Url,
)
from contracts.responses.words import Health, MethodKind, SetupStatus


class LinkedMethod(Answer):
    """A card or PayPal account that can be charged."""

    id: MethodId
    kind: MethodKind = Field(description="What it is.")
    brand: str | None = Field(description="Of a card.", examples=["visa"])
    last4: str | None = Field(description="Of a card.", examples=["4242"])
    exp_month: int | None = Field(description="Of a card.")
    exp_year: int | None = Field(description="Of a card.")
    email: str | None = Field(description="Of a PayPal account.")
    priority: int = Field(description="Counts from 1, which is charged first.")
    health: Health = Field(description="`expiring` is still charged; the last three are not.")
    health_reason: str | None = Field(description="Why, as a stable code.")
    linked_at: Moment = Field(description="When it was linked.")


class OfferedMethod(Answer):
    """A way to pay on the page of a link."""

    type: Literal["card", "paypal"] = Field(description="What an order's `payment_method` may name.")
    available: bool = Field(description="Whether buyers can use it now.")
    reason: Literal["not_activated", "switched_off", "currency_not_supported", "not_on_own_account"] | None = Field(
        description="Why they cannot."
    )
    two_stage: bool = Field(description="Whether it can be reserved first (`auto_capture: false`).")


class ShopMethods(Answer):
    """What the buyers of a shop can pay with."""

    shop_id: MerchantId
    currency: Currency
    account: str | None = Field(description="Its own Stripe account, if that collects.", examples=["acct_1Paper"])
    data: list[OfferedMethod] = Field(description="Every way to pay that there is, usable or not.")

    example: ClassVar[dict[str, Any]] = {
        "shop_id": ID_EXAMPLES["mer"],
        "currency": "EUR",
        "account": None,
        "data": [
            {"type": "card", "available": True, "reason": None, "two_stage": True},
            {"type": "paypal", "available": False, "reason": "switched_off", "two_stage": True},
        ],
    }


class Methods(Answer):
    """What is linked, and what could be."""

    linked: list[LinkedMethod] = Field(description="In the order in which they are charged.")
    available: list[MethodKind] = Field(description="What could be linked.")
    show_available: bool = Field(description="Whether to show that at once, or behind a button.")

    example: ClassVar[dict[str, Any]] = {
        "linked": [
            {
                "id": ID_EXAMPLES["pm"],
                "kind": "card",
                "brand": "visa",
                "last4": "4242",
                "exp_month": 12,
                "exp_year": 2030,
                "email": None,
                "priority": 1,
                "health": "ok",
                "health_reason": None,
                "linked_at": AT,
            }
        ],
        "available": ["card", "paypal"],
        "show_available": False,
    }


class MethodSetup(Answer):
    """Linking a method on a hosted page."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLES["set"]])
    status: SetupStatus = Field(description="Where it stands.")
    url: Url | None = Field(description="The page, while it is open.")
    method: MethodId | None = Field(description="The method that came of it.")
    terms: str = Field(description="The text that was agreed to.")
    accepted_by: str = Field(description="Who agreed.")
    created_at: Made
    expires_at: Moment = Field(description="Until when the page is open.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["set"],
        "status": "open",
        "url": "https://checkout.stripe.com/c/pay/cs_live_a1b2c3",
        "method": None,
        "terms": "We may charge this method for what you owe.",
        "accepted_by": "Ada Vogel",
        "created_at": AT,
        "expires_at": LATER,
    }


class Portal(Answer):
    """The provider's own page about saved methods."""

    url: Url = Field(description="For the merchant's person, for some minutes.")

    example: ClassVar[dict[str, Any]] = {"url": "https://billing.stripe.com/p/session/test_a1b2c3"}
