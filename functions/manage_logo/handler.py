"""The merchant's logo: ``PUT``, ``GET`` and ``DELETE /v1/logo``."""

from shared.merchants.logos import service
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """The table, and where buyers see the logo."""


def keep_logo(request: Request) -> Response:
    """200 with the logo; the body is the picture itself."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    logo = service.keep_logo(wiring.table(settings.table_name), wiring.clock(), merchant_id, request.body)
    return Response(200, logo.public(settings.public_base_url))


def show_logo(request: Request) -> Response:
    """200 with what is known of it, 404 when there is none."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    logo = service.find_logo(wiring.table(settings.table_name), merchant_id)
    return Response(200, logo.public(settings.public_base_url))


def remove_logo(request: Request) -> Response:
    """204, also when there was none."""
    merchant_id = request.principal.merchant()
    service.remove_logo(wiring.table(read_settings(Settings).table_name), merchant_id)
    return Response(204)


lambda_handler = http_handler({"PUT /v1/logo": keep_logo, "GET /v1/logo": show_logo, "DELETE /v1/logo": remove_logo})
