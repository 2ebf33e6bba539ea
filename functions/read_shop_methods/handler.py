"""``GET /v1/shops/{shop_id}/payment-methods``."""

from shared.errors import NotFound
from shared.money import EXPONENTS
from shared.payments.collecting.offered import offered_methods
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import takes
from shared.runtime.http_types import Request, Response, invalid_field
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, stripe_gateway
from shared.stripe_gateway.client import FACING_HTTP
from shared.stripe_gateway.offers import StripeOffers


class Settings(CollectingSettings):
    """What asking Stripe needs."""


def show(request: Request) -> Response:
    """What buyers can use now, in ``currency`` (default: the shop's own). A shop is a merchant; others' are 404."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    if request.path["shop_id"] != merchant_id:
        raise NotFound("no such shop")
    currency = request.query.get("currency")
    if currency is not None and currency not in EXPONENTS:
        raise invalid_field("currency", "an ISO 4217 currency code in capitals")
    offers = StripeOffers(stripe_gateway(settings, FACING_HTTP).api)
    found = offered_methods(wiring.table(settings.table_name), offers, merchant_id, currency)
    return Response(200, found.public())


lambda_handler = http_handler({"GET /v1/shops/{shop_id}/payment-methods": takes(show, "currency")})
