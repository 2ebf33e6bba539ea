"""The API's page in a browser, as the function answers it: accessible, readable on a small phone, asking nobody."""

import base64
from importlib.resources import files
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, Route

from functions.show_docs.handler import lambda_handler as show_docs
from tests.support.samples import http_event

_ADDRESS: Final = "https://api.example.com/docs"
_AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_ASK: Final = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
_FEWER: Final = "document.querySelectorAll('article').forEach((each, place) => { if (place % 15) each.remove(); })"
"""All cards are of three makes; axe takes minutes for all of them."""
_SMALLEST: Final = 320


def opened(page: Page) -> list[str]:
    """Open it; what was asked for beside it, and what the browser complained of, as it comes."""
    found: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url == _ADDRESS:
            given = show_docs(http_event("show_docs", "GET /docs", headers={"accept-encoding": "identity"}), None)

            route.fulfill(body=base64.b64decode(given["body"]), headers=given["headers"])
        else:
            found.append(route.request.url)
            route.fulfill(status=204)

    page.route("**/*", answer)
    page.on("console", lambda message: found.append(message.text))
    page.goto(_ADDRESS)
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", _SMALLEST), ("dark", 1280)])
def test_the_docs_are_for_everybody(browser: Browser, scheme: Literal["light", "dark"], width: int) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True, locale="en-GB"
    ) as context:
        page = context.new_page()
        opened(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(_FEWER)
        page.evaluate(_AXE)
        found = page.evaluate(_ASK, _RULES)["violations"]
        assert not [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def test_the_docs_ask_nobody_and_break_no_rule_of_their_own(page: Page) -> None:
    said = opened(page)
    page.get_by_role("link", name="Take an order in").click()
    assert page.url == f"{_ADDRESS}#createOrder"
    card = page.get_by_role("article", name="Take an order in", exact=True)
    card.get_by_text("Example: By a payment link").click()
    assert '"collect": "link"' in card.inner_text()
    assert [each for each in said if "favicon" not in each] == []
