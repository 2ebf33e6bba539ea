"""Answers to buyers: pages in their language, also when something goes wrong."""

from collections.abc import Mapping

from shared.errors import AppError, NotFound
from shared.links.pages.document import page_headers, render
from shared.links.pages.languages import language_of
from shared.links.pages.page import PayPage
from shared.links.pages.state import PageState
from shared.runtime.http_types import Response

LANGUAGE_HEADER = "accept-language"


def buyer_page(status: int, state: PageState, page: PayPage) -> Response:
    """The page with its headers."""
    return Response(status, render(state, page), page_headers(state, page))


def error_page(error: AppError, headers: Mapping[str, str]) -> Response:
    """A buyer gets words, not a problem document: no such link, or try again."""
    page = PayPage(language=language_of(headers.get(LANGUAGE_HEADER)))
    state = PageState.NOT_FOUND if isinstance(error, NotFound) else PageState.TRY_AGAIN
    return buyer_page(error.http_status, state, page)
