"""Buying credits: one session and one credit, whatever the provider, the network or the caller repeats."""

import pytest

from shared.stripe_gateway.amounts import MINIMUMS
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck, sessions
from tests.functional.handlers.shop import Shop
from tests.support.world import World


def test_a_top_up_is_credited_once_whatever_tells_of_it(world: World, shop: Shop) -> None:
    world.pay(shop.top_up(25_000).json["checkout_url"])
    events = world.stripe_events()
    told = [event["type"] for event in events]
    assert {"checkout.session.completed", "payment_intent.succeeded"} <= set(told)
    world.deliver_webhooks(list(reversed(events)) + events)
    assert (shop.wallet()["balance"], shop.wallet()["sequence"]) == (25_000, 1)
    audit(world)


@pytest.mark.parametrize("kind", ["checkout.session.completed", "payment_intent.succeeded"])
def test_either_event_of_the_same_fact_is_enough(world: World, shop: Shop, kind: str) -> None:
    world.pay(shop.top_up(25_000).json["checkout_url"])
    world.deliver_webhooks([event for event in world.stripe_events() if event["type"] == kind])
    assert shop.wallet()["balance"] == 25_000


def test_a_repeat_under_its_key_gets_the_same_page_and_another_body_is_refused(shop: Shop) -> None:
    first, again, other = (shop.top_up(amount, key="k") for amount in (5_000, 5_000, 6_000))
    assert (first.status, again.status, again.json) == (201, 201, first.json)
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")
    assert len(sessions(shop.world)) == 1


def test_keys_of_two_merchants_do_not_meet(world: World, shop: Shop) -> None:
    other = Shop(world, world.merchant())
    assert shop.top_up(5_000, key="k").json["id"] != other.top_up(6_000, key="k").json["id"]


@pytest.mark.parametrize("with_effect", [True, False])
def test_a_provider_that_does_not_answer_gives_one_session_and_one_credit_in_the_end(
    world: World, shop: Shop, with_effect: bool
) -> None:
    world.lose_answers(with_effect=with_effect)
    shop.top_up(5_000, key="k")
    (payment,) = world.items("payment")
    assert payment["state"] == "unknown"
    answer = shop.top_up(5_000, key="k")
    assert answer.status == 201
    assert len(sessions(world)) == 1
    world.pay(answer.json["checkout_url"])
    world.settle_down()
    assert shop.wallet()["balance"] == 5_000
    audit(world)
    nothing_is_stuck(world)


def test_while_the_providers_answer_is_unknown_the_caller_gets_202_with_the_payment(world: World, shop: Shop) -> None:
    world.lose_answers(with_effect=True)
    answer = shop.top_up(5_000, key="k")
    (payment,) = world.items("payment")
    assert (answer.status, answer.json.get("id"), answer.json.get("status")) == (202, payment["id"], "unknown")


def test_the_repair_job_asks_again_for_an_unknown_payment(world: World, shop: Shop) -> None:
    world.lose_answers(with_effect=True)
    shop.top_up(5_000, key="k")
    world.pass_time(minutes=6)
    assert jobs.repair()[1] == {}
    answer = shop.top_up(5_000, key="k")
    assert (answer.status, answer.json["status"], len(sessions(world))) == (201, "pending", 1)


def test_a_payment_whose_session_was_never_opened_ends_after_a_day(world: World, shop: Shop) -> None:
    world.lose_answers(with_effect=False)
    shop.top_up(5_000, key="k")
    world.pass_time(days=2)
    assert jobs.repair() == jobs.ONE
    (payment,) = world.items("payment")
    assert (payment["state"], payment["failure"]) == ("cancelled", "never_opened")
    assert jobs.repair() == jobs.NOTHING


def test_an_abandoned_page_ends_with_its_session(world: World, shop: Shop) -> None:
    shop.top_up(5_000)
    world.pass_time(days=1)
    world.settle_down()
    assert [payment["state"] for payment in world.items("payment")] == ["cancelled"]
    assert shop.wallet()["balance"] == 0


def test_what_the_provider_refuses_is_422_and_leaves_nothing_in_flight(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(MINIMUMS, "EUR")  # the provider's list has changed, and ours not yet
    answer = shop.top_up(1)
    assert (answer.status, answer.json["code"]) == (422, "provider_rejected")
    assert [payment["state"] for payment in world.items("payment")] == ["failed"]


def test_amounts_that_the_provider_cannot_charge_are_refused_before_anything_is_stored(shop: Shop) -> None:
    answer = shop.top_up(12_345, "KWD")
    assert (answer.status, answer.json["code"]) == (422, "amount_not_chargeable")
    assert shop.world.items("payment") == []


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 5_000), ("KWD", 12_340), ("ISK", 5_000), ("USD", 5_000)])
def test_credits_arrive_in_the_minor_units_of_their_currency(shop: Shop, currency: str, amount: int) -> None:
    shop.fund(amount, currency)
    assert shop.wallet(currency)["balance"] == amount
    audit(shop.world)


def test_wallets_of_two_currencies_do_not_mix(world: World, shop: Shop) -> None:
    shop.consent("USD")
    shop.fund(10_000, "EUR")
    order = shop.order(1_000, currency="USD")
    world.settle_down()
    assert (shop.read(order)["unpaid_reason"], shop.read(order)["shortfall"]) == ("insufficient_credits", 1_000)
    assert shop.wallet("EUR")["balance"] == 10_000
