"""An invoice's PDF as an answer."""

from shared.invoices.documents.drawing import document_of
from shared.invoices.model import Invoice
from shared.merchants.model import Merchant
from shared.runtime.http_types import Response


def pdf_response(invoice: Invoice, merchant: Merchant) -> Response:
    """200 with the document, named by the invoice's id: its number may hold what no file name can."""
    headers = {
        "content-type": "application/pdf",
        "content-disposition": f'inline; filename="{invoice.id}.pdf"',
        "x-content-type-options": "nosniff",
    }
    return Response(200, document_of(invoice, merchant.name), headers)
