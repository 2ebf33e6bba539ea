"""A real browser on the pages of a deployed stack; a run without a browser fails, it is never skipped."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from local.chromium.find import find_browser
from local.stack.clients import bypass_proxies
from local.stack.description import StackDescription
from tests.support.local_stack import LocalStack
from tests.support.own_stack import running_stack
from tests.support.shop import Shop

_PATIENCE_MS = 45_000
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


@pytest.fixture(scope="session")
def description() -> Iterator[StackDescription]:
    """Addresses and keys; ORDERPAY_STACK is the path of a running stack's stack.json."""
    with running_stack("browser") as found:
        yield found


@pytest.fixture(scope="session")
def stack(description: StackDescription) -> Iterator[LocalStack]:
    """The ways into the stack."""
    bypass_proxies()
    with httpx.Client(timeout=35, trust_env=False) as http:
        yield LocalStack(description, http)


@pytest.fixture
def shop(stack: LocalStack) -> Shop:
    """A fresh merchant that trades in EUR."""
    return stack.new_shop(name="Paper & Thread")
