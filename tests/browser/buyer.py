"""What a buyer does at the provider's page."""

from playwright.sync_api import Page

from tests.support.stripe_side import GOOD_CARD


def fill_in_card(page: Page, card: str = GOOD_CARD) -> None:
    """Fill in everything that the hosted page asks for, and pay."""
    typed = {
        "Email": "buyer@example.com",
        "Phone": "+4930123456",
        "Card number": card,
        "Expires": "12 / 34",
        "CVC": "123",
        "Name": "Ada Byron",
        "Address": "Main Street 1",
        "Postal code": "10115",
        "City": "Berlin",
        "Country": "DE",
    }
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Pay").first.click()
