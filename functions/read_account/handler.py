"""``GET /v1/account``: what a merchant is set to, and whether it is restricted."""

from shared.payments.dunning.account import account_of
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """Table and public address."""


def show(request: Request) -> Response:
    """The caller's own account."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    return Response(200, account_of(wiring.table(settings.table_name), merchant_id, settings.public_base_url))


lambda_handler = http_handler({"GET /v1/account": show})
