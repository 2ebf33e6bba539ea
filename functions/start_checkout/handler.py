"""``POST /pay/{token}/checkout``: the button of the payment page."""

from shared.errors import AppError, NotFound, OutcomeUnknown, ProviderRejected
from shared.links.page import PageState, PayPage, page_headers, page_of, render, state_of
from shared.links.store import find_link_by_token
from shared.orders.store import find_order
from shared.payments.collecting.link_checkout import start_link_checkout
from shared.payments.context import PaymentContext
from shared.runtime.http import http_handler
from shared.runtime.http_types import Request, Response
from shared.runtime.settings import PublicSettings, read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import FACING_HTTP
from shared.table.keys import merchant_key


class Settings(CollectingSettings, PublicSettings):
    """What collecting needs, and our public address."""


def start(request: Request) -> Response:
    """303 to the hosted checkout, or the page again, telling why not."""
    settings = read_settings(Settings)
    context, token = payment_context(settings, FACING_HTTP), request.path["token"]
    try:
        url = start_link_checkout(context, token, settings.public_base_url)
    except NotFound:
        raise
    except AppError as error:
        return _why_not(context, token, settings.public_base_url, error)
    return Response(303, "", {"location": url, "referrer-policy": "no-referrer"})


def not_found_page(error: AppError) -> Response:
    """A buyer gets words, not a problem document."""
    state = PageState.NOT_FOUND if isinstance(error, NotFound) else PageState.TRY_AGAIN
    return Response(error.http_status, render(state, PayPage()), page_headers(""))


def _why_not(context: PaymentContext, token: str, base_url: str, error: AppError) -> Response:
    link = find_link_by_token(context.table, token)
    order = find_order(context.table, link.order_id)
    state = state_of(link, order, context.clock.now(), from_checkout=False)
    if state is PageState.OPEN:
        state = PageState.REFUSED if _amount_refused(error) else PageState.TRY_AGAIN
    merchant = context.table.get(merchant_key(link.merchant_id)) or {}
    status = 202 if isinstance(error, OutcomeUnknown) else error.http_status
    return Response(status, render(state, page_of(link, order, merchant, base_url)), page_headers(base_url))


def _amount_refused(error: AppError) -> bool:
    """Trying again cannot help (https://docs.stripe.com/error-codes#amount-too-small)."""
    refusals = ("amount_too_small", "amount_too_large")
    rejected = isinstance(error, ProviderRejected) and error.provider_code in refusals
    return rejected or error.code in ("amount_not_chargeable", "amount_below_minimum", "amount_too_large")


lambda_handler = http_handler({"POST /pay/{token}/checkout": start}, not_found_page)
