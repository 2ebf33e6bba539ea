"""Orders that credits do not pay, charged to linked methods at intake: each once, and not into a row of refusals."""

from collections.abc import Callable

import pytest

from functions.refill_wallets.handler import lambda_handler as refill_wallets
from shared.payments.topping_up.messages import RefillRequest
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.handing_over import handed
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import Refilling
from tests.support.world import World


@pytest.fixture
def wallet(shop: Shop) -> Refilling:
    """Of a merchant with one card, who wants orders paid from credits, and else by the card."""
    shop.consent()
    made = Refilling(shop)
    made.methods.link()
    assert made.collect().status == 200
    return made


def statuses(wallet: Refilling, orders: list[str]) -> list[str]:
    return [wallet.shop.read(order)["payment_status"] for order in orders]


def trigger(wallet: Refilling) -> None:
    """One message more."""
    answer = handed(refill_wallets, RefillRequest(wallet.shop.id, "EUR", orders=True).message())
    assert answer == {"batchItemFailures": []}


def test_an_order_that_credits_do_not_pay_is_charged_to_the_method(world: World, wallet: Refilling) -> None:
    order = wallet.shop.order(1_500)
    wallet.work()
    read = wallet.shop.read(order)
    assert (read["payment_status"], read["payments"][0]["means"]) == ("paid", "saved_method")
    assert (wallet.charges(), wallet.balance()) == (1, 0)
    wallet.work()
    assert wallet.charges() == 1
    assert len(world.released()) == 1
    audit(world)
    nothing_is_stuck(world)


def test_credits_come_first(world: World, wallet: Refilling) -> None:
    wallet.shop.fund(2_000)
    orders = [wallet.shop.order(amount) for amount in (1_500, 1_600)]
    wallet.work()
    means = [wallet.shop.read(order)["payments"][0]["means"] for order in orders]
    assert (means, wallet.balance()) == (["credits", "saved_method"], 500)
    audit(world)


def test_many_orders_are_one_charge(world: World, wallet: Refilling) -> None:
    orders = [wallet.shop.order(100 + place) for place in range(20)]
    wallet.work()
    assert statuses(wallet, orders) == ["paid"] * 20
    assert wallet.charges() == 1
    audit(world)


def test_more_than_one_charge_can_be_are_several_one_after_the_other(world: World, wallet: Refilling) -> None:
    orders = [wallet.shop.order(100) for _ in range(60)]
    wallet.work(rounds=4)
    assert statuses(wallet, orders) == ["paid"] * 60
    assert sorted(len(payment["orders"].split("],[")) for payment in wallet.payments()) == [10, 50]
    audit(world)


def test_without_agreement_orders_wait(wallet: Refilling) -> None:
    wallet.collect(enabled=False)
    order = wallet.shop.order(1_500)
    wallet.work()
    assert (statuses(wallet, [order]), wallet.payments()) == (["unpaid"], [])


def test_what_waited_before_the_agreement_is_left_alone(shop: Shop) -> None:
    """Consent is to what comes in from then on: nobody's old orders are charged by surprise."""
    shop.consent()
    wallet = Refilling(shop)
    wallet.methods.link()
    old = shop.order(1_500)
    wallet.work()
    wallet.collect()
    wallet.work()
    new = shop.order(700)
    wallet.work()
    assert statuses(wallet, [old, new]) == ["unpaid", "paid"]


def test_what_was_agreed_to_is_kept(wallet: Refilling) -> None:
    wallet.collect(enabled=False)
    kept = [each for each in wallet.shop.consents().json["data"] if each["about"] == "collect_from_methods"]
    assert [(each["change"], each["terms"]) for each in kept] == [
        ("withdrawn", "terms 2026-11"),
        ("given", "terms 2026-11"),
    ]


def test_where_automatic_debit_is_off_the_method_pays(shop: Shop) -> None:
    wallet = Refilling(shop)
    wallet.methods.link()
    wallet.collect()
    shop.fund(5_000)
    order = shop.order(1_500)
    wallet.work()
    assert (statuses(wallet, [order]), wallet.balance()) == (["paid"], 5_000)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda shop: shop.change_wallet(paused=True), "paused"),
        (lambda shop: shop.change_wallet(limits={"per_order": 100}), "over_limit"),
        (lambda shop: shop.change_wallet(limits={"per_day": 100}), "over_limit"),
    ],
)
def test_what_is_paused_or_limited_is_not_collected(
    wallet: Refilling, prepare: Callable[[Shop], object], reason: str
) -> None:
    wallet.shop.fund(5_000)
    prepare(wallet.shop)
    order = wallet.shop.order(1_500)
    wallet.work()
    assert (wallet.shop.read(order)["unpaid_reason"], wallet.payments()) == (reason, [])


def test_orders_of_other_kinds_are_left_to_their_buyers(wallet: Refilling) -> None:
    orders = [wallet.shop.order(1_500, collect=collect) for collect in ("none", "link")]
    wallet.work()
    assert (statuses(wallet, orders), wallet.payments()) == (["unpaid", "unpaid"], [])


def test_too_little_to_be_charged_waits_for_more(wallet: Refilling) -> None:
    orders = [wallet.shop.order(30)]
    wallet.work()
    assert (statuses(wallet, orders), wallet.payments()) == (["unpaid"], [])
    assert wallet.collecting()["failures"] == 0
    orders.append(wallet.shop.order(30))
    wallet.work()
    assert statuses(wallet, orders) == ["paid", "paid"]


def test_two_messages_at_once_charge_an_order_once(
    world: World, wallet: Refilling, interruptions: Interruptions
) -> None:
    order = wallet.shop.order(1_500)
    world.relay()
    world.debit()
    interruptions.before("TransactWriteItems", lambda: trigger(wallet))
    trigger(wallet)
    assert (wallet.charges(), statuses(wallet, [order])) == (1, ["paid"])
    audit(world)


def test_an_order_that_is_paid_otherwise_meanwhile_is_left_out(
    world: World, wallet: Refilling, interruptions: Interruptions
) -> None:
    orders = [wallet.shop.order(1_500), wallet.shop.order(1_600)]
    world.relay()
    world.debit()
    wallet.shop.adjust(1_500)
    interruptions.before("TransactWriteItems", lambda: wallet.shop.pay([orders[0]]))
    trigger(wallet)
    wallet.work()
    means = [wallet.shop.read(order)["payments"][0]["means"] for order in orders]
    assert (means, wallet.charges()) == (["credits", "saved_method"], 1)
    audit(world)


def test_an_order_that_the_index_shows_late_is_found(
    world: World, wallet: Refilling, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = wallet.shop.order(1_500)
    world.relay()
    world.debit()
    world.relay()
    with monkeypatch.context() as patch:
        patch.setattr("shared.payments.topping_up.collecting.waiting_orders", lambda *_: iter([[]]))
        world.refill_wallets()
    assert statuses(wallet, [order]) == ["unpaid"]
    wallet.later(minutes=2)
    assert statuses(wallet, [order]) == ["paid"]
