"""A real browser on the pages of the deployed stack; a run without a browser fails, it is never skipped."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from local.chromium.find import find_browser
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop

_PATIENCE_MS = 120_000
expect.set_options(timeout=_PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    found = find_browser()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found.program, args=list(found.arguments()), env={**found.variables()}
        )
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A buyer's browser that has seen nothing yet: a phone's width, English."""
    with browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB") as fresh:
        fresh.set_default_timeout(_PATIENCE_MS)
        yield fresh


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab of it."""
    return context.new_page()


@pytest.fixture
def shop(stack: LocalStack) -> Shop:
    """A fresh merchant that trades in EUR."""
    return stack.new_shop(name="Paper & Thread")
