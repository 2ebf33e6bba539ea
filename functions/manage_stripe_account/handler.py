"""A merchant's own Stripe account: connected by the merchant or named by the operator, looked at, let go."""

from shared.clock import rfc3339
from shared.merchants.service import find_merchant
from shared.merchants.stripe_account.request import NamedAccount, OnboardingRequest
from shared.merchants.stripe_account.store import find_account
from shared.payments.connecting.disconnecting import disconnect
from shared.payments.connecting.looking import refreshed
from shared.payments.connecting.naming import name_account
from shared.payments.connecting.onboarding import start_onboarding
from shared.payments.context import PaymentContext
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import takes
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP


class Settings(CollectingSettings):
    """What collecting needs."""


def connect(request: Request) -> Response:
    """201 with the account and a page of Stripe's on which its owner answers Stripe's questions; anew at each call."""
    merchant_id, body = request.principal.merchant(), parse_body(request, OnboardingRequest)
    account, link = start_onboarding(_context(), merchant_id, body)
    onboarding = {"url": link.url, "expires_at": rfc3339(link.expires_at)}
    return Response(201, account.public() | {"onboarding": onboarding})


def show(request: Request) -> Response:
    """What the account can do, as far as known; ``?refresh=true`` asks Stripe first."""
    return _shown(request, request.principal.merchant())


def remove(request: Request) -> Response:
    """204 once nothing collects there any more; 409 while a buyer's money is on its way there."""
    disconnect(_context(), request.principal.merchant())
    return Response(204)


def name(request: Request) -> Response:
    """The operator: an account that is connected to the platform already becomes the merchant's."""
    request.principal.operator()
    body = parse_body(request, NamedAccount)
    return Response(200, name_account(_context(), request.path["merchant_id"], body.account).public())


def show_to_operator(request: Request) -> Response:
    """As the merchant sees it."""
    return _shown(request, _merchant_named(request))


def remove_for_operator(request: Request) -> Response:
    """As the merchant does."""
    disconnect(_context(), _merchant_named(request))
    return Response(204)


def _shown(request: Request, merchant_id: str) -> Response:
    context = _context()
    account = find_account(context.table, merchant_id)
    if request.flag("refresh"):
        account = refreshed(context, account)
    return Response(200, account.public())


def _merchant_named(request: Request) -> str:
    request.principal.operator()
    return find_merchant(_context().table, request.path["merchant_id"]).id


def _context() -> PaymentContext:
    return payment_context(read_settings(Settings), FACING_HTTP)


lambda_handler = http_handler(
    {
        "POST /v1/stripe-account": connect,
        "GET /v1/stripe-account": takes(show, "refresh"),
        "DELETE /v1/stripe-account": remove,
        "PUT /v1/merchants/{merchant_id}/stripe-account": name,
        "GET /v1/merchants/{merchant_id}/stripe-account": takes(show_to_operator, "refresh"),
        "DELETE /v1/merchants/{merchant_id}/stripe-account": remove_for_operator,
    }
)
