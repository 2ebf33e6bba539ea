"""What the page tells beside its state: the receipt, why an attempt failed, in whose language; and what nobody logs."""

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest

from functions.show_payment_page.handler import lambda_handler as show_payment_page
from functions.start_checkout.handler import lambda_handler as start_checkout
from shared.payables.kinds import find_payable
from shared.payables.model import Payable
from shared.runtime.logging import JsonLines, logger
from tests.functional.handlers.shop import Shop, token_of
from tests.support.stripe_side import DECLINED_CARD
from tests.support.world import Answer, Json, World, page_state

NO_MONEY = "4000000000009995"


def shown(world: World, link: Json, query: Json | None = None, **headers: str) -> Answer:
    """The page of a link."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return world.call(show_payment_page, "show_payment_page", path={"token": token_of(link)}, query=query, headers=sent)


def failed(shop: Shop, link: Json, **fields: str) -> Json:
    """The same link after an attempt that the webhook told of."""
    shop.world.pay(shop.checkout(link), **fields)
    shop.world.deliver_webhooks()
    return shop.read_link(link["id"])


@pytest.mark.parametrize(
    ("fields", "reason", "words"),
    [
        ({"card_number": DECLINED_CARD}, "declined", "The bank declined the card."),
        ({"card_number": NO_MONEY}, "insufficient_funds", "There was not enough money available on the card."),
        ({"card_number": "4000000000000069"}, "card_expired", "The card has expired."),
        ({"card_number": "4000000000000127"}, "wrong_details", "Something about the card was mistyped."),
        ({"card_number": "4000000000000119"}, "try_later", "The bank could not be reached."),
        ({"card_number": "4000000000009979"}, "declined", "The bank declined the card."),
        ({"paypal": "refuse"}, "wallet_declined", "PayPal did not accept the payment."),
    ],
)
def test_a_failed_attempt_leaves_the_link_open_and_says_why(
    world: World, shop: Shop, fields: dict[str, str], reason: str, words: str
) -> None:
    link = shop.link(shop.order(collect="none"))
    told = failed(shop, link, **fields)
    page = shown(world, link)
    assert (told["status"], told["last_failure"]["reason"]) == ("open", reason)
    assert page_state(page.text) == "open"
    assert f"{words}" in page.text
    assert "You were not charged." in page.text
    assert "<button" in page.text
    entry = [each for each in told["history"] if each["type"] == "failed"]
    assert [each["reason"] for each in entry] == [reason]


def test_an_attempt_is_noted_once_and_the_next_one_takes_its_place(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    first = failed(shop, link, card_number=DECLINED_CARD)["last_failure"]
    world.deliver_webhooks(world.stripe_events())
    assert shop.read_link(link["id"])["last_failure"] == first
    second = failed(shop, link, card_number=NO_MONEY)["last_failure"]
    assert second["reason"] == "insufficient_funds"
    assert second["at"] > first["at"]


def test_a_payment_that_fails_later_says_why(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    world.pay(shop.checkout(link), paypal="pending_failed")
    world.deliver_webhooks()
    assert page_state(shown(world, link).text) == "pending"
    world.pass_time(minutes=10)
    world.deliver_webhooks()
    page = shown(world, link)
    assert (page_state(page.text), "PayPal did not accept" in page.text) == ("open", True)


def test_a_failure_is_not_told_of_a_link_that_was_paid_or_closed(world: World, shop: Shop) -> None:
    paid, void = (shop.link(shop.order(collect="none")) for _ in range(2))
    for link in (paid, void):
        failed(shop, link, card_number=DECLINED_CARD)
    world.pay(shop.checkout(paid))
    world.deliver_webhooks()
    shop.void(void["id"])
    for link, state in ((paid, "paid"), (void, "void")):
        page = shown(world, link)
        assert (page_state(page.text), "declined" in page.text) == (state, False)


def test_a_submitted_payment_that_fails_is_in_the_history_of_a_link_that_waited_for_it(
    world: World, shop: Shop
) -> None:
    link = shop.link(shop.order(collect="none"))
    world.pay(shop.checkout(link), paypal="pending_failed")
    world.deliver_webhooks()
    assert shop.void(link["id"]).status == 409
    world.pass_time(minutes=10)
    world.deliver_webhooks()
    kinds = [each["type"] for each in shop.read_link(link["id"])["history"]]
    assert kinds[-2:] == ["failed", "voided"]


def test_a_failure_brings_no_link_back_that_is_gone(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    world.pay(shop.checkout(link), card_number=DECLINED_CARD)
    world.forget("link")
    world.deliver_webhooks()
    assert world.items("link") == []


def test_a_failure_that_the_void_is_the_first_to_see_is_history_and_the_page_says_withdrawn(
    world: World, shop: Shop
) -> None:
    link = shop.link(shop.order(collect="none"))
    world.pay(shop.checkout(link), card_number=DECLINED_CARD)
    shop.void(link["id"])
    closed = shop.read_link(link["id"])
    world.deliver_webhooks()
    assert shop.read_link(link["id"]) == closed
    assert [each["type"] for each in closed["history"]][-2:] == ["failed", "voided"]
    page = shown(world, link)
    assert (page_state(page.text), "declined" in page.text) == ("void", False)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"card_number": "5555555555554444"}, "Mastercard ending in 4444"),
        ({"card_number": "378282246310005"}, "American Express ending in 0005"),
        ({"paypal": "approve"}, "PayPal"),
    ],
)
def test_a_receipt_tells_amount_number_time_and_means(world: World, shop: Shop, fields: Json, told: str) -> None:
    link = shop.link(shop.order(4_590, collect="none"), invoice_number="2026-7")
    world.pay(shop.checkout(link), **fields)
    world.deliver_webhooks()
    page = shown(world, link)
    assert page_state(page.text) == "paid"
    for part in ("€45.90", "2026-7", f'datetime="{shop.read_link(link["id"])["paid_at"]}"', f"<dd>{told}</dd>"):
        assert part in page.text


def test_a_payment_between_the_reads_of_a_page_is_told_as_the_buyers_own(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = shop.link(shop.order(collect="none"))
    world.pay(shop.checkout(link))

    def pay_first(*arguments: Any) -> Payable:
        world.deliver_webhooks()
        return find_payable(*arguments)

    monkeypatch.setattr("shared.links.pages.facts.find_payable", pay_first)
    assert page_state(shown(world, link).text) == "paid"


def test_what_went_back_is_on_the_receipt(world: World, shop: Shop) -> None:
    order = shop.order(4_590, collect="none")
    link = shop.link(order)
    world.pay(shop.checkout(link))
    world.deliver_webhooks()
    shop.refund(shop.read(order)["payments"][0]["id"], amount=590)
    world.settle_down()
    assert "<dd>€5.90</dd>" in shown(world, link).text


def test_a_page_speaks_the_browsers_language_else_the_customers_else_the_merchants(world: World) -> None:
    shop = Shop(world, world.merchant(locale="fr-CA"))
    known = shop.link(shop.order(123_450, collect="none", customer={"locale": "de-AT"}))
    unknown = shop.link(shop.order(123_450, collect="none", customer={"name": "Ada"}))

    def told(link: Json, accept: str) -> tuple[str, str]:
        answer = shown(world, link, accept_language=accept)
        return answer.text.split('lang="', 1)[1].split('"')[0], answer.headers["content-language"]

    assert told(known, "nl-BE, de;q=0.5") == ("nl-BE", "nl-BE")
    assert told(known, "pl") == ("de-AT", "de-AT")
    assert told(unknown, "") == ("fr-CA", "fr-CA")
    assert "1.234,50" in shown(world, known, accept_language="").text
    lost = {"token": "x"}
    for handler, name in ((show_payment_page, "show_payment_page"), (start_checkout, "start_checkout")):
        answer = world.call(handler, name, path=lost, headers={"accept-language": "es"})
        assert (answer.status, "Este enlace de pago no existe" in answer.text) == (404, True)
        assert answer.headers["vary"] == "accept-language"


def test_a_page_that_asks_whether_it_still_says_this_is_told_without_words(world: World, shop: Shop) -> None:
    link = shop.link(shop.order(collect="none"))
    url = shop.checkout(link)
    assert page_state(shown(world, link, {"from": "checkout"}).text) == "confirming"
    assert shown(world, link, {"watch": "confirming"}).status == 204
    world.pay(url)
    world.deliver_webhooks()
    assert shown(world, link, {"watch": "confirming"}).status == 200
    assert shop.read_link(link["id"])["opened"]["count"] == 0


def _open(_: World, __: Shop, ___: Json) -> None:
    """Nothing has happened."""


def _void(_: World, shop: Shop, link: Json) -> None:
    shop.void(link["id"])


def _paid(world: World, shop: Shop, link: Json) -> None:
    world.pay(shop.checkout(link))
    world.deliver_webhooks()


def _unreachable(world: World, _: Shop, __: Json) -> None:
    world.faults(calls=[{"kind": "fail", "status": 500, "path": "/v1/checkout/sessions", "count": 5}])


@pytest.mark.parametrize("happens", [_open, _void, _paid, _unreachable])
def test_no_log_line_holds_a_token(world: World, shop: Shop, happens: Callable[[World, Shop, Json], None]) -> None:
    link = shop.link(shop.order(collect="none"))
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines("page"))
    heard = (logger(), logging.getLogger("stripe"), logging.getLogger("urllib3"))
    for each in heard:
        each.addHandler(handler)
    try:
        happens(world, shop, link)
        shown(world, link)
        shop.press(link)
    finally:
        for each in heard:
            each.removeHandler(handler)
    assert "GET /pay/{token}" in written.getvalue()
    assert "POST /pay/{token}/checkout" in written.getvalue()
    assert token_of(link) not in written.getvalue()
