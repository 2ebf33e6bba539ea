"""Top-ups from a linked method at the merchant's own request."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import OTHER_CARD, PAYPAL, Refilling
from tests.support.world import World


@pytest.fixture
def wallet(shop: Shop) -> Refilling:
    """Of a merchant with one card."""
    made = Refilling(shop)
    made.methods.link()
    return made


def test_a_linked_method_fills_the_wallet_at_once(world: World, wallet: Refilling) -> None:
    answer = wallet.ask(2_500)
    assert (answer.status, answer.json["status"], answer.json["checkout_url"]) == (201, "succeeded", None)
    assert (wallet.balance(), wallet.charges()) == (2_500, 1)
    wallet.work()
    shown = wallet.shop.wallet()
    assert (shown["balance"], shown["sequence"], shown["pending_top_up"]) == (2_500, 1, None)
    assert wallet.told() == []
    audit(world)
    nothing_is_stuck(world)


def test_the_chosen_method_alone_is_charged(wallet: Refilling) -> None:
    second = wallet.methods.link(**OTHER_CARD)
    wallet.plan("insufficient_funds", second)
    answer = wallet.ask(method=second)
    assert (answer.status, answer.json["status"], answer.json["reason"]) == (201, "failed", "insufficient_funds")
    assert [len(wallet.shop.payment(answer.json["id"]).json["attempts"]), wallet.balance()] == [1, 0]
    assert wallet.told() == ["top_up_failed"]


def test_with_auto_the_next_method_pays_after_a_decline(wallet: Refilling) -> None:
    (first,), second = wallet.methods.ids(), wallet.methods.link(**OTHER_CARD)
    wallet.plan("insufficient_funds", first)
    answer = wallet.ask(2_000)
    attempts = wallet.shop.payment(answer.json["id"]).json["attempts"]
    assert [(each["method"], each["outcome"]) for each in attempts] == [(first, "declined"), (second, "paid")]
    assert (wallet.balance(), wallet.charges(), wallet.told()) == (2_000, 1, [])


def test_a_repeat_under_its_key_charges_nothing_again(world: World, wallet: Refilling) -> None:
    first, again = wallet.ask(2_000, key="k"), wallet.ask(2_000, key="k")
    assert (again.status, again.json) == (first.status, first.json)
    other = wallet.ask(2_001, key="k")
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")
    assert (wallet.balance(), wallet.charges()) == (2_000, 1)
    audit(world)


def test_without_a_method_nothing_is_begun(shop: Shop) -> None:
    wallet = Refilling(shop)
    answer = wallet.ask()
    assert (answer.status, answer.json["code"]) == (409, "no_payment_method")
    unknown = wallet.ask(method="pm_" + "0" * 26)
    assert (unknown.status, unknown.json["code"]) == (404, "not_found")
    assert (wallet.payments(), shop.wallet()["pending_top_up"], wallet.told()) == ([], None, [])


@pytest.mark.parametrize(("amount", "code"), [(1, "amount_below_minimum"), (0, "greater_than")])
def test_what_cannot_be_charged_is_refused_before_anything_is_stored(wallet: Refilling, amount: int, code: str) -> None:
    answer = wallet.ask(amount)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, code)
    assert wallet.payments() == []


def test_while_one_is_on_its_way_there_is_no_other(world: World, wallet: Refilling) -> None:
    paypal = wallet.methods.link(**PAYPAL)
    wallet.plan("pending_paid", paypal)
    first = wallet.ask(method=paypal)
    assert (first.status, first.json["status"]) == (202, "processing")
    second = wallet.ask()
    assert (second.status, second.json["code"]) == (409, "top_up_pending")
    assert wallet.shop.wallet()["pending_top_up"] == first.json["id"]
    assert wallet.charges() == 1
    by_page = wallet.ask(method="checkout")
    assert (by_page.status, bool(by_page.json["checkout_url"])) == (201, True), "whoever is there may pay on a page"
    world.pass_time(seconds=61)
    wallet.work()
    assert (wallet.balance(), wallet.shop.wallet()["pending_top_up"]) == (2_000, None)
    assert wallet.ask().json["status"] == "succeeded"
    audit(world)


def test_one_that_ended_unnoticed_makes_way_for_the_next(world: World, wallet: Refilling) -> None:
    """The stream has told nobody yet."""
    paypal = wallet.methods.link(**PAYPAL)
    wallet.plan("pending_paid", paypal)
    wallet.ask(method=paypal)
    world.pass_time(seconds=61)
    world.deliver_webhooks()
    assert wallet.ask().json["status"] == "succeeded"
    assert wallet.balance() == 4_000


@pytest.mark.parametrize("effect", [True, False])
def test_an_unknown_outcome_holds_everything_until_it_is_repaired(
    world: World, wallet: Refilling, effect: bool
) -> None:
    lost = {"kind": "timeout", "path": "/v1/payment_intents", "count": 1}
    world.faults(calls=[lost | {"effect": effect}, lost | {"effect": False}])
    answer = wallet.ask(key="k")
    assert (answer.status, answer.json["status"]) == (202, "unknown")
    assert wallet.ask().json["code"] == "top_up_pending"
    assert wallet.ask(key="k").json["status"] == "unknown"
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    wallet.work()
    assert (wallet.balance(), wallet.charges()) == (2_000, 1)
    assert wallet.ask(key="k").json["status"] == "succeeded"
    audit(world)


def test_a_top_up_drains_the_queue_where_that_is_wanted(world: World, wallet: Refilling) -> None:
    wallet.shop.consent()
    wallet.shop.change_wallet(drain_after_top_up=True)
    order = wallet.shop.order(1_500)
    world.settle_down()
    wallet.ask(2_000)
    wallet.work()
    assert (wallet.shop.read(order)["payment_status"], wallet.balance()) == ("paid", 500)
    audit(world)


def test_a_request_is_not_held_by_earlier_failures_and_its_success_ends_them(wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    wallet.automatic()
    wallet.work()
    assert wallet.setting()["failures"] == 1
    wallet.plan("insufficient_funds")
    assert wallet.ask().json["status"] == "failed"
    assert wallet.setting()["failures"] == 1, "who asks sees himself that it failed"
    assert wallet.ask(1_000).json["status"] == "succeeded"
    assert (wallet.setting()["failures"], wallet.setting()["next_try_at"]) == (0, None)
