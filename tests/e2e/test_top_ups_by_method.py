"""Wallets that linked methods fill, on the real stack: by real triggers, many at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never

Json = dict[str, Any]

_GOOD: Final = "4242424242424242"
_ATTACHES_AND_REFUSES: Final = "4000000000000341"
"""A card that can be saved, and whose every charge is refused (https://docs.stripe.com/testing#declined-payments)."""
_AGREED: Final = {"enabled": True, "terms": "v1", "accepted_by": "owner"}


def link_card(shop: Shop, number: str = _GOOD) -> str:
    """A card that its owner has just linked on the hosted page; its id."""
    known = {method["id"] for method in shop.api.read("/v1/payment-methods")["linked"]}
    body = {"terms": "We may charge it.", "accepted_by": "owner", "return_url": "https://shop.example/methods"}
    setup = body_of(shop.api.post("/v1/payment-methods", body), 201)
    assert shop.stripe.pay(setup["url"], number, exp="12/40").status_code == 303

    def more(shown: Json) -> bool:
        return {each["id"] for each in shown["linked"]} > known

    linked = eventually(lambda: shop.api.read("/v1/payment-methods"), more)["linked"]
    return str(next(each["id"] for each in linked if each["id"] not in known))


def change(shop: Shop, **settings: object) -> Json:
    """The wallet with these settings."""
    return body_of(shop.api.patch(f"/v1/wallets/{shop.currency}", settings), 200)


def charges(shop: Shop) -> list[Json]:
    """What the provider took of this merchant."""
    return [each for each in shop.provider("/v1/payment_intents") if each["status"] == "succeeded"]


@pytest.fixture
def carded(shop: Shop) -> Shop:
    """A merchant with one linked card, who has agreed to automatic debit."""
    shop.consent()
    link_card(shop)
    return shop


def test_a_linked_card_fills_the_wallet_at_once_and_once(carded: Shop) -> None:
    path = f"/v1/wallets/{carded.currency}/top-ups"
    first = body_of(carded.api.post(path, {"amount": 2_000, "method": "auto"}, "once"), 201)
    again = body_of(carded.api.post(path, {"amount": 2_000, "method": "auto"}, "once"), 201)

    assert (first["status"], again) == ("succeeded", first)
    assert carded.wallet()["balance"] == 2_000
    assert len(charges(carded)) == 1
    problem_of(carded.api.post(path, {"amount": 2_000, "method": "pm_" + "0" * 26}), 404, "not_found")


def test_a_wallet_that_falls_below_its_threshold_is_topped_up(carded: Shop) -> None:
    carded.top_up(2_000)
    change(carded, automatic_top_up=_AGREED | {"threshold": 1_500, "amount": 5_000})
    never(carded.wallet, lambda wallet: wallet["balance"] != 2_000, seconds=2)

    order = carded.place(amount=1_250)

    carded.await_paid(order["id"])
    wallet = eventually(carded.wallet, lambda wallet: wallet["balance"] == 750 + 5_000)
    assert wallet["automatic_top_up"]["failures"] == 0
    never(carded.wallet, lambda wallet: wallet["balance"] != 5_750, seconds=2)


def test_many_triggers_at_once_are_one_top_up(carded: Shop) -> None:
    """Each order takes the balance further below the threshold, each change asks again, and so do requests."""
    carded.top_up(10_000)
    wish = {"automatic_top_up": _AGREED | {"threshold": 9_999, "amount": 20_000}}
    path = f"/v1/wallets/{carded.currency}/top-ups"

    def spend(number: int) -> int:
        if number % 5 == 4:
            return carded.api.patch(f"/v1/wallets/{carded.currency}", wish).status_code
        return carded.api.post("/v1/orders", carded.order(amount=100)).status_code

    assert carded.api.patch(f"/v1/wallets/{carded.currency}", wish).status_code == 200
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(spend, range(40)))

    assert set(answers) <= {200, 201, 429, 503}
    spent = 100 * sum(answer == 201 for answer in answers)
    eventually(carded.wallet, lambda wallet: wallet["balance"] == 10_000 - spent + 20_000)
    never(carded.wallet, lambda wallet: wallet["balance"] != 30_000 - spent, seconds=3)
    top_ups = [line for page in carded.journal() for line in page["lines"] if line["kind"] == "top_up"]
    assert sorted(line["amount"] for line in top_ups) == [10_000, 20_000]
    assert body_of(carded.api.post(path, {"amount": 500, "method": "auto"}), 201)["status"] == "succeeded"


def test_requests_that_meet_are_one_top_up_at_a_time(carded: Shop) -> None:
    path = f"/v1/wallets/{carded.currency}/top-ups"

    def ask(_: int) -> Json:
        return dict(carded.api.post(path, {"amount": 700, "method": "auto"}).json())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))

    made = [answer for answer in answers if answer.get("status") == "succeeded"]
    others = {answer.get("code") for answer in answers if answer not in made}
    assert made
    assert others <= {"top_up_pending", "busy"}
    eventually(carded.wallet, lambda wallet: wallet["balance"] == 700 * len(made))
    assert len(charges(carded)) == len(made)


def test_refusals_are_shown_and_told_and_a_new_card_goes_on_at_once(shop: Shop) -> None:
    shop.consent()
    link_card(shop, _ATTACHES_AND_REFUSES)
    change(shop, automatic_top_up=_AGREED | {"threshold": 1_000, "amount": 5_000})

    wallet = eventually(shop.wallet, lambda wallet: wallet["automatic_top_up"]["failures"] == 1)
    assert wallet["automatic_top_up"]["next_try_at"] > wallet["automatic_top_up"]["last_failure"]["at"]
    notices = eventually(lambda: shop.api.read("/v1/notifications"), lambda shown: bool(shown["data"]))["data"]
    assert "top_up_failed" in {notice["kind"] for notice in notices}

    link_card(shop)

    eventually(shop.wallet, lambda wallet: wallet["balance"] == 5_000)


def test_a_schedule_tops_up_once_a_turn(stack: LocalStack, carded: Shop) -> None:
    shown = change(carded, top_up_schedule={"every": "day", "amount": 700})
    assert shown["top_up_schedule"]["next_at"].endswith("Z")
    stack.run_job("wake_wallets")
    never(carded.wallet, lambda wallet: wallet["balance"] != 0, seconds=2)

    stack.let_turn_come(carded.id, carded.currency)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: stack.run_job("wake_wallets"), range(4)))

    eventually(carded.wallet, lambda wallet: wallet["balance"] == 700)
    never(carded.wallet, lambda wallet: wallet["balance"] != 700, seconds=3)
    assert len(charges(carded)) == 1
    assert change(carded, top_up_schedule=None)["top_up_schedule"] is None


def test_orders_that_credits_do_not_pay_are_charged_to_the_card(carded: Shop) -> None:
    change(carded, collect_from_methods=_AGREED)

    with ThreadPoolExecutor(8) as pool:
        orders = list(pool.map(lambda _: carded.place(amount=300)["id"], range(12)))

    for order in orders:
        assert carded.await_paid(order)["payments"][0]["means"] == "saved_method"
    paid = charges(carded)
    assert sum(each["amount_received"] for each in paid) == 12 * 300
    assert carded.wallet()["balance"] == 0
