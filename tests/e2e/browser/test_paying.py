"""A buyer pays on a link's page, as buyers do: by what they see."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser.buyer import GUEST, fill_in_card, press_pay, state
from tests.support.pictures import png
from tests.support.shop import Shop
from tests.support.stripe_side import DECLINED_CARD
from tests.support.waiting import eventually


def test_a_card_pays_and_the_page_becomes_the_receipt_by_itself(page: Page, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="none")
    link = shop.make_link(order["id"], invoice_number="2026-0815")
    page.goto(link["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment request")
    expect(page.locator("main")).to_contain_text("2026-0815")
    expect(page.get_by_role("button")).to_have_text("Pay €33.00")

    press_pay(page)
    expect(page.locator("main")).to_contain_text("Invoice 2026-0815")
    fill_in_card(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid, thank you")
    expect(page.locator("main")).to_contain_text("Visa ending in 4242")
    expect(page.get_by_role("button")).to_have_count(0)
    assert shop.read_order(order["id"])["payment_status"] == "paid"


def test_a_guest_is_asked_for_everything_and_cannot_change_what_is_due(page: Page, shop: Shop) -> None:
    link = shop.place(amount=3_300, collect="link")["payment_link"]
    page.goto(link)
    press_pay(page)
    for label in GUEST:
        needed = page.get_by_label(label, exact=True).get_attribute("required") is not None
        assert needed == ("optional" not in label), label
    assert page.locator("input[name*=amount], input[name*=quantity]").count() == 0

    fill_in_card(page)

    expect(state(page)).to_have_attribute("data-state", "paid")
    session = next(each for each in shop.stripe.sessions() if each["cancel_url"] == link)
    details = session["customer_details"]
    assert (details["email"], details["phone"], details["name"]) == ("buyer@example.com", "+4930123456", "Ada Byron")
    assert {name: details["address"][name] for name in ("line1", "line2", "postal_code", "country")} == {
        "line1": "Main Street 1",
        "line2": "Rear house",
        "postal_code": "10115",
        "country": "DE",
    }
    assert session["customer"] is None, "a guest has no account"


def told_after_a_reload(page: Page) -> list[str]:
    """What the page says of the last attempt, once its webhook has been read."""
    page.reload()
    return page.get_by_role("status").all_inner_texts()


def test_declined_then_paid(page: Page, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    page.goto(order["payment_link"])
    press_pay(page)
    fill_in_card(page, DECLINED_CARD)
    expect(page.get_by_role("alert")).to_contain_text("declined")

    page.get_by_role("link", name="Back without paying").click()

    expect(state(page)).to_have_attribute("data-state", "open")
    told = eventually(lambda: told_after_a_reload(page), bool)
    assert "The bank declined the card." in told[0]
    press_pay(page)
    fill_in_card(page)
    expect(state(page)).to_have_attribute("data-state", "paid")
    expect(page.get_by_text("declined")).to_have_count(0)


def test_paypal_pays_at_once(page: Page, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    page.goto(order["payment_link"])
    press_pay(page)
    page.get_by_role("button", name="PayPal").click()
    page.get_by_role("button", name="Agree and pay").click()

    expect(state(page)).to_have_attribute("data-state", "paid")
    expect(page.locator("main")).to_contain_text("PayPal")
    assert shop.read_order(order["id"])["payment_status"] == "paid"


def test_paypal_that_takes_its_time_is_told_as_on_its_way(page: Page, shop: Shop) -> None:
    page.goto(shop.place(amount=3_300, collect="link")["payment_link"])
    press_pay(page)
    page.get_by_role("button", name="PayPal").click()
    page.get_by_role("button", name="result later, failed").click()

    expect(state(page)).to_have_attribute("data-state", re.compile("pending|open"))
    expect(page.get_by_role("status")).to_contain_text("PayPal did not accept the payment.")
    expect(state(page)).to_have_attribute("data-state", "open")


def test_cancelling_at_the_provider_comes_back_to_an_open_link(page: Page, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    page.goto(order["payment_link"])
    press_pay(page)
    first = page.url
    page.get_by_role("link", name="Back without paying").click()

    expect(state(page)).to_have_attribute("data-state", "open")
    assert page.url == order["payment_link"]
    press_pay(page)
    assert page.url == first, "the same checkout goes on"


def test_without_scripts_everything_works_by_links_and_buttons(browser: Browser, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    with browser.new_context(java_script_enabled=False, locale="de-DE") as context:
        page = context.new_page()
        page.goto(order["payment_link"])
        assert page.locator("html").get_attribute("lang") == "de-DE"
        press_pay(page)
        fill_in_card(page)
        shop.await_paid(order["id"])
        again = page.get_by_role("link", name="Erneut prüfen")
        if again.count():
            again.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bezahlt, vielen Dank")


def test_by_keyboard_alone(page: Page, shop: Shop) -> None:
    page.goto(shop.place(amount=3_300, collect="link")["payment_link"])
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Pay €33.00")
    outline = focused.evaluate("each => getComputedStyle(each).outlineStyle + getComputedStyle(each).outlineWidth")
    assert outline == "solid3px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/pay/**")


def test_the_merchants_logo_is_shown_and_nothing_comes_from_elsewhere(page: Page, shop: Shop) -> None:
    kept = shop.api.request("PUT", "/v1/logo", content=png(240, 80), headers={"Content-Type": "image/png"})
    assert kept.status_code == 200, kept.text
    link = shop.place(amount=3_300, collect="link")["payment_link"]
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    page.goto(link)

    assert page.locator("img").evaluate("each => each.complete && each.naturalWidth") == 240
    assert asked == [link, kept.json()["url"]]
    assert said == [], "the policy of the page is broken by the page itself"
