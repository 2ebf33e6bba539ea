"""Invoices, and what a merchant owes."""

from typing import Any, ClassVar

from pydantic import Field, RootModel

from contracts.responses.answer import (
    AT,
    ID_EXAMPLES,
    LATER,
    PAY_URL,
    Amount,
    Answer,
    Currency,
    Day,
    InvoiceId,
    Made,
    MerchantId,
    Moment,
    PaymentId,
    Url,
    page_of,
)
from contracts.responses.words import InvoiceKind, InvoiceStatus, PayState


class InvoiceLine(Answer):
    """One line."""

    description: str = Field(description="What for.")
    quantity: int = Field(description="How many.")
    unit_amount: int = Field(description="Of one, in minor units; below zero for what is taken off.")
    amount: Amount


class CollectionFailure(Answer):
    """Why an automatic charge took nothing."""

    reason: str = Field(description="A stable code.")
    at: Moment = Field(description="When.")


class Collection(Answer):
    """How a sent invoice is charged by itself."""

    attempts: int = Field(description="Automatic charges that took nothing so far.")
    last_failure: CollectionFailure | None = Field(description="Of the last one.")
    next_at: Moment | None = Field(description="When it is tried again.")
    exhausted: bool = Field(description="Whether the last attempt of the schedule has failed.")
    payments: list[PaymentId] = Field(description="Those charges, the newest ten.")


class Invoice(Answer):
    """Money that a merchant owes the operator."""

    id: InvoiceId
    merchant_id: MerchantId
    number: str | None = Field(description="What people call it by; given at sending.", examples=["INV-000042"])
    kind: InvoiceKind = Field(description="What it is for.")
    status: InvoiceStatus = Field(description="Where it stands.")
    pay_state: PayState | None = Field(description="What a button should say; null for what is not to be paid.")
    currency: Currency
    amount: Amount
    lines: list[InvoiceLine] = Field(description="What it is made of.")
    due_date: Day = Field(description="The last day to pay it in time.")
    period: str | None = Field(description="The month that it is about.", examples=["2026-10"])
    version: int = Field(description="Counts the changes of the draft.")
    created_at: Made
    sent_at: Moment | None = Field(description="When it was sent to be paid.")
    paid_at: Moment | None = Field(description="When it was paid.")
    voided_at: Moment | None = Field(description="When it became void.")
    void_reason: str | None = Field(description="Why.")
    payment: PaymentId | None = Field(description="What paid it.")
    refunded_amount: int = Field(description="The part that went back, in minor units.")
    disputed_amount: int = Field(description="The part that a bank withdrew, in minor units.")
    collection: Collection | None = Field(description="How it is charged by itself; null before it is sent.")
    payment_link: Url | None = Field(description="Its open page, for its merchant.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["inv"],
        "merchant_id": ID_EXAMPLES["mer"],
        "number": "INV-000042",
        "kind": "commission",
        "status": "open",
        "pay_state": "Pay",
        "currency": "EUR",
        "amount": 12900,
        "lines": [{"description": "Commission, October", "quantity": 1, "unit_amount": 12900, "amount": 12900}],
        "due_date": "2026-12-06",
        "period": "2026-10",
        "version": 1,
        "created_at": AT,
        "sent_at": AT,
        "paid_at": None,
        "voided_at": None,
        "void_reason": None,
        "payment": None,
        "refunded_amount": 0,
        "disputed_amount": 0,
        "collection": {"attempts": 0, "last_failure": None, "next_at": LATER, "exhausted": False, "payments": []},
        "payment_link": PAY_URL,
    }


DRAFT: dict[str, Any] = Invoice.example | {
    "number": None,
    "status": "draft",
    "pay_state": None,
    "sent_at": None,
    "collection": None,
    "payment_link": None,
}
"""The same before it is sent."""

VOID: dict[str, Any] = Invoice.example | {
    "status": "void",
    "pay_state": None,
    "voided_at": LATER,
    "void_reason": "billed twice",
    "payment_link": None,
}
"""The same when it is not to be paid any more."""

InvoiceList = page_of(Invoice, "InvoiceList", "A page of invoices.")


class Owed(Answer):
    """What is owed in one currency."""

    amount: Amount
    invoices: int = Field(description="How many can be paid now.")
    pending: int = Field(description="What is being paid, in minor units, beside that.")
    payable: bool = Field(description="Whether all of it can be paid at once, by `balance`.")


class Balance(RootModel[dict[Currency, Owed]]):
    """What a merchant owes, by currency; empty when it owes nothing."""

    example: ClassVar[dict[str, Any]] = {"EUR": {"amount": 12900, "invoices": 1, "pending": 0, "payable": True}}
