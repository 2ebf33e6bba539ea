"""Orders that linked methods do not pay: one refusal stops the row, unknowns hold it, and then all is tried again."""

import pytest

from functions.refill_wallets.handler import lambda_handler as refill_wallets
from shared.payments.topping_up.messages import RefillRequest
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.handing_over import handed
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import OTHER_CARD, PAYPAL, Refilling
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


def test_withdrawn_agreement_stops_what_waits(wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    wallet.shop.order(1_500)
    wallet.work()
    wallet.collect(enabled=False)
    wallet.later(hours=2)
    assert wallet.states() == ["failed"]


def test_a_pause_holds_what_waits_already(wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    order = wallet.shop.order(1_500)
    wallet.work()
    wallet.shop.change_wallet(paused=True)
    wallet.later(hours=2)
    assert (statuses(wallet, [order]), wallet.states()) == (["unpaid"], ["failed"])
    wallet.shop.change_wallet(paused=False)
    wallet.later(hours=2)
    assert statuses(wallet, [order]) == ["paid"]


def test_what_no_charge_was_tried_for_goes_on_after_a_pause_too(wallet: Refilling) -> None:
    """Its wait ended while it was paused, and nothing of the order itself changes."""
    wallet.plan("insufficient_funds")
    refused = wallet.shop.order(1_500)
    wallet.work()
    order = wallet.shop.order(700)
    wallet.work()
    assert wallet.shop.cancel(refused).status == 200
    wallet.shop.change_wallet(paused=True)
    wallet.later(hours=2)
    wallet.shop.change_wallet(paused=False)
    wallet.work()
    assert statuses(wallet, [order]) == ["paid"]


def test_a_refusal_stops_the_row(world: World, wallet: Refilling) -> None:
    """A hundred orders are not a hundred declines."""
    wallet.plan("insufficient_funds", count=None)
    orders = []
    for _ in range(8):
        orders.append(wallet.shop.order(100))
        wallet.work(rounds=1)
    assert wallet.states() == ["failed"]
    shown = wallet.collecting()
    assert (shown["failures"], shown["last_failure"]["reason"]) == (1, "insufficient_funds")
    assert wallet.told() == ["charge_failed"]
    assert wallet.shop.pay([orders[0]], "checkout").status == 201, "each can be paid otherwise"
    wallet.methods.provider.plan_outcome(None)
    wallet.later(hours=1, minutes=6)
    assert statuses(wallet, orders[1:]) == ["paid"] * 7, "those that waited are tried again"
    assert wallet.collecting()["failures"] == 0
    audit(world)


def test_the_waiting_grows(wallet: Refilling) -> None:
    wallet.plan("insufficient_funds", count=None)
    wallet.shop.order(100)
    wallet.work()
    for tries, hours in enumerate((1, 4, 24, 72), start=2):
        wallet.later(hours=hours, minutes=-10)
        assert len(wallet.payments()) == tries - 1
        wallet.later(minutes=20)
        assert len(wallet.payments()) == tries


def test_a_newly_linked_method_closes_the_breaker(wallet: Refilling) -> None:
    wallet.plan("lost_card")
    order = wallet.shop.order(1_500)
    wallet.work()
    assert wallet.states() == ["failed"]
    wallet.methods.link(**OTHER_CARD)
    wallet.work()
    assert statuses(wallet, [order]) == ["paid"]


def test_without_any_method_it_is_told_once_and_orders_wait(shop: Shop) -> None:
    shop.consent()
    wallet = Refilling(shop)
    wallet.collect()
    orders = [shop.order(1_500)]
    wallet.work()
    orders.append(shop.order(700))
    wallet.work()
    assert (wallet.payments(), wallet.told()) == ([], ["charge_failed"])
    assert wallet.collecting()["last_failure"]["reason"] == "no_payment_method"
    wallet.methods.link()
    wallet.work()
    assert statuses(wallet, orders) == ["paid", "paid"]


def test_paypal_that_is_pending_holds_these_orders_and_the_next_charge(world: World, wallet: Refilling) -> None:
    wallet.methods.link(**PAYPAL)
    (card, paypal) = wallet.methods.ids()
    wallet.methods.reorder(paypal, card)
    wallet.plan("pending_paid", paypal)
    first = wallet.shop.order(1_500)
    wallet.work()
    second = wallet.shop.order(700)
    wallet.work()
    assert (statuses(wallet, [first, second]), wallet.charges()) == (["pending", "unpaid"], 1)
    assert wallet.shop.pay([first], "checkout").json["code"] == "payment_pending"
    world.pass_time(seconds=61)
    wallet.work()
    assert statuses(wallet, [first, second]) == ["paid", "paid"]
    audit(world)


@pytest.mark.parametrize("effect", [True, False])
def test_an_unknown_outcome_holds_all_until_it_is_repaired(world: World, wallet: Refilling, effect: bool) -> None:
    lost = {"kind": "timeout", "path": "/v1/payment_intents", "count": 1}
    world.faults(calls=[lost | {"effect": effect}, lost | {"effect": False}, lost | {"effect": False}])
    order = wallet.shop.order(1_500)
    world.relay()
    world.debit()
    trigger(wallet)
    wallet.shop.order(700)
    world.relay()
    world.debit()
    trigger(wallet)
    assert wallet.states() == ["unknown"]
    world.pass_time(minutes=6)
    jobs.repair()
    wallet.work()
    assert (wallet.charges(), wallet.states(), statuses(wallet, [order])) == (2, ["succeeded"] * 2, ["paid"])
    audit(world)


def test_an_order_that_is_changed_is_charged_at_its_new_amount(world: World, wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    order = wallet.shop.order(1_500)
    wallet.work()
    assert wallet.shop.change(order, amount=900).status == 200
    wallet.later(hours=1, minutes=6)
    assert (statuses(wallet, [order]), wallet.payments()[-1]["amount"]) == (["paid"], 900)
    audit(world)


def test_what_credits_cover_by_now_is_not_charged(world: World, wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    order = wallet.shop.order(1_500)
    wallet.work()
    wallet.shop.fund(2_000)
    wallet.later(hours=1, minutes=6)
    assert (wallet.states(), wallet.shop.read(order)["payment_status"]) == (["failed"], "unpaid")
    wallet.shop.drain()
    wallet.work()
    assert (statuses(wallet, [order]), wallet.balance()) == (["paid"], 500)


def test_a_debt_holds_collecting(world: World, wallet: Refilling) -> None:
    wallet.shop.fund(2_000)
    (topped,) = [each["id"] for each in world.items("payment") if each["means"] == "checkout"]
    wallet.shop.order(1_500)
    world.settle_down()
    wallet.methods.provider.dispute(topped)
    world.settle_down()
    order = wallet.shop.order(700)
    wallet.work()
    assert (wallet.shop.read(order)["unpaid_reason"], wallet.payments()) == ("paused", [])


def test_an_owner_who_must_confirm_a_single_order_gets_its_link(wallet: Refilling) -> None:
    wallet.plan("requires_action")
    order = wallet.shop.order(1_500)
    wallet.work()
    assert (wallet.states(), wallet.told()) == (["requires_action"], ["charge_requires_action"])
    assert wallet.collecting()["last_failure"]["reason"] == "authentication_required"
    assert wallet.shop.read(order)["payment_link"] is not None
