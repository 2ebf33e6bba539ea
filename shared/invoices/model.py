"""An invoice and its states."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.errors import Conflict
from shared.invoices.collection import Collection


class InvoiceStatus(StrEnum):
    """``draft`` → ``open`` → ``pending`` → ``paid`` | ``void``; only a payment that ended leads back to open."""

    DRAFT = "draft"
    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    VOID = "void"


class InvoiceKind(StrEnum):
    """What it is for."""

    COMMISSION = "commission"
    MONTHLY = "monthly"
    MANUAL = "manual"


class PayState(StrEnum):
    """All that a merchant has to know to pay it: it can be paid, somebody is paying it, it is paid."""

    PAY = "Pay"
    PENDING = "Pending"
    PAID = "Paid"


OUTSTANDING: Final = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PENDING})
_PAY_STATES: Final = {
    InvoiceStatus.OPEN: PayState.PAY,
    InvoiceStatus.PENDING: PayState.PENDING,
    InvoiceStatus.PAID: PayState.PAID,
}
_REFUSALS: Final = {
    InvoiceStatus.DRAFT: ("invoice_draft", "the invoice has not been sent to payment yet"),
    InvoiceStatus.PENDING: ("payment_pending", "a payment for this invoice is on its way"),
    InvoiceStatus.PAID: ("invoice_paid", "the invoice is paid"),
    InvoiceStatus.VOID: ("invoice_void", "the invoice is void"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on an invoice; ``unit_amount`` in minor units, below zero for what is taken off."""

    description: str
    quantity: int
    unit_amount: int

    @property
    def amount(self) -> int:
        """What it adds."""
        return self.quantity * self.unit_amount


def total_of(lines: tuple[Line, ...]) -> int:
    """The amount of an invoice with these lines."""
    return sum(line.amount for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """Amounts in minor units; ``due_date`` is a day, ``period`` the month that it is about (``YYYY-MM``).

    ``amount_version`` counts the changes of the draft; what was sent never changes. ``claim`` is the payment that
    alone may collect now. ``refunded_amount`` and ``disputed_amount`` are the parts of ``paid_amount`` that went back,
    and that a bank withdrew: it stays paid, and is owed again only by another invoice. ``collection`` begins when it is
    sent.
    """

    id: str
    merchant_id: str
    currency: str
    lines: tuple[Line, ...]
    kind: InvoiceKind
    due_date: str
    created_at: datetime
    status: InvoiceStatus = InvoiceStatus.DRAFT
    invoice_number: str | None = None
    period: str | None = None
    amount_version: int = 1
    claim: str | None = None
    link_id: str | None = None
    link_token: str | None = None
    sent_at: datetime | None = None
    paid_at: datetime | None = None
    voided_at: datetime | None = None
    void_reason: str | None = None
    paid_by: str | None = None
    paid_means: str | None = None
    paid_amount: int | None = None
    refunded_amount: int | None = None
    disputed_amount: int | None = None
    collection: Collection | None = None

    @property
    def amount(self) -> int:
        """What is due: the sum of the lines, never a part of it."""
        return total_of(self.lines)

    @property
    def number(self) -> str:
        """What people call it by."""
        return self.invoice_number or self.id

    @property
    def payable(self) -> bool:
        """Sent, and nobody has submitted a payment."""
        return self.status is InvoiceStatus.OPEN

    @property
    def awaits_money(self) -> bool:
        """A submitted payment is on its way."""
        return self.status is InvoiceStatus.PENDING

    @property
    def authorized(self) -> bool:
        """Invoices are paid in one stage."""
        return False

    @property
    def settled(self) -> bool:
        """It was paid, whatever went back since."""
        return self.status is InvoiceStatus.PAID

    @property
    def withdrawn(self) -> bool:
        """Nobody wants it paid any more."""
        return self.status is InvoiceStatus.VOID

    @property
    def closed_because(self) -> str | None:
        """Why no money can settle it (any more)."""
        return None if self.status in OUTSTANDING else _REFUSALS[self.status][0]

    @property
    def customer(self) -> dict[str, Any]:
        """Nobody but the merchant is to pay it."""
        return {}

    @property
    def pay_state(self) -> PayState | None:
        """``None`` for what is not sent, or void: nothing is to be paid."""
        return _PAY_STATES.get(self.status)

    def refusal(self) -> Conflict:
        """Why no payment may begin."""
        code, told = _REFUSALS.get(self.status, ("payment_pending", "the invoice is being paid"))
        return Conflict(told, code=code)

    def public(self, base_url: str | None = None) -> dict[str, Any]:
        """The invoice as the API shows it; the link to its open page where the caller has our address."""
        shown = ("id", "merchant_id", "kind", "status", "currency", "amount", "due_date", "period", "void_reason")
        times = ("created_at", "sent_at", "paid_at", "voided_at")
        token = self.link_token if base_url and self.status in OUTSTANDING else None
        return {
            **{name: getattr(self, name) for name in shown},
            **{name: rfc3339(moment) if (moment := getattr(self, name)) else None for name in times},
            "number": self.invoice_number,
            "pay_state": self.pay_state,
            "lines": [
                {
                    "description": line.description,
                    "quantity": line.quantity,
                    "unit_amount": line.unit_amount,
                    "amount": line.amount,
                }
                for line in self.lines
            ],
            "version": self.amount_version,
            "payment": self.paid_by,
            "refunded_amount": self.refunded_amount or 0,
            "disputed_amount": self.disputed_amount or 0,
            "collection": self.collection.public(owed=self.status in OUTSTANDING) if self.collection else None,
            "payment_link": f"{base_url}/pay/{token}" if token else None,
        }
