"""``POST /pay/{token}/checkout``: the button of the payment page."""

from shared.errors import AppError, NotFound, OutcomeUnknown, ProviderRejected
from shared.links.pages.facts import find_link_with_payable
from shared.links.pages.page import language_for, page_of
from shared.links.pages.state import PageState, state_of
from shared.payments.collecting.link_checkout import start_link_checkout
from shared.payments.context import PaymentContext
from shared.runtime.buyer_pages import LANGUAGE_HEADER, buyer_page, error_page
from shared.runtime.http import http_handler
from shared.runtime.http_routes import from_anywhere
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
        return _why_not(context, request, settings.public_base_url, error)
    return Response(303, "", {"location": url, "referrer-policy": "no-referrer"})


def _why_not(context: PaymentContext, request: Request, base_url: str, error: AppError) -> Response:
    now = context.clock.now()
    link, payable = find_link_with_payable(context.table, request.path["token"], now)
    state = state_of(link, payable, now, from_checkout=False)
    if state is PageState.OPEN:
        state = PageState.REFUSED if _amount_refused(error) else PageState.TRY_AGAIN
    merchant = context.table.get(merchant_key(link.merchant_id)) or {}
    language = language_for(request.headers.get(LANGUAGE_HEADER), payable, merchant)
    status = 202 if isinstance(error, OutcomeUnknown) else error.http_status
    return buyer_page(status, state, page_of(link, payable, merchant, base_url, language))


def _amount_refused(error: AppError) -> bool:
    """Trying again cannot help (https://docs.stripe.com/error-codes#amount-too-small)."""
    refusals = ("amount_too_small", "amount_too_large")
    rejected = isinstance(error, ProviderRejected) and error.provider_code in refusals
    return rejected or error.code in ("amount_not_chargeable", "amount_below_minimum", "amount_too_large")


lambda_handler = http_handler({"POST /pay/{token}/checkout": from_anywhere(start)}, error_page)
