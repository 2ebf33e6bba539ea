"""Making and voiding payment links, and uploading their documents."""

from typing import Any

from shared.links.documents.forms import link_with_form
from shared.links.documents.service import new_upload
from shared.links.model import PaymentLink
from shared.links.request import LinkRequest, VoidRequest
from shared.payables.kinds import INVOICE, ORDER, Kind
from shared.payments.collecting.link_making import make_link, void_link
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.documents import signer
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, our public address, and the bucket that forms are for."""

    bucket_name: str


def create_link(request: Request) -> Response:
    """201 with the link, and with a form if a document was promised; an open link of the order is closed first."""
    return _make(request, ORDER)


def create_invoice_link(request: Request) -> Response:
    """The same for an invoice, in full."""
    return _make(request, INVOICE)


def _make(request: Request, kind: Kind) -> Response:
    settings = read_settings(Settings)
    body, key = parse_body(request, LinkRequest, empty_ok=True), request.idempotency_key()
    merchant_id = request.principal.merchant()
    context = payment_context(settings, FACING_HTTP)
    link = make_link(
        context, kind, merchant_id, request.path[f"{kind.noun}_id"], body, key, by=request.principal.actor()
    )
    return Response(201, _shown(settings, link))


def void(request: Request) -> Response:
    """200 with the void link; 409 once it is paid or while a submitted payment is on its way."""
    settings = read_settings(Settings)
    body, merchant_id = parse_body(request, VoidRequest, empty_ok=True), request.principal.merchant()
    context = payment_context(settings, FACING_HTTP)
    link = void_link(context, merchant_id, request.path["link_id"], body.reason, by=request.principal.actor())
    return Response(200, link.public(settings.public_base_url, context.clock.now()))


def await_document(request: Request) -> Response:
    """201 with the link and a new form; 409 once the document is accepted or the link is not open."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    table = wiring.table(settings.table_name)
    link_id, key = request.path["link_id"], request.idempotency_key()
    return Response(201, _shown(settings, new_upload(table, wiring.clock(), merchant_id, link_id, key)))


def _shown(settings: Settings, link: PaymentLink) -> dict[str, Any]:
    return link_with_form(link, signer(settings.bucket_name), settings.public_base_url, wiring.clock().now())


lambda_handler = http_handler(
    {
        "POST /v1/orders/{order_id}/payment-links": creating(create_link),
        "POST /v1/invoices/{invoice_id}/payment-links": creating(create_invoice_link),
        "POST /v1/payment-links/{link_id}/void": void,
        "POST /v1/payment-links/{link_id}/document": creating(await_document),
    }
)
