"""``GET /pay/{token}`` and ``GET /pay/complete``, for buyers."""

from datetime import datetime

from shared.aws.client import AwsError
from shared.errors import AppError, NotFound
from shared.links.model import PaymentLink
from shared.links.openings import count_opening, is_looked_at
from shared.links.page import FOLLOWING, PageState, PayPage, page_headers, page_of, render, state_of
from shared.links.store import find_link_by_token
from shared.orders.store import find_order
from shared.runtime import wiring
from shared.runtime.http import http_handler, problem
from shared.runtime.http_types import Request, Response
from shared.runtime.logging import logger
from shared.runtime.settings import PublicSettings, TableSettings, read_settings
from shared.table.keys import merchant_key
from shared.table.port import Table


class Settings(TableSettings, PublicSettings):
    """Table and public address."""


def show(request: Request) -> Response:
    """The page of one link, told as it is now."""
    settings = read_settings(Settings)
    table = wiring.table(settings.table_name)
    link = find_link_by_token(table, request.path["token"])
    order = find_order(table, link.order_id)
    now, back = wiring.clock().now(), request.query.get("from") == "checkout"
    state = state_of(link, order, now, from_checkout=back)
    if not back and state not in FOLLOWING and is_looked_at(request.headers):
        _count(table, link, now)
    page = page_of(link, order, table.get(merchant_key(link.merchant_id)) or {}, settings.public_base_url)
    return Response(200, render(state, page), page_headers(settings.public_base_url))


def _count(table: Table, link: PaymentLink, now: datetime) -> None:
    """Who wants to pay sees the page, whatever becomes of the count."""
    try:
        count_opening(table, link, now)
    except (AppError, AwsError) as error:
        logger().warning("opening not counted", extra={"link_id": link.id, "error": type(error).__name__})


def complete(_: Request) -> Response:
    """Where a hosted checkout that is not for a link comes back to."""
    return Response(200, render(PageState.COMPLETE, PayPage()), page_headers(""))


def error_page(error: AppError) -> Response:
    """A buyer gets words, not a problem document."""
    if isinstance(error, NotFound):
        return Response(404, render(PageState.NOT_FOUND, PayPage()), page_headers(""))
    return problem(error)


lambda_handler = http_handler({"GET /pay/{token}": show, "GET /pay/complete": complete}, error_page)
