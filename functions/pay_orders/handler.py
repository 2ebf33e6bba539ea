"""``POST /v1/payments``, ``POST /v1/invoices/{invoice_id}/pay`` and ``GET /v1/payments/{payment_id}``."""

from shared.payments import service
from shared.payments.request import InvoicePayment, PaymentRequest
from shared.payments.store import find_payment
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.charge_wiring import charging_context
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, and our public address."""


def pay(request: Request) -> Response:
    """201 with a result for each order, also when nothing could be paid; 202 while the provider's answer is unknown."""
    request.principal.merchant()
    return _pay(request, parse_body(request, PaymentRequest))


def pay_invoice(request: Request) -> Response:
    """The same for the invoice in the path: its own button."""
    request.principal.merchant()
    body = parse_body(request, InvoicePayment)
    return _pay(request, PaymentRequest(invoice=request.path["invoice_id"][:64], method=body.method))


def _pay(request: Request, body: PaymentRequest) -> Response:
    settings = read_settings(Settings)
    merchant_id, key = request.principal.merchant(), request.idempotency_key()
    context = charging_context(settings, FACING_HTTP)
    payment = service.pay_orders(context, merchant_id, body, base_url=settings.public_base_url, idempotency_key=key)
    waiting = payment.in_flight and payment.checkout_url is None
    return Response(202 if waiting else 201, service.public(payment))


def show(request: Request) -> Response:
    """One payment of the caller's."""
    merchant_id = request.principal.merchant()
    table = wiring.table(read_settings(Settings).table_name)
    return Response(200, service.public(find_payment(table, request.path["payment_id"], merchant_id)))


lambda_handler = http_handler(
    {
        "POST /v1/payments": creating(pay),
        "POST /v1/invoices/{invoice_id}/pay": creating(pay_invoice),
        "GET /v1/payments/{payment_id}": show,
    }
)
