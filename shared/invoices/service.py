"""What the operator does with invoices, and what is read of them; payments are another matter."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from shared.clock import Clock
from shared.errors import Busy, Conflict, NotFound
from shared.ids import request_id
from shared.invoices.model import Invoice, InvoiceKind, InvoiceStatus
from shared.invoices.numbering import numbered_writes
from shared.invoices.store import (
    CLOSED,
    DRAFTS,
    OUTSTANDING_PLACE,
    changed_update,
    find_invoice,
    from_item,
    sent_update,
    to_item,
)
from shared.merchants.service import find_merchant
from shared.stripe_gateway.amounts import to_stripe
from shared.table.attempt import try_update
from shared.table.create import create_once, key_reused
from shared.table.invoice_keys import invoice_list
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Item, Table, TransactionFailed

if TYPE_CHECKING:
    from shared.invoices.request import InvoiceChange, InvoiceRequest

_ATTEMPTS: Final = 8


def create_invoice(
    table: Table, clock: Clock, merchant_id: str, request: "InvoiceRequest", idempotency_key: str | None
) -> Invoice:
    """A draft, or what this key made before; sent if that was asked for, also by a repeat after a crash in between.

    Raises ``NotFound``, ``InvalidRequest``, and what :func:`send_invoice` raises.
    """
    from shared.invoices.request import lines_of

    merchant = find_merchant(table, merchant_id)
    draft = Invoice(
        id=request_id("inv", merchant.id, "POST invoices", idempotency_key),
        merchant_id=merchant.id,
        currency=request.currency,
        lines=lines_of(request.lines),
        kind=InvoiceKind(request.kind),
        due_date=request.due_date,
        invoice_number=request.number,
        period=request.period,
        created_at=clock.now(),
    )
    to_stripe(draft.amount, draft.currency, "lines")
    item, _ = create_once(table, to_item(draft, request.digest()), key_reused())
    made = from_item(item)
    # A repeat finds it as it stands, also where it was sent and made void since.
    return send_invoice(table, clock, made.id) if request.send and made.status is InvoiceStatus.DRAFT else made


def change_invoice(table: Table, invoice_id: str, change: "InvoiceChange") -> Invoice:
    """The draft after the change. Raises ``NotFound``; ``Conflict`` (``invoice_sent``, ``invoice_void``); ``Busy``."""
    from shared.invoices.request import lines_of

    invoice = find_invoice(table, invoice_id)
    if invoice.status is InvoiceStatus.VOID:
        raise invoice.refusal()
    if invoice.status is not InvoiceStatus.DRAFT:
        raise Conflict("the invoice has been sent, and stays as it is", code="invoice_sent")
    sent = {name: getattr(change, name) for name in change.model_fields_set}
    if "number" in sent:
        sent["invoice_number"] = sent.pop("number")
    if change.lines is not None:
        sent["lines"] = lines_of(change.lines)
    wanted = replace(invoice, **sent)
    if wanted == invoice:
        return invoice
    to_stripe(wanted.amount, wanted.currency, "lines")
    wanted = replace(wanted, amount_version=invoice.amount_version + 1)
    if not try_update(table, changed_update(invoice, wanted)):
        raise Busy("the invoice is being changed, try again")
    return wanted


def send_invoice(table: Table, clock: Clock, invoice_id: str) -> Invoice:
    """The invoice, to be paid from now on, with its number; one that was sent stays as it is.

    Raises ``NotFound``; ``Conflict``: ``invoice_void``, ``number_taken``; ``Busy``.
    """
    for _ in range(_ATTEMPTS):
        invoice = find_invoice(table, invoice_id)
        if invoice.status is InvoiceStatus.VOID:
            raise invoice.refusal()
        if invoice.status is not InvoiceStatus.DRAFT:
            return invoice
        number, taking = numbered_writes(table, invoice)
        try:
            table.transact([sent_update(invoice, number, clock.now()), taking])
        except TransactionFailed as refused:
            if 1 in refused.failed and invoice.invoice_number is not None:
                raise Conflict(f"another invoice has the number {number}", code="number_taken") from refused
    return _as_sent(table, invoice_id)


def _as_sent(table: Table, invoice_id: str) -> Invoice:
    """It may have been sent by whoever was in the way."""
    invoice = find_invoice(table, invoice_id)
    if invoice.status is InvoiceStatus.DRAFT:
        raise Busy("other invoices are being sent, try again")
    return invoice


def find_shown_invoice(table: Table, invoice_id: str, merchant_id: str) -> Invoice:
    """An invoice as its merchant may see it. Raises ``NotFound``, also for what was not sent (yet)."""
    invoice = find_invoice(table, invoice_id, merchant_id)
    if invoice.sent_at is None:
        raise NotFound("no such invoice")
    return invoice


def list_invoices(table: Table, merchant_id: str, page: PageRequest, *, drafts: bool) -> Listing:
    """A merchant's invoices, newest first; with ``drafts`` as the operator sees them: what was never sent, too."""
    places = (OUTSTANDING_PLACE, CLOSED, *([DRAFTS] if drafts else []))
    partitions = [invoice_list(merchant_id, place) for place in places]
    return list_page(table, partitions, replace(page, wanted=None if drafts else _was_sent))


def _was_sent(invoice: Item) -> bool:
    return "sent_at" in invoice
