"""The payments of an order, with what the provider calls their money."""

from typing import Any

from pydantic import Field

from contracts.responses.answer import AT, ID_EXAMPLES, LATER, Answer, Made, Moment, PaymentId
from contracts.responses.words import Means, MethodKind, PaymentState


class PaidWith(Answer):
    """What a buyer paid with."""

    kind: MethodKind = Field(description="What it is.")
    brand: str | None = Field(description="Of a card.", examples=["visa"])
    last4: str | None = Field(description="Of a card.", examples=["4242"])


class ProviderReferences(Answer):
    """The provider's own names for the money, as in its reports; null until each is known."""

    account: str | None = Field(description="The merchant's own account; null for the platform's.")
    payment_intent: str | None = Field(description="`pi_…`")
    charge: str | None = Field(description="`ch_…`")
    balance_transaction: str | None = Field(description="`txn_…`")
    payout: str | None = Field(description="`po_…`")


class OrderPayment(Answer):
    """A payment of the order; amounts are this order's part, in minor units of its currency."""

    id: PaymentId
    means: Means = Field(description="How it collects; `external`: the shop took the money itself.")
    method: PaidWith | None = Field(
        description="Null for credits and for what the shop took, and once whoever paid is forgotten."
    )
    status: PaymentState = Field(description="Where the payment stands.")
    amount: int = Field(description="What it collects for this order.")
    authorized_amount: int | None = Field(description="What was reserved; null where nothing was.")
    captured_amount: int = Field(description="What was taken.")
    refunded_amount: int = Field(description="The part that went back.")
    disputed_amount: int = Field(description="The part that a bank withdrew.")
    created_at: Made
    authorized_at: Moment | None = Field(description="When it was reserved.")
    paid_at: Moment | None = Field(description="When the money was recorded.")
    available_at: Moment | None = Field(description="When the money can be paid out; null for what the shop took.")
    provider: ProviderReferences | None = Field(description="Null for credits, and for what the shop took.")


PAID_BY_CHECKOUT: dict[str, Any] = {
    "id": ID_EXAMPLES["pay"],
    "means": "checkout",
    "method": {"kind": "card", "brand": "visa", "last4": "4242"},
    "status": "succeeded",
    "amount": 2550,
    "authorized_amount": None,
    "captured_amount": 2550,
    "refunded_amount": 0,
    "disputed_amount": 0,
    "created_at": AT,
    "authorized_at": None,
    "paid_at": AT,
    "available_at": LATER,
    "provider": {
        "account": None,
        "payment_intent": "pi_3QxA1b2C3",
        "charge": "ch_3QxA1b2C3",
        "balance_transaction": "txn_3QxA1b2C3",
        "payout": None,
    },
}
"""Paid by a buyer on a hosted page."""
