"""``GET /v1/payment-links`` and ``GET /v1/payment-links/{link_id}``."""

from shared.links.history import history_of
from shared.links.service import list_links
from shared.links.store import find_shown_link, from_item, link_collection
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_routes import listing
from shared.runtime.http_types import Request, Response
from shared.runtime.pages import page_request
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """Table and public address."""


def show_link(request: Request) -> Response:
    """One link of the caller's, with its history."""
    settings = read_settings(Settings)
    table, now = wiring.table(settings.table_name), wiring.clock().now()
    link = find_shown_link(table, request.path["link_id"], request.principal.merchant(), now)
    history = history_of(link, link_collection(table, link.id), now)
    return Response(200, link.public(settings.public_base_url, now) | {"history": history})


def show_links(request: Request) -> Response:
    """A page of the caller's links, newest first."""
    settings = read_settings(Settings)
    table, merchant_id = wiring.table(settings.table_name), request.principal.merchant()
    now = wiring.clock().now()
    listing = list_links(table, merchant_id, now, page_request(request))
    return Response(
        200, listing.body([from_item(item).public(settings.public_base_url, now) for item in listing.items])
    )


lambda_handler = http_handler(
    {"GET /v1/payment-links": listing(show_links), "GET /v1/payment-links/{link_id}": show_link}
)
