"""One call that makes an order with the page on which its buyer pays: pinned ways to pay, the shop's own pages."""

from typing import Any

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.purged_links import age
from tests.functional.handlers.shop import Shop

BACK = {"success": "https://shop.example/thanks?order=7", "cancel": "https://shop.example/basket"}


def created(shop: Shop) -> dict[str, Any]:
    """What the provider was asked for last."""
    path = "/v1/checkout/sessions"
    with shop.world.stripe.server.lock:
        return dict(list(shop.world.stripe.simulator.world.platform.sessions.values())[-1] | {"path": path})


def test_one_call_answers_in_progress_with_the_page(shop: Shop) -> None:
    answer = shop.place(collect="link", payment_method="card", return_urls=BACK)
    assert (answer.status, answer.json["status"], answer.json["payment_status"]) == (201, "in_progress", "unpaid")
    assert answer.json["payment_link"].startswith("https://")
    assert (answer.json["payment_method"], answer.json["return_urls"]) == ("card", BACK)
    assert (answer.json["auto_capture"], answer.json["unpaid_reason"]) == (True, "awaiting_buyer")
    assert shop.place(collect="link", payment_method="card", return_urls=BACK).status == 200
    assert shop.place(collect="link", payment_method="paypal", return_urls=BACK).status == 409


@pytest.mark.parametrize("collect", ["auto", "none"])
@pytest.mark.parametrize("field", [{"auto_capture": False}, {"payment_method": "card"}, {"return_urls": BACK}])
def test_what_goes_for_a_page_needs_one(shop: Shop, collect: str, field: dict[str, Any]) -> None:
    answer = shop.place(collect=collect, **field)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "needs_link")
    assert shop.world.items("order") == []


@pytest.mark.parametrize("url", ["http://shop.example", "https://user@shop.example", "javascript:alert(1)", "shop", ""])
def test_only_https_pages_with_a_host_are_gone_back_to(shop: Shop, url: str) -> None:
    answer = shop.place(collect="link", return_urls={"success": url})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "return_urls.success")


def test_the_buyer_gets_the_one_way_to_pay_and_comes_back_to_the_shop(shop: Shop) -> None:
    order = shop.place(collect="link", payment_method="card", return_urls=BACK).json
    shop.checkout({"url": order["payment_link"]})
    session = created(shop)
    assert session["payment_method_types"] == ["card"]
    assert (session["success_url"], session["cancel_url"]) == (BACK["success"], BACK["cancel"])


def test_without_wishes_every_way_to_pay_and_our_own_page(shop: Shop) -> None:
    order = shop.place(collect="link").json
    shop.checkout({"url": order["payment_link"]})
    session = created(shop)
    assert session["payment_method_types"] == ["card", "paypal"]
    assert (session["success_url"], session["cancel_url"]) == (
        f"{order['payment_link']}?from=checkout",
        order["payment_link"],
    )


def test_coming_back_pays_nothing(shop: Shop) -> None:
    order = shop.place(collect="link", return_urls=BACK).json
    shop.checkout({"url": order["payment_link"]})
    assert shop.page({"url": order["payment_link"]}, **{"from": "checkout"}) == "confirming"
    assert shop.read(order["id"])["payment_status"] == "unpaid"


def test_paypal_alone_cannot_be_had_on_the_merchants_own_account(shop: Shop) -> None:
    OwnAccount(shop).connected()
    order = shop.place(collect="link", payment_method="paypal").json
    answer = shop.press({"url": order["payment_link"]})
    assert answer.status == 409
    assert shop.world.items("payment") == []
    assert shop.read(order["id"])["payment_status"] == "unpaid"


def test_paypal_alone_cannot_be_had_in_a_currency_that_it_does_not_know(shop: Shop) -> None:
    order = shop.place(collect="link", payment_method="paypal", currency="KWD", amount=4_590).json
    assert shop.press({"url": order["payment_link"]}).status == 409
    assert shop.world.items("payment") == []


def test_the_shops_pages_are_forgotten_with_the_buyer(shop: Shop) -> None:
    order = shop.place(collect="link", return_urls=BACK, payment_method="card").json
    age(shop.world, minutes=1)
    jobs.purge()
    gone = shop.read(order["id"])
    assert "return_urls" not in gone
    assert gone["payment_method"] == "card"
