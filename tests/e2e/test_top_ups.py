"""Credits arrive once, however often the provider tells of them."""

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never


def test_a_top_up_is_credited_by_the_webhook(shop: Shop) -> None:
    top_up = shop.start_top_up(7_500)
    assert shop.wallet()["balance"] == 0

    shop.stripe.pay(top_up["checkout_url"])

    eventually(shop.wallet, lambda wallet: wallet["balance"] == 7_500)
    [page] = shop.journal()
    assert [(line["kind"], line["amount"]) for line in page["lines"]] == [("top_up", 7_500)]


@pytest.mark.usefixtures("fault_free")
def test_duplicated_and_reordered_events_credit_once(shop: Shop) -> None:
    shop.stripe.set_faults(
        deliveries=[{"kind": "duplicate", "copies": 3, "count": 10}, {"kind": "reorder", "size": 2, "count": 10}]
    )
    shop.stripe.pay(shop.start_top_up(2_000)["checkout_url"])

    eventually(shop.wallet, lambda wallet: wallet["balance"] == 2_000)
    never(shop.wallet, lambda wallet: wallet["balance"] != 2_000, seconds=3)
    assert len(shop.journal()) == 1


def test_an_event_that_is_replayed_later_changes_nothing(stack: LocalStack, shop: Shop) -> None:
    top_up = shop.start_top_up(2_000)
    shop.stripe.pay(top_up["checkout_url"])
    eventually(shop.wallet, lambda wallet: wallet["balance"] == 2_000)
    session = shop.stripe.session_at(top_up["checkout_url"])
    told = [
        event
        for event in shop.stripe.events(type="checkout.session.completed")
        if event["data"]["object"]["id"] == session["id"]
    ]

    assert stack.stripe.deliver(told[0]).status_code == 200
    assert stack.stripe.deliver(told[0] | {"id": "evt_another_event_of_the_same_fact"}).status_code == 200

    never(shop.wallet, lambda wallet: wallet["balance"] != 2_000, seconds=3)


def test_a_declined_card_credits_nothing_and_can_be_followed_by_a_good_one(shop: Shop) -> None:
    url = shop.start_top_up(900)["checkout_url"]

    shop.stripe.pay(url, card="4000000000000002")
    never(shop.wallet, lambda wallet: wallet["balance"] != 0)
    shop.stripe.pay(url)

    eventually(shop.wallet, lambda wallet: wallet["balance"] == 900)


def test_the_same_top_up_twice_is_one_checkout(shop: Shop) -> None:
    path = "/v1/wallets/EUR/top-ups"
    first = body_of(shop.api.post(path, {"amount": 500}, "once"), 201)
    again = body_of(shop.api.post(path, {"amount": 500}, "once"), 200, 201)

    assert (again["id"], again["checkout_url"]) == (first["id"], first["checkout_url"])
    problem_of(shop.api.post(path, {"amount": 600}, "once"), 422, "idempotency_mismatch")


@pytest.mark.parametrize("amount", [0, -5, 100_000_000, "500", None])
def test_amounts_that_cannot_be_paid_in(shop: Shop, amount: object) -> None:
    assert shop.api.post("/v1/wallets/EUR/top-ups", {"amount": amount}).status_code == 422


def test_a_currency_that_is_none_has_no_wallet(shop: Shop) -> None:
    problem_of(shop.api.get("/v1/wallets/XYZ"), 404, "not_found")
