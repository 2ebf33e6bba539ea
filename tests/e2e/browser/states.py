"""Every state of the page with facts that put the design to the test, without a stack."""

from dataclasses import replace
from datetime import UTC, datetime

from shared.links.pages.formats import amount_text, moment_text
from shared.links.pages.languages import Language
from shared.links.pages.page import Logo, Moment, PayPage
from shared.links.pages.state import PageState

ADDRESS = "https://pay.example/pay/token"
_BARE = (PageState.NOT_FOUND, PageState.COMPLETE)


def page_in(state: PageState, language: Language) -> PayPage:
    """A page as it is in this state, with everything that may be on it."""
    if state in _BARE:
        return PayPage(language=language)
    at = Moment(moment_text(datetime(2026, 12, 31, 22, 59, tzinfo=UTC), language.locale), "2026-12-31T22:59:00Z")
    return PayPage(
        language=language,
        merchant="Paper & Thread",
        email="help@paper-and-thread.example",
        phone="+493012345678",
        reference=(language.say("invoice"), "2026-004711"),
        amount=amount_text(123_450, "USD", language.locale),
        currency=None,
        url=ADDRESS,
        expires=at,
        closed=at,
        paid=at,
        paid_with=language.say("card_ending", brand="Visa", last4="4242"),
        logo=Logo("https://pay.example/logo", 240, 80),
        document=True,
    )


def crowded(state: PageState, language: Language) -> PayPage:
    """The longest that may come: names and numbers without a place to break them."""
    return replace(
        page_in(state, language),
        merchant="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" + "x" * 100,
        email="a" * 60 + "@" + "b" * 180 + ".example",
        reference=(language.say("order"), "X" * 200),
        amount=amount_text(99_999_999, "KWD", language.locale),
        failure="wrong_details",
        refunded=amount_text(99_999_998, "KWD", language.locale),
    )
