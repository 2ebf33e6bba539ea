"""A merchant's payment methods: listed, linked by a hosted set-up, put in order, unlinked; and Stripe's own portal."""

from shared.payment_methods.request import LinkRequest, PortalRequest, PriorityRequest
from shared.payment_methods.service import set_priority, shown
from shared.payment_methods.store import read_methods
from shared.payments.linking.context import LinkingContext
from shared.payments.linking.looking import look_at_methods
from shared.payments.linking.portal import open_portal
from shared.payments.linking.setting_up import start_setup
from shared.payments.linking.unlinking import unlink
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating, takes
from shared.runtime.http_types import Request, Response
from shared.runtime.method_wiring import linking_context
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings):
    """What asking Stripe needs."""


def show(request: Request) -> Response:
    """What is linked and what could be; ``?refresh=true`` asks Stripe first."""
    merchant_id, context = request.principal.merchant(), _context()
    if request.flag("refresh"):
        return Response(200, shown(look_at_methods(context, merchant_id)))
    return Response(200, shown(read_methods(context.table, merchant_id)))


def link(request: Request) -> Response:
    """201 with the address of the page on which a card or a PayPal account is linked."""
    merchant_id = request.principal.merchant()
    body, key = parse_body(request, LinkRequest), request.idempotency_key()
    setup = start_setup(_context(), merchant_id, body, actor=request.principal.actor(), idempotency_key=key)
    return Response(201, setup.public())


def reorder(request: Request) -> Response:
    """The methods in their new order."""
    merchant_id, body = request.principal.merchant(), parse_body(request, PriorityRequest)
    return Response(200, shown(set_priority(_context().table, merchant_id, body.priority)))


def remove(request: Request) -> Response:
    """204 once it is charged no more; 409 for the last one, and while it is being charged."""
    unlink(_context(), request.principal.merchant(), request.path["method_id"])
    return Response(204)


def portal(request: Request) -> Response:
    """201 with the address of Stripe's page about the saved methods."""
    merchant_id, body = request.principal.merchant(), parse_body(request, PortalRequest)
    return Response(201, {"url": open_portal(_context(), merchant_id, body.return_url)})


def _context() -> LinkingContext:
    return linking_context(read_settings(Settings), FACING_HTTP)


lambda_handler = http_handler(
    {
        "GET /v1/payment-methods": takes(show, "refresh"),
        "POST /v1/payment-methods": creating(link),
        "PATCH /v1/payment-methods": reorder,
        "DELETE /v1/payment-methods/{method_id}": remove,
        "POST /v1/portal-sessions": portal,
    }
)
