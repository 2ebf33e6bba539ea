"""Voiding an invoice: what is open for it is closed first, at the provider too (rules M8, M11)."""

from typing import Final

from shared.errors import Busy
from shared.invoices.model import Invoice, InvoiceStatus
from shared.invoices.store import find_invoice, voided_update
from shared.payments.collecting.takeover import free_of_claims
from shared.payments.context import PaymentContext
from shared.table.attempt import try_update

_ATTEMPTS: Final = 8


def void_invoice(context: PaymentContext, invoice_id: str, reason: str | None) -> Invoice:
    """The invoice, void; one that is void already stays as it is. Its link is closed by the outbox after.

    Raises ``NotFound``; ``Conflict``: ``payment_pending`` while a payment is on its way, ``invoice_paid``.
    """
    for _ in range(_ATTEMPTS):
        invoice = find_invoice(context.table, invoice_id)
        if invoice.status is InvoiceStatus.VOID:
            return invoice
        if invoice.status is not InvoiceStatus.DRAFT:
            invoice = free_of_claims(context, invoice)
        # Refused when somebody has sent, claimed or changed it meanwhile: the next read tells.
        try_update(context.table, voided_update(invoice, reason, context.clock.now()))
    raise Busy("the invoice is being changed, try again")
