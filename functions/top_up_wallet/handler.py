"""``POST /v1/wallets/{currency}/top-ups``."""

from shared.payments.collecting.top_up import start_top_up
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP
from shared.wallets.request import TopUpRequest


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, and our public address."""


def top_up(request: Request) -> Response:
    """201 with the hosted page's URL; 202 without it while the provider's answer is unknown: repeat under the key."""
    settings = read_settings(Settings)
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    body, key = parse_body(request, TopUpRequest), request.idempotency_key()
    context = payment_context(settings, FACING_HTTP)
    payment = start_top_up(context, merchant_id, currency, body, base_url=settings.public_base_url, idempotency_key=key)
    return Response(
        202 if payment.in_flight and payment.checkout_url is None else 201,
        {
            "id": payment.id,
            "status": payment.state,
            "amount": payment.amount,
            "currency": payment.currency,
            "checkout_url": payment.checkout_url,
        },
    )


lambda_handler = http_handler({"POST /v1/wallets/{currency}/top-ups": top_up})
