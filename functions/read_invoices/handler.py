"""``GET /v1/invoices``, ``GET /v1/invoices/{invoice_id}`` and ``GET /v1/balance``: what a merchant owes."""

from shared.invoices.balance import balance_of
from shared.invoices.service import find_shown_invoice, list_invoices
from shared.invoices.store import from_item
from shared.merchants.service import find_merchant
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import listing
from shared.runtime.http_types import Request, Response
from shared.runtime.invoice_documents import pdf_response
from shared.runtime.pages import page_request
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """Table and public address."""


def show(request: Request) -> Response:
    """One invoice of the caller's that was sent."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    table = wiring.table(settings.table_name)
    invoice = find_shown_invoice(table, request.path["invoice_id"], merchant_id)
    return Response(200, invoice.public(settings.public_base_url))


def show_all(request: Request) -> Response:
    """A page of the caller's invoices, newest first."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    table = wiring.table(settings.table_name)
    listing = list_invoices(table, merchant_id, page_request(request), drafts=False)
    base_url = settings.public_base_url
    return Response(200, listing.body([from_item(item).public(base_url) for item in listing.items]))


def document(request: Request) -> Response:
    """The same invoice as a PDF."""
    merchant_id = request.principal.merchant()
    table = wiring.table(read_settings(Settings).table_name)
    invoice = find_shown_invoice(table, request.path["invoice_id"], merchant_id)
    return pdf_response(invoice, find_merchant(table, merchant_id))


def show_balance(request: Request) -> Response:
    """What the caller owes, by currency, and whether all of it can be paid at once."""
    merchant_id = request.principal.merchant()
    return Response(200, balance_of(wiring.table(read_settings(Settings).table_name), merchant_id))


lambda_handler = http_handler(
    {
        "GET /v1/invoices": listing(show_all),
        "GET /v1/invoices/{invoice_id}": show,
        "GET /v1/invoices/{invoice_id}/document": document,
        "GET /v1/balance": show_balance,
    }
)
