"""``GET /v1/payment-links`` and ``GET /v1/payment-links/{link_id}``."""

from shared.links.service import list_links
from shared.links.store import find_link, from_item
from shared.runtime import wiring
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, TableSettings, read_settings


class Settings(TableSettings, PublicSettings):
    """Table and public address."""


def show_link(request: Request) -> Response:
    """One link of the caller's."""
    settings = read_settings(Settings)
    link = find_link(wiring.table(settings.table_name), request.path["link_id"], request.principal.merchant())
    return Response(200, link.public(settings.public_base_url, wiring.clock().now()))


def show_links(request: Request) -> Response:
    """A page of the caller's links, newest first."""
    settings = read_settings(Settings)
    table, merchant_id = wiring.table(settings.table_name), request.principal.merchant()
    listing = list_links(table, merchant_id, request.limit(), request.query.get("cursor"))
    now = wiring.clock().now()
    return Response(
        200, listing.body([from_item(item).public(settings.public_base_url, now) for item in listing.items])
    )


lambda_handler = http_handler({"GET /v1/payment-links": show_links, "GET /v1/payment-links/{link_id}": show_link})
