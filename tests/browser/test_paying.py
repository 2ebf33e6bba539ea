"""A buyer pays on a link's page, as buyers do: by what they see."""

from playwright.sync_api import Page, expect

from tests.browser.buyer import fill_in_card
from tests.support.shop import Shop


def test_a_card_pays_and_the_page_follows(page: Page, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    page.goto(order["payment_link"])
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.get_by_role("button").click()
    fill_in_card(page)

    expect(page.locator("main")).to_have_attribute("data-state", "paid")
    assert shop.read_order(order["id"])["payment_status"] == "paid"
