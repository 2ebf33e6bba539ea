"""Every state in every language, light and dark: accessible by WCAG 2.2 AA, readable on the smallest phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from shared.links.pages.document import page_headers, render
from shared.links.pages.languages import LANGUAGES, Language
from shared.links.pages.page import PayPage
from shared.links.pages.state import PageState
from shared.stripe_gateway.port import DeclineReason
from tests.e2e.browser.states import ADDRESS, crowded, page_in
from tests.support.pictures import png

_AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_ASK = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations', 'incomplete']})"
_WIDTH = "document.documentElement.scrollWidth"
_SMALLEST: ViewportSize = {"width": 320, "height": 640}


class Window:
    """A tab that is served pages as the functions answer them, headers and all."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self._now: tuple[PageState, PayPage] = (PageState.NOT_FOUND, PayPage())
        page.route("**/*", self._answer)
        page.on("console", lambda message: self.said.append(message.text))

    def show(self, state: PageState, page: PayPage) -> None:
        """Open it."""
        self._now = state, page
        self.page.goto(ADDRESS)

    def faults(self) -> list[str]:
        """What axe finds, and what it cannot decide about colours."""
        self.page.evaluate(_AXE)
        found = self.page.evaluate(_ASK, _RULES)
        unsure = [each for each in found["incomplete"] if each["id"] == "color-contrast"]
        return [
            f"{each['id']}: {node['html'][:120]}" for each in found["violations"] + unsure for node in each["nodes"]
        ]

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if url == ADDRESS:
            route.fulfill(body=render(*self._now), headers=page_headers(*self._now))
        elif url.endswith("/logo"):
            route.fulfill(body=png(240, 80), content_type="image/png")
        else:
            route.fulfill(status=204)


@contextmanager
def small_phone(browser: Browser, scheme: Literal["light", "dark"]) -> Iterator[Window]:
    """By day or by night."""
    with browser.new_context(viewport=_SMALLEST, color_scheme=scheme) as context:
        yield Window(context.new_page())


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_accessible_and_keeps_its_own_policy(
    browser: Browser, code: str, scheme: Literal["light", "dark"]
) -> None:
    found: dict[str, list[str]] = {}
    # What differs by language is words and widths; what differs by scheme is colours.
    states = list(PageState) if code == "de" or scheme == "light" else [PageState.OPEN]
    with small_phone(browser, scheme) as window:
        for state in states:
            window.show(state, page_in(state, Language(code, code)))
            assert window.page.locator("html").get_attribute("lang") == code
            found[state] = window.faults()
            assert window.page.evaluate(_WIDTH) <= _SMALLEST["width"], state
        assert window.said == []
    assert {state: faults for state, faults in found.items() if faults} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_why_an_attempt_failed_is_accessible(browser: Browser, scheme: Literal["light", "dark"]) -> None:
    with small_phone(browser, scheme) as window:
        for reason in DeclineReason:
            page = replace(page_in(PageState.OPEN, Language("de", "de")), failure=reason.value)
            window.show(PageState.OPEN, page)
            assert window.page.get_by_role("status").inner_text().startswith("Der letzte Versuch hat nicht geklappt")
        assert window.faults() == []


@pytest.mark.parametrize("state", list(PageState))
def test_the_longest_names_and_the_largest_text_stay_on_the_page(browser: Browser, state: PageState) -> None:
    with browser.new_context(viewport=_SMALLEST) as context:
        window = Window(context.new_page())
        for code in LANGUAGES:
            window.show(state, crowded(state, Language(code, code)))
            assert window.page.evaluate(_WIDTH) <= 320, code
        # At 640 CSS pixels and twice the text: what WCAG asks of a window of 320 is the same.
        window.page.set_viewport_size({"width": 640, "height": 800})
        window.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert window.page.evaluate(_WIDTH) <= 640


@pytest.mark.parametrize("state", list(PageState))
def test_what_can_be_pressed_is_large_enough_for_a_thumb(browser: Browser, state: PageState) -> None:
    with browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True) as context:
        window = Window(context.new_page())
        window.show(state, page_in(state, Language("en", "en")))
        for target in window.page.locator("button, a.second, footer a").all():
            box = target.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24
