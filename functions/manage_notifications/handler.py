"""What a merchant was told, whether it has read it, and which of it it wants."""

from shared.merchants.service import find_merchant
from shared.notifications.request import ReadRequest, SettingsChange
from shared.notifications.settings import change_notice_settings, read_notice_settings
from shared.payments.notifying.reading import list_notices, read_one, read_until
from shared.runtime import wiring
from shared.runtime.bodies import parse_body
from shared.runtime.http import http_handler
from shared.runtime.http_routes import listing
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """The table, and our public address."""


def show_all(request: Request) -> Response:
    """200 with a page of notices, newest first; ``?unread=true`` those that nobody has read."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    unread, page = request.flag("unread"), page_request(request)
    table, base_url = wiring.table(settings.table_name), settings.public_base_url
    return Response(200, list_notices(table, wiring.clock(), merchant_id, page, unread=unread, base_url=base_url))


def mark_one(request: Request) -> Response:
    """200 with the notice as it is after; a repeat changes nothing."""
    settings, merchant_id = read_settings(Settings), request.principal.merchant()
    table, notice_id = wiring.table(settings.table_name), request.path["notification_id"]
    return Response(200, read_one(table, wiring.clock(), merchant_id, notice_id, settings.public_base_url))


def mark_all(request: Request) -> Response:
    """200 with how many were marked."""
    merchant_id, body = request.principal.merchant(), parse_body(request, ReadRequest)
    table = wiring.table(read_settings(Settings).table_name)
    return Response(200, read_until(table, wiring.clock(), merchant_id, body.until))


def show_settings(request: Request) -> Response:
    """200 with which kinds are told where."""
    merchant_id = request.principal.merchant()
    table = wiring.table(read_settings(Settings).table_name)
    merchant = find_merchant(table, merchant_id)
    return Response(200, read_notice_settings(table, merchant_id).public(merchant.email))


def change_settings(request: Request) -> Response:
    """200 with the same after the change; what was not sent stays."""
    merchant_id, body = request.principal.merchant(), parse_body(request, SettingsChange)
    table = wiring.table(read_settings(Settings).table_name)
    merchant = find_merchant(table, merchant_id)
    return Response(200, change_notice_settings(table, merchant_id, body).public(merchant.email))


lambda_handler = http_handler(
    {
        "GET /v1/notifications": listing(show_all, "unread"),
        "POST /v1/notifications/{notification_id}/read": mark_one,
        "POST /v1/notifications/read": mark_all,
        "GET /v1/notification-settings": show_settings,
        "PATCH /v1/notification-settings": change_settings,
    }
)
