"""``GET /pay/{token}`` with its document, ``GET /pay/complete`` and the logos on them, for buyers."""

from datetime import datetime
from typing import Final

from shared.aws.client import AwsError
from shared.errors import AppError, NotFound
from shared.links.documents.forms import download_of
from shared.links.model import PaymentLink
from shared.links.openings import count_opening, is_looked_at
from shared.links.pages.facts import find_link_with_payable
from shared.links.pages.languages import language_of
from shared.links.pages.page import PayPage, language_for, page_of
from shared.links.pages.state import WAITING, PageState, state_of
from shared.links.store import find_link_by_token
from shared.merchants.logos.service import find_logo
from shared.runtime import wiring
from shared.runtime.buyer_pages import LANGUAGE_HEADER, buyer_page, error_page
from shared.runtime.documents import signer
from shared.runtime.http import http_handler
from shared.runtime.http_routes import from_anywhere
from shared.runtime.http_types import Request, Response
from shared.runtime.logging import logger
from shared.runtime.settings import PublicSettings, TableSettings, read_settings
from shared.table.keys import merchant_key
from shared.table.port import Table


class Settings(TableSettings, PublicSettings):
    """Table, public address, and the bucket with the documents."""

    bucket_name: str


def show(request: Request) -> Response:
    """The page of one link, told as it is now; 204 for a page that asks (``watch``) whether it still says this."""
    settings = read_settings(Settings)
    table = wiring.table(settings.table_name)
    now, watched = wiring.clock().now(), request.query.get("watch")
    link, payable = find_link_with_payable(table, request.path["token"], now)
    back = request.query.get("from") == "checkout" or watched == PageState.CONFIRMING
    state = state_of(link, payable, now, from_checkout=back)
    if watched == state:
        return Response(204)
    if not back and watched is None and state not in WAITING and is_looked_at(request.headers):
        _count(table, link, now)
    merchant = table.get(merchant_key(link.merchant_id)) or {}
    language = language_for(request.headers.get(LANGUAGE_HEADER), payable, merchant)
    return buyer_page(200, state, page_of(link, payable, merchant, settings.public_base_url, language))


def _count(table: Table, link: PaymentLink, now: datetime) -> None:
    """Who wants to pay sees the page, whatever becomes of the count."""
    try:
        count_opening(table, link, now)
    except (AppError, AwsError) as error:
        logger().warning("opening not counted", extra={"link_id": link.id, "error": type(error).__name__})


def document(request: Request) -> Response:
    """303 to the document in the bucket, for some minutes; 404 when there is none for buyers."""
    settings = read_settings(Settings)
    now = wiring.clock().now()
    link = find_link_by_token(wiring.table(settings.table_name), request.path["token"], now)
    address = download_of(signer(settings.bucket_name), link, now)
    if address is None:
        raise NotFound("no document")
    return Response(303, "", {"location": address, "referrer-policy": "no-referrer", "x-robots-tag": "noindex"})


def complete(request: Request) -> Response:
    """Where a hosted checkout that is not for a link comes back to."""
    language = language_of(request.headers.get(LANGUAGE_HEADER))
    return buyer_page(200, PageState.COMPLETE, PayPage(language=language))


def show_logo(request: Request) -> Response:
    """The picture itself; its path changes with it, so that it may be kept for ever."""
    table = wiring.table(read_settings(Settings).table_name)
    logo = find_logo(table, request.path["merchant_id"], request.path["digest"])
    return Response(200, logo.content, {"content-type": logo.media_type, **_PICTURE_HEADERS})


_PICTURE_HEADERS: Final = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}

lambda_handler = http_handler(
    {
        "GET /pay/{token}": from_anywhere(show),
        "GET /pay/{token}/document": from_anywhere(document),
        "GET /pay/complete": from_anywhere(complete),
        "GET /logos/{merchant_id}/{digest}": from_anywhere(show_logo),
    },
    error_page,
)
