"""Invoices."""

from typing import Final

from contracts.openapi.errors import CHARGED_AMOUNT
from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.invoices import DRAFT, VOID, Invoice, InvoiceList
from shared.invoices.request import InvoiceChange, InvoiceRequest, InvoiceVoiding

TAG: Final = "Invoices"
_LINES = [{"description": "Commission, October", "quantity": 1, "unit_amount": 12900}]
_PDF: Final = Reply("The document.", media_type="application/pdf", headers={"content-disposition": "Its file name."})

INVOICES: Final = (
    Operation(
        route="POST /v1/merchants/{merchant_id}/invoices",
        name="createInvoice",
        tag=TAG,
        summary="Make an invoice",
        text="A draft, or sent at once. Without a number the next one is given at sending.",
        body=Body(
            InvoiceRequest,
            {
                "A draft": {"currency": "EUR", "lines": _LINES, "due_date": "2026-12-06"},
                "Sent at once": {"currency": "EUR", "lines": _LINES, "due_date": "2026-12-06", "send": True},
            },
        ),
        replies={201: Reply("The invoice.", Invoice, examples={"draft": DRAFT, "sent": Invoice.example})},
        errors=("409 invoice_void", "409 number_taken", *CHARGED_AMOUNT),
    ),
    Operation(
        route="GET /v1/merchants/{merchant_id}/invoices",
        name="listMerchantInvoices",
        tag=TAG,
        summary="List a merchant's invoices",
        replies={200: Reply("A page, newest first, drafts among them.", InvoiceList)},
    ),
    Operation(
        route="GET /v1/merchants/{merchant_id}/invoices/{invoice_id}",
        name="getMerchantInvoice",
        tag=TAG,
        summary="Read a merchant's invoice",
        replies={200: Reply("The invoice, also a draft.", Invoice)},
    ),
    Operation(
        route="GET /v1/merchants/{merchant_id}/invoices/{invoice_id}/document",
        name="getMerchantInvoiceDocument",
        tag=TAG,
        summary="A merchant's invoice as a PDF",
        replies={200: _PDF},
    ),
    Operation(
        route="PATCH /v1/invoices/{invoice_id}",
        name="changeInvoice",
        tag=TAG,
        summary="Change a draft",
        text="What is left out stays; `null` clears number and period.",
        body=Body(InvoiceChange, {"Another day": {"due_date": "2026-12-20"}}),
        replies={200: Reply("The draft after the change.", Invoice, examples={"draft": DRAFT})},
        errors=("409 invoice_sent", "409 invoice_void", *CHARGED_AMOUNT),
    ),
    Operation(
        route="POST /v1/invoices/{invoice_id}/send",
        name="sendInvoice",
        tag=TAG,
        summary="Send an invoice to be paid",
        replies={200: Reply("The invoice; one that was sent before stays as it is.", Invoice)},
        errors=("409 invoice_void", "409 number_taken"),
    ),
    Operation(
        route="POST /v1/invoices/{invoice_id}/void",
        name="voidInvoice",
        tag=TAG,
        summary="Make an invoice void",
        body=Body(InvoiceVoiding, {"With a reason": {"reason": "billed twice"}}, optional=True),
        replies={200: Reply("The void invoice.", Invoice, examples={"void": VOID})},
        errors=("409 invoice_paid", "409 payment_pending"),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/invoices",
        name="listInvoices",
        tag=TAG,
        summary="List the caller's invoices",
        replies={200: Reply("A page, newest first.", InvoiceList)},
    ),
    Operation(
        route="GET /v1/invoices/{invoice_id}",
        name="getInvoice",
        tag=TAG,
        summary="Read an invoice",
        replies={200: Reply("The invoice.", Invoice)},
    ),
    Operation(
        route="GET /v1/invoices/{invoice_id}/document",
        name="getInvoiceDocument",
        tag=TAG,
        summary="An invoice as a PDF",
        replies={200: _PDF},
    ),
)
