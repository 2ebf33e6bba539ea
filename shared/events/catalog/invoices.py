"""What happens to invoices, from the moment that they are sent."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import (
    EXAMPLES,
    Content,
    Currency,
    Day,
    Due,
    EventModel,
    InvoiceId,
    Means,
    PaymentId,
    Units,
)

_INVOICE: dict[str, Any] = {
    "invoice_id": EXAMPLES["inv"],
    "invoice_number": "INV-000042",
    "invoice_kind": "commission",
    "amount": 12900,
    "currency": "EUR",
}


class InvoiceFacts(Content):
    """Which invoice it is, and what is due on it."""

    invoice_id: InvoiceId
    invoice_number: str | None = Field(None, description="What people call it by.", examples=["INV-000042"])
    invoice_kind: Literal["commission", "monthly", "manual"] = Field(description="What it is for.")
    amount: Due
    currency: Currency


class InvoiceSentData(InvoiceFacts):
    """Until when it is to be paid."""

    due_date: Day = Field(description="The last day to pay it in time.")
    period: str | None = Field(None, description="The month that it is about.", examples=["2026-10"])


class InvoicePaidData(InvoiceFacts):
    """By what it was paid."""

    paid_by: PaymentId
    paid_means: Means = Field(description="How the payment collected.")
    paid_amount: Units = Field(description="What was paid for it, in minor units.")


class InvoiceVoidedData(InvoiceFacts):
    """Why it is void."""

    void_reason: str | None = Field(None, description="What the operator gave as reason.")


class InvoiceMoneyData(InvoiceFacts):
    """The sums after what has happened; the invoice stays paid."""

    paid_amount: Units = Field(description="What was paid for it, in minor units.")
    refunded_amount: Units | None = Field(None, description="What of it went back, in minor units; left out for none.")
    disputed_amount: Units | None = Field(None, description="What a bank withdrew, in minor units; left out for none.")


class InvoiceSentV1(EventModel):
    """An invoice is to be paid from now on."""

    type: Literal["invoice.sent"]
    version: Literal[1]
    data: InvoiceSentData
    example: ClassVar = _INVOICE | {"due_date": "2026-12-06", "period": "2026-10"}


class InvoicePaidV1(EventModel):
    """An invoice is paid."""

    type: Literal["invoice.paid"]
    version: Literal[1]
    data: InvoicePaidData
    example: ClassVar = _INVOICE | {"paid_by": EXAMPLES["pay"], "paid_means": "saved_method", "paid_amount": 12900}


class InvoiceVoidedV1(EventModel):
    """An invoice that was sent, or a draft, is not to be paid any more."""

    type: Literal["invoice.voided"]
    version: Literal[1]
    data: InvoiceVoidedData
    example: ClassVar = _INVOICE | {"void_reason": "billed twice"}


class InvoiceRefundedV1(EventModel):
    """Money of a paid invoice went back, or is on its way back."""

    type: Literal["invoice.refunded"]
    version: Literal[1]
    data: InvoiceMoneyData
    example: ClassVar = _INVOICE | {"paid_amount": 12900, "refunded_amount": 900}


class InvoiceRefundReversedV1(EventModel):
    """A refund of an invoice failed or was cancelled: less has gone back than was told before."""

    type: Literal["invoice.refund_reversed"]
    version: Literal[1]
    data: InvoiceMoneyData
    example: ClassVar = _INVOICE | {"paid_amount": 12900}


class InvoiceDisputedV1(EventModel):
    """A bank withdrew money of a paid invoice."""

    type: Literal["invoice.disputed"]
    version: Literal[1]
    data: InvoiceMoneyData
    example: ClassVar = _INVOICE | {"paid_amount": 12900, "disputed_amount": 12900}


class InvoiceDisputeReinstatedV1(EventModel):
    """The bank gave the money back: the dispute was won, or withdrawn."""

    type: Literal["invoice.dispute_reinstated"]
    version: Literal[1]
    data: InvoiceMoneyData
    example: ClassVar = _INVOICE | {"paid_amount": 12900}


INVOICES: tuple[type[EventModel], ...] = (
    InvoiceSentV1,
    InvoicePaidV1,
    InvoiceVoidedV1,
    InvoiceRefundedV1,
    InvoiceRefundReversedV1,
    InvoiceDisputedV1,
    InvoiceDisputeReinstatedV1,
)
