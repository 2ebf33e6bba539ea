"""``POST /v1/wallets/{currency}/top-ups``."""

from shared.payments.topping_up.requesting import request_top_up
from shared.runtime.bodies import parse_body
from shared.runtime.charge_wiring import charging_context
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.stripe_gateway.client import FACING_HTTP
from shared.wallets.request import TopUpRequest


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, and our public address."""


def top_up(request: Request) -> Response:
    """201 with the hosted page's URL, or with what the linked method said; 202 while nobody knows what the provider
    did, or its word comes later: repeat under the key, or read the payment.
    """
    settings = read_settings(Settings)
    merchant_id, currency = request.principal.merchant(), request.path["currency"]
    body, key = parse_body(request, TopUpRequest), request.idempotency_key()
    payment = request_top_up(
        charging_context(settings, FACING_HTTP),
        merchant_id,
        currency,
        body,
        base_url=settings.public_base_url,
        idempotency_key=key,
    )
    return Response(
        202 if payment.in_flight and payment.checkout_url is None else 201,
        {
            "id": payment.id,
            "status": payment.state,
            "amount": payment.amount,
            "currency": payment.currency,
            "checkout_url": payment.checkout_url,
            "reason": payment.failure,
        },
    )


lambda_handler = http_handler({"POST /v1/wallets/{currency}/top-ups": creating(top_up)})
