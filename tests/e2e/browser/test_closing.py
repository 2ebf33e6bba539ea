"""What happens to a link while a buyer has it open, once or twice."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.buyer import fill_in_card, press_pay, state
from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop
from tests.support.waiting import eventually


def void(shop: Shop, link: Json) -> None:
    """The merchant withdraws it."""
    body_of(shop.api.post(f"/v1/payment-links/{link['id']}/void", {}), 200)


def sessions_of(shop: Shop, link: str) -> list[Json]:
    """The checkouts that were made for a link."""
    return [session for session in shop.stripe.sessions() if session["cancel_url"] == link]


def test_a_link_that_is_withdrawn_while_its_page_is_open_starts_no_payment(page: Page, shop: Shop) -> None:
    link = shop.make_link(shop.place(collect="none")["id"])
    page.goto(link["url"])
    void(shop, link)

    page.get_by_role("button").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This payment link was withdrawn")
    expect(page.get_by_role("button")).to_have_count(0)
    assert sessions_of(shop, link["url"]) == []


def test_a_link_that_is_withdrawn_while_the_providers_page_is_open_takes_no_money(page: Page, shop: Shop) -> None:
    order = shop.place(collect="none")
    link = shop.make_link(order["id"])
    page.goto(link["url"])
    press_pay(page)
    void(shop, link)

    fill_in_card(page)

    expect(page.get_by_role("heading")).to_have_text("This checkout has expired")
    page.get_by_role("link", name="Back to the shop").click()
    expect(state(page)).to_have_attribute("data-state", "void")
    assert shop.read_order(order["id"])["payment_status"] == "unpaid"
    assert shop.provider("/v1/charges") == []


def test_an_expired_link_says_so_and_starts_no_payment(page: Page, shop: Shop, stack: LocalStack) -> None:
    link = shop.make_link(shop.place(collect="none")["id"])
    page.goto(link["url"])
    stack.let_expire(link["id"])

    page.get_by_role("button").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This payment link has expired")
    page.goto(link["url"])
    expect(state(page)).to_have_attribute("data-state", "expired")
    expect(page.get_by_role("button")).to_have_count(0)
    assert sessions_of(shop, link["url"]) == []


def test_two_tabs_at_once_pay_once(context: BrowserContext, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    one, two = context.new_page(), context.new_page()
    for tab in (one, two):
        tab.goto(order["payment_link"])
    for tab in (one, two):
        press_pay(tab)
    assert one.url == two.url, "both go on with one checkout"

    fill_in_card(one)
    expect(state(one)).to_have_attribute("data-state", "paid")
    fill_in_card(two)

    expect(two.get_by_role("heading")).to_have_text("All done here")
    two.get_by_role("link", name="Back to the shop").click()
    expect(state(two)).to_have_attribute("data-state", "paid")
    assert len([charge for charge in shop.provider("/v1/charges") if charge["paid"]]) == 1


def test_the_back_button_never_leads_to_a_second_payment(page: Page, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    page.goto(order["payment_link"])
    press_pay(page)
    page.go_back()
    expect(state(page)).to_have_attribute("data-state", "open")
    press_pay(page)
    fill_in_card(page)
    expect(state(page)).to_have_attribute("data-state", "paid")

    page.go_back()
    expect(page.get_by_role("heading")).to_have_text("All done here")
    page.goto(order["payment_link"])
    expect(state(page)).to_have_attribute("data-state", "paid")
    expect(page.get_by_role("button")).to_have_count(0)
    assert len(sessions_of(shop, order["payment_link"])) == 1
    assert len(shop.provider("/v1/charges")) == 1


def test_a_double_click_makes_one_checkout(page: Page, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    page.goto(order["payment_link"])

    page.get_by_role("button").dblclick()

    page.wait_for_url("**/c/pay/**")
    assert len(sessions_of(shop, order["payment_link"])) == 1
    fill_in_card(page)
    expect(state(page)).to_have_attribute("data-state", "paid")
    eventually(lambda: len(shop.provider("/v1/charges")), lambda count: count == 1)


def test_an_unknown_link_says_whom_to_ask(page: Page, stack: LocalStack) -> None:
    page.goto(f"{stack.description.api_url}/pay/nonsense")
    expect(page.get_by_role("heading", level=1)).to_have_text("This payment link does not exist")
    expect(page.locator("main")).to_contain_text("ask the shop that sent it to you")
