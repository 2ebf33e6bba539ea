"""The operator's calls: making invoices, sending and voiding them."""

from shared.invoices import service
from shared.invoices.request import InvoiceChange, InvoiceRequest, InvoiceVoiding
from shared.invoices.store import find_invoice, from_item
from shared.merchants.service import find_merchant
from shared.payments.collecting.invoice_voiding import void_invoice
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, listing
from shared.runtime.http_types import Request, Response
from shared.runtime.invoice_documents import pdf_response
from shared.runtime.pages import page_request
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP
from shared.table.dynamo import DynamoTable


class Settings(CollectingSettings):
    """What collecting needs: a checkout that is open for an invoice is closed before that is void."""


def create(request: Request) -> Response:
    """201 with the draft, or with the invoice as sent; also for a repeat under the same idempotency key."""
    table, body, key = _operator_table(request), parse_body(request, InvoiceRequest), request.idempotency_key()
    invoice = service.create_invoice(table, wiring.clock(), request.path["merchant_id"], body, key)
    return Response(201, invoice.public())


def show_all(request: Request) -> Response:
    """A page of a merchant's invoices, newest first, drafts among them."""
    table, merchant_id = _operator_table(request), request.path["merchant_id"]
    find_merchant(table, merchant_id)
    listing = service.list_invoices(table, merchant_id, page_request(request), drafts=True)
    return Response(200, listing.body([from_item(item).public() for item in listing.items]))


def show(request: Request) -> Response:
    """One invoice of a merchant's, also a draft."""
    table = _operator_table(request)
    return Response(200, find_invoice(table, request.path["invoice_id"], request.path["merchant_id"]).public())


def document(request: Request) -> Response:
    """The same invoice as a PDF, also while it is a draft."""
    table, merchant_id = _operator_table(request), request.path["merchant_id"]
    invoice = find_invoice(table, request.path["invoice_id"], merchant_id)
    return pdf_response(invoice, find_merchant(table, merchant_id))


def change(request: Request) -> Response:
    """200 with the changed draft; 409 once it was sent."""
    table, body = _operator_table(request), parse_body(request, InvoiceChange)
    return Response(200, service.change_invoice(table, request.path["invoice_id"], body).public())


def send(request: Request) -> Response:
    """200 with the invoice, to be paid from now on; one that was sent stays as it is."""
    table = _operator_table(request)
    return Response(200, service.send_invoice(table, wiring.clock(), request.path["invoice_id"]).public())


def void(request: Request) -> Response:
    """200 with the void invoice; 409 once it is paid or while a payment is on its way."""
    request.principal.operator()
    body = parse_body(request, InvoiceVoiding, empty_ok=True)
    context = payment_context(read_settings(Settings), FACING_HTTP)
    return Response(200, void_invoice(context, request.path["invoice_id"], body.reason).public())


def _operator_table(request: Request) -> DynamoTable:
    request.principal.operator()
    return wiring.table(read_settings(Settings).table_name)


lambda_handler = http_handler(
    {
        "POST /v1/merchants/{merchant_id}/invoices": creating(create),
        "GET /v1/merchants/{merchant_id}/invoices": listing(show_all),
        "GET /v1/merchants/{merchant_id}/invoices/{invoice_id}": show,
        "GET /v1/merchants/{merchant_id}/invoices/{invoice_id}/document": document,
        "PATCH /v1/invoices/{invoice_id}": change,
        "POST /v1/invoices/{invoice_id}/send": send,
        "POST /v1/invoices/{invoice_id}/void": void,
    }
)
