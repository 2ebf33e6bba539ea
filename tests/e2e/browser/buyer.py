"""What a buyer does at the provider's page, by what it says."""

from playwright.sync_api import Locator, Page

from tests.support.stripe_side import GOOD_CARD

GUEST = {
    "Email": "buyer@example.com",
    "Phone, with country code": "+4930123456",
    "Expires": "12 / 34",
    "CVC": "123",
    "Name on card": "Ada Byron",
    "Address": "Main Street 1",
    "Address, second line (optional)": "Rear house",
    "Postal code": "10115",
    "City": "Berlin",
    "Country": "DE",
}
"""All that a guest is asked for beside the card's number."""


def fill_in_card(page: Page, card: str = GOOD_CARD) -> None:
    """Fill in everything that the hosted page asks for, and pay."""
    for label, value in {**GUEST, "Card number": card}.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Pay").first.click()


def press_pay(page: Page) -> None:
    """Press our page's one button, and wait for the provider's page."""
    page.locator("main button").click()
    page.wait_for_url("**/c/pay/**")


def state(page: Page) -> Locator:
    """Where our page tells its state."""
    return page.locator("main[data-state]")
