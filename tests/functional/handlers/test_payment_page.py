"""What buyers see: words for every state, nothing that can be injected, nothing that leaks."""

import pytest

from functions.check_health.handler import lambda_handler as check_health
from functions.show_payment_page.handler import lambda_handler as show_payment_page
from functions.start_checkout.handler import lambda_handler as start_checkout
from shared.stripe_gateway.amounts import MINIMUMS
from tests.functional.handlers.shop import Shop, token_of
from tests.support.world import Answer, World, page_state


def shown(world: World, token: str) -> Answer:
    """The page of a token."""
    return world.call(show_payment_page, "show_payment_page", path={"token": token})


def test_an_open_link_shows_merchant_reference_amount_and_button(world: World) -> None:
    shop = Shop(world, world.merchant(name="Paper & <b>Thread</b>"))
    link = shop.link(shop.order(1_250, collect="none", currency="KWD"), invoice_number='7"><script>')
    page = shown(world, token_of(link))
    assert (page.status, page_state(page.text)) == (200, "open")
    for part in (
        "Paper &amp; &lt;b&gt;Thread",
        "KWD\N{NO-BREAK SPACE}1.250",
        f'action="{link["url"]}/checkout"',
        "<button",
    ):
        assert part in page.text
    assert "<script" not in page.text
    assert "<b>" not in page.text


def test_the_page_allows_no_script_no_frame_no_cache_and_no_referrer(shop: Shop) -> None:
    headers = shown(shop.world, token_of(shop.link(shop.order(collect="none")))).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("change", ["guess", "shorter", "longer", "nonsense", "empty", "broken"])
def test_a_token_that_is_not_exactly_right_is_a_page_of_its_own(world: World, shop: Shop, change: str) -> None:
    token = token_of(shop.link(shop.order(collect="none")))
    wrong = {
        "guess": token[:-1] + ("0" if token[-1] != "0" else "1"),
        "shorter": token[:-1],
        "longer": token + "0",
        "nonsense": "%00/../",
        "empty": "",
        "broken": token[:-1] + "\ud800",
    }[change]
    looked, pressed = shown(world, wrong), world.call(start_checkout, "start_checkout", path={"token": wrong})
    for answer in (looked, pressed):
        assert (answer.status, page_state(answer.text)) == (404, "not_found")
        assert "<button" not in answer.text


@pytest.mark.parametrize("state", ["void", "paid", "expired", "pending"])
def test_a_page_that_cannot_be_paid_has_no_button(world: World, shop: Shop, state: str) -> None:
    link = shop.link(shop.order(collect="none"), expires_in_days=1)
    if state == "void":
        shop.void(link["id"])
    elif state == "expired":
        world.pass_time(days=2)
    else:
        world.pay(shop.checkout(link), **({"paypal": "pending_paid"} if state == "pending" else {}))
        world.deliver_webhooks()
    page = shown(world, token_of(link))
    assert page_state(page.text) == state
    assert "<button" not in page.text
    if state in ("void", "expired"):
        assert "help@shop.example" in page.text


def test_a_provider_that_does_not_answer_is_told_as_try_again_and_the_next_press_goes_on(
    world: World, shop: Shop
) -> None:
    link = shop.link(shop.order(collect="none"))
    world.lose_answers(with_effect=True)
    answer = shop.press(link)
    assert (answer.status, page_state(answer.text)) == (202, "try_again")
    assert "<button" in answer.text
    assert shop.press(link).status == 303


def test_what_the_provider_says_is_too_little_is_told_as_refused(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(MINIMUMS, "EUR")  # its list has changed, and ours not yet
    link = shop.link(shop.order(collect="none"), amount=1)
    answer = shop.press(link)
    assert (answer.status, page_state(answer.text)) == (422, "refused")
    assert [payment["state"] for payment in world.items("payment")] == ["failed"]
    assert shop.void(link["id"]).status == 200


def test_a_button_whose_amount_is_too_little_by_now_claims_nothing(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = shop.link(shop.order(collect="none"), amount=60)
    monkeypatch.setitem(MINIMUMS, "EUR", 61)
    answer = shop.press(link)
    assert (answer.status, page_state(answer.text)) == (422, "refused")
    assert world.items("payment") == []


def test_a_button_whose_amount_is_too_little_by_now_closes_no_other_checkout(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = shop.order(4_590, collect="none")
    link = shop.link(order, amount=60)
    url = shop.pay([order], "checkout").json["checkout_url"]
    monkeypatch.setitem(MINIMUMS, "EUR", 61)
    assert shop.press(link).status == 422
    assert world.pay(url).status_code == 303


def test_an_amount_that_nobody_can_charge_gets_no_link(shop: Shop) -> None:
    answer = shop.ask_link(shop.order(1_255, collect="none", currency="KWD"))
    assert (answer.status, answer.json["code"]) == (422, "amount_not_chargeable")


def test_coming_back_from_a_top_up_says_thank_you(world: World) -> None:
    answer = world.call(show_payment_page, "show_payment_page", "GET /pay/complete", path=None)
    assert (answer.status, page_state(answer.text)) == (200, "complete")


def test_health_is_told(world: World) -> None:
    answer = world.call(check_health, "check_health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


def test_a_route_that_the_function_does_not_know_is_404(world: World) -> None:
    assert world.call(check_health, "check_health", "GET /elsewhere").status == 404
