"""Payments and what went back of them."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    ID_EXAMPLES,
    Amount,
    Answer,
    Currency,
    InvoiceId,
    LinkId,
    Made,
    Moment,
    OrderId,
    PaymentId,
    Url,
    page_of,
)
from contracts.responses.words import Means, Origin, Outcome, PaymentState, Withdrawal


class PaymentResult(Answer):
    """What the payment came to for one of its targets: an order or an invoice."""

    order: OrderId = Field("", description="The order; left out for an invoice.", validate_default=False)
    invoice: InvoiceId = Field("", description="The invoice; left out for an order.", validate_default=False)
    outcome: Outcome = Field(description="Paid, on its way, or not paid.")
    reason: str | None = Field(description="Why it is not paid, as a stable code.")
    shortfall: int | None = Field(description="What the credits lack, in minor units.")


class MethodAttempt(Answer):
    """One saved method's turn."""

    method: str = Field(description="The payment method's id.")
    outcome: Literal["paid", "pending", "unpaid", "declined", "requires_action", "not_tried", "not_made"] = Field(
        description="What the attempt came to; `not_made`: the provider broke, and made no charge."
    )
    reason: str | None = Field(description="Why it took nothing, as a stable code.")
    at: Moment = Field(description="When it began.")


class Payment(Answer):
    """One attempt to collect one amount by one means."""

    id: PaymentId
    status: PaymentState = Field(
        description="`unknown`: the provider has not answered, and is asked; nothing else can be paid meanwhile."
    )
    means: Means = Field(description="How it collects; `external`: the shop took the money itself.")
    amount: int = Field(
        description="What it collects for all its orders or invoices together, in minor units of the currency. Of what "
        "is reserved: all of it, and the captured part from the capture on. What went back (`returned`) stays in it."
    )
    currency: Currency
    checkout_url: Url | None = Field(description="The hosted page on which to pay, while it can be paid there.")
    results: list[PaymentResult] = Field(description="One for each order or invoice of the request.")
    attempts: list[MethodAttempt] = Field(description="The turns of saved methods, in order.")
    action_link: LinkId | None = Field(description="The payment link to pay by where a bank wants to see the owner.")
    returned: int = Field(description="What went back or is about to, in minor units.")
    created_at: Made
    settled_at: Moment | None = Field(description="When the money was recorded.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["pay"],
        "status": "succeeded",
        "means": "credits",
        "amount": 2550,
        "currency": "EUR",
        "checkout_url": None,
        "results": [{"order": ID_EXAMPLES["ord"], "outcome": "paid", "reason": None, "shortfall": None}],
        "attempts": [],
        "action_link": None,
        "returned": 0,
        "created_at": AT,
        "settled_at": AT,
    }


CHECKOUT: dict[str, Any] = Payment.example | {
    "status": "pending",
    "means": "checkout",
    "checkout_url": "https://checkout.stripe.com/c/pay/cs_live_a1b2c3",
    "results": [{"order": ID_EXAMPLES["ord"], "outcome": "pending", "reason": None, "shortfall": None}],
    "settled_at": None,
}
"""The same by a hosted checkout that nobody has paid yet."""


class TopUp(Answer):
    """A payment into a wallet."""

    id: PaymentId
    status: PaymentState = Field(description="Where the payment stands; read it by `GET /v1/payments/{payment_id}`.")
    amount: Amount
    currency: Currency
    checkout_url: Url | None = Field(description="The hosted page on which to pay.")
    reason: str | None = Field(description="Why the method was not charged, as a stable code.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["pay"],
        "status": "pending",
        "amount": 50000,
        "currency": "EUR",
        "checkout_url": "https://checkout.stripe.com/c/pay/cs_live_a1b2c3",
        "reason": None,
    }


class ReturnedOrder(Answer):
    """The part of a return that belongs to an order."""

    order: OrderId
    amount: Amount


class ReturnedInvoice(Answer):
    """The part of a return that belongs to an invoice."""

    invoice: InvoiceId
    amount: Amount


class Refund(Answer):
    """Money that goes back of a payment: a refund, a dispute, or credits."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLES["rfd"]])
    kind: Withdrawal = Field(description="Sent back, or withdrawn by a bank.")
    origin: Origin = Field(description="Who wanted it.")
    payment: PaymentId
    amount: Amount
    counted: int = Field(description="How much of it counts as gone, in minor units: nothing once it failed.")
    currency: Currency
    status: str = Field(description="`pending`, `succeeded`, `failed`; of a dispute the provider's own word.")
    to: Literal["wallet", "provider"] = Field(description="To the merchant's credits, or to where it came from.")
    orders: list[ReturnedOrder] = Field(description="How it is divided among orders.")
    invoices: list[ReturnedInvoice] = Field(description="How it is divided among invoices.")
    reason: str | None = Field(description="What the operator said, or what led to it.")
    failure: str | None = Field(description="Why it failed, in the provider's word.")
    provider_reference: str | None = Field(description="The provider's id of it.", examples=["re_3Qx"])
    created_at: Made

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["rfd"],
        "kind": "refund",
        "origin": "operator",
        "payment": ID_EXAMPLES["pay"],
        "amount": 1000,
        "counted": 1000,
        "currency": "EUR",
        "status": "succeeded",
        "to": "provider",
        "orders": [{"order": ID_EXAMPLES["ord"], "amount": 1000}],
        "invoices": [],
        "reason": "damaged in transit",
        "failure": None,
        "provider_reference": "re_3QxSim",
        "created_at": AT,
    }


RefundList = page_of(Refund, "RefundList", "A page of what went back of a payment.")
