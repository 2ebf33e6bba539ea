"""Sending payment links by SMS and mail."""

from functools import cache

from shared.links.sendings.request import SendRequest
from shared.payments.sending.fees import read_fees
from shared.payments.sending.requesting import Post, send_link
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import creating
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """The table, our public address, and what one SMS costs where the merchant has no fee of its own."""

    sms_fees: str


def send(request: Request) -> Response:
    """201 with the sending, queued; also for a repeat under the same idempotency key."""
    body, key, merchant_id = parse_body(request, SendRequest), request.idempotency_key(), request.principal.merchant()
    return Response(201, send_link(_post(), merchant_id, request.path["link_id"], body, key).public())


def _post() -> Post:
    settings = read_settings(Settings)
    return Post(wiring.table(settings.table_name), wiring.clock(), settings.public_base_url, _fees(settings.sms_fees))


@cache
def _fees(text: str) -> dict[str, int]:
    return dict(read_fees(text))


lambda_handler = http_handler({"POST /v1/payment-links/{link_id}/send": creating(send)})
