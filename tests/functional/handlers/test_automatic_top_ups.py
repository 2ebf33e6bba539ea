"""Wallets that fill themselves from linked methods: when, how often, and what a refusal does."""

from typing import Any

import pytest

from functions.refill_wallets.handler import lambda_handler as refill_wallets
from shared.payments.topping_up.messages import RefillRequest
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.handing_over import handed
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import PAYPAL, Refilling
from tests.support.aws import bodies
from tests.support.world import World


@pytest.fixture
def wallet(shop: Shop) -> Refilling:
    """Of a merchant with one card, who has agreed to automatic debit."""
    shop.consent()
    made = Refilling(shop)
    made.methods.link()
    return made


def trigger(wallet: Refilling) -> None:
    """One message more."""
    answer = handed(refill_wallets, RefillRequest(wallet.shop.id, "EUR").message())
    assert answer == {"batchItemFailures": []}


def test_a_balance_below_the_threshold_is_topped_up_once(world: World, wallet: Refilling) -> None:
    wallet.shop.fund(1_200)
    wallet.automatic(threshold=1_000, amount=5_000)
    wallet.work()
    assert wallet.payments() == [], "it is not below"
    wallet.shop.order(201)
    wallet.work()
    assert (wallet.balance(), wallet.states()) == (999 + 5_000, ["succeeded"])
    wallet.work()
    assert len(wallet.payments()) == 1
    assert (wallet.setting()["failures"], wallet.told()) == (0, [])
    audit(world)
    nothing_is_stuck(world)


def test_what_is_at_the_threshold_is_not_below_it(wallet: Refilling) -> None:
    wallet.shop.fund(1_000)
    wallet.automatic(threshold=1_000)
    wallet.work()
    assert wallet.payments() == []


def test_who_agrees_with_a_low_wallet_is_topped_up_at_once(wallet: Refilling) -> None:
    wallet.automatic(amount=5_000)
    wallet.work()
    assert wallet.balance() == 5_000


def test_without_agreement_nothing_is_charged(wallet: Refilling) -> None:
    assert wallet.automatic(terms=None).json["errors"][0]["code"] == "consent_incomplete"
    assert wallet.automatic(accepted_by=None).status == 422
    assert wallet.automatic(amount=None).json["errors"][0]["code"] == "amounts_missing"
    wallet.automatic()
    wallet.shop.change_wallet(automatic_top_up={"enabled": False})
    wallet.work()
    assert (wallet.payments(), wallet.setting()["enabled"]) == ([], False)


def test_what_was_agreed_to_is_kept_with_its_amounts(wallet: Refilling) -> None:
    wallet.shop.fund(5_000)
    for amount in (5_000, 5_000, 6_000):
        assert wallet.automatic(amount=amount).status == 200
    wallet.shop.change_wallet(automatic_top_up={"enabled": False})
    kept = [each for each in wallet.shop.consents().json["data"] if each["about"] == "automatic_top_up"]
    assert [(each["change"], each["amount"]) for each in kept] == [
        ("withdrawn", 6_000),
        ("replaced", 6_000),
        ("given", 5_000),
    ]
    assert kept[0]["threshold"] == 1_000
    assert [each["number"] for each in wallet.shop.consents().json["data"]] == [4, 3, 2, 1]


def test_several_agreements_at_once_are_entries_of_their_own(wallet: Refilling) -> None:
    agreed = {"enabled": True, "terms": "t", "accepted_by": "Mira Okafor"}
    answer = wallet.shop.change_wallet(
        auto_debit=agreed, automatic_top_up=agreed | {"threshold": 0, "amount": 100}, collect_from_methods=agreed
    )
    assert answer.status == 200, answer.text
    told = [(each["about"], each["change"]) for each in wallet.shop.consents().json["data"]]
    assert sorted(told) == [
        ("auto_debit", "given"),
        ("auto_debit", "replaced"),
        ("automatic_top_up", "given"),
        ("collect_from_methods", "given"),
    ]
    shown = wallet.shop.wallet()
    assert [shown[name]["terms"] for name in ("auto_debit", "automatic_top_up", "collect_from_methods")] == ["t"] * 3


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"amount": 10}, 422, "amount_below_minimum"),
        ({"method": "pm_" + "0" * 26}, 404, "not_found"),
        ({"method": "checkout"}, 422, "invalid_request"),
        ({"threshold": -1}, 422, "invalid_request"),
    ],
)
def test_settings_that_could_not_work_are_refused(
    wallet: Refilling, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = wallet.automatic(**changes)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert wallet.setting()["enabled"] is False


def test_two_triggers_at_once_are_one_top_up(wallet: Refilling, interruptions: Interruptions) -> None:
    """The other one runs while this one has read that there is none."""
    wallet.automatic(amount=5_000)
    wallet.plan("pending_paid", count=None)
    interruptions.before("TransactWriteItems", lambda: trigger(wallet))
    trigger(wallet)
    assert (len(wallet.payments()), wallet.charges()) == (1, 1)
    trigger(wallet)
    assert wallet.charges() == 1


def test_two_triggers_one_after_the_other_are_one_top_up(world: World, wallet: Refilling) -> None:
    wallet.automatic(amount=5_000)
    for _ in range(3):
        trigger(wallet)
    assert (wallet.balance(), wallet.charges()) == (5_000, 1)
    audit(world)


def test_paypal_that_is_pending_is_waited_for_and_nothing_more_is_tried(world: World, wallet: Refilling) -> None:
    paypal = wallet.methods.link(**PAYPAL)
    wallet.plan("pending_paid", paypal, count=None)
    wallet.automatic(threshold=1_000, amount=900, method=paypal)
    wallet.work()
    trigger(wallet)
    assert (wallet.states(), wallet.charges()) == (["processing"], 1)
    assert wallet.shop.wallet()["pending_top_up"] == wallet.payments()[0]["id"]
    world.pass_time(seconds=61)
    wallet.work()
    assert wallet.states() == ["succeeded", "processing"], "900 is below the threshold: the next one, not before"
    audit(world)


@pytest.mark.parametrize("effect", [True, False])
def test_after_an_unknown_outcome_nothing_is_charged_until_it_is_repaired(
    world: World, wallet: Refilling, effect: bool
) -> None:
    lost = {"kind": "timeout", "path": "/v1/payment_intents", "count": 1}
    world.faults(calls=[lost | {"effect": effect}, lost | {"effect": False}, lost | {"effect": False}])
    wallet.automatic(amount=5_000)
    trigger(wallet)
    trigger(wallet)
    assert wallet.states() == ["unknown"]
    assert wallet.setting()["failures"] == 0
    world.pass_time(minutes=6)
    jobs.repair()
    wallet.work()
    assert (wallet.balance(), wallet.charges(), wallet.states()) == (5_000, 1, ["succeeded"])
    audit(world)


@pytest.mark.parametrize(
    ("amount", "top_ups", "balance", "waits"), [(1_000, 2, 500, "insufficient_credits"), (2_500, 1, 300, None)]
)
def test_a_debt_is_paid_first_and_then_orders_go_on(
    world: World, wallet: Refilling, amount: int, top_ups: int, balance: int, waits: str | None
) -> None:
    provider = wallet.methods.provider
    wallet.shop.fund(2_000)
    (topped,) = [each["id"] for each in world.items("payment") if each["means"] == "checkout"]
    wallet.shop.order(1_500)
    world.settle_down()
    provider.dispute(topped)
    world.settle_down()
    waiting = wallet.shop.order(700)
    world.settle_down()
    assert (wallet.balance(), wallet.shop.read(waiting)["unpaid_reason"]) == (-1_500, "paused")
    wallet.automatic(threshold=0, amount=amount)
    wallet.work()
    assert (wallet.states(), wallet.balance()) == (["succeeded"] * top_ups, balance)
    assert wallet.shop.read(waiting)["unpaid_reason"] == waits
    audit(world)


def test_a_top_up_that_lands_during_a_drain_strands_nothing(
    world: World, wallet: Refilling, interruptions: Interruptions
) -> None:
    wallet.shop.change_wallet(drain_after_top_up=True)
    wallet.shop.fund(1_000)
    world.settle_down()
    first, second = wallet.shop.order(1_400), wallet.shop.order(1_500)
    world.settle_down()
    wallet.shop.adjust(500)
    world.relay()
    interruptions.before("TransactWriteItems", lambda: wallet.ask(2_000))
    world.debit()
    wallet.later(minutes=2)
    paid = [wallet.shop.read(each)["payment_status"] for each in (first, second)]
    assert (paid, wallet.balance()) == (["paid", "paid"], 600)
    audit(world)


def test_a_lost_message_costs_time_and_nothing_else(world: World, wallet: Refilling) -> None:
    wallet.automatic()
    world.relay()
    assert bodies(world.resources.refill_queue_url)
    wallet.later(minutes=6)
    assert wallet.balance() == 5_000
