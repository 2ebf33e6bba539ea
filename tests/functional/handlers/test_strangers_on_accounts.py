"""Whoever holds an account writes what he likes there: nothing of it settles, ends or sends back ours (M3, M14)."""

import json

import pytest

from functions.process_webhook.handler import lambda_handler as process_webhook
from shared.payments.returns.recording import record
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import WORKER
from shared.stripe_gateway.port import Withdrawal, WithdrawalFact
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.books_of_returns import provider_agrees
from tests.functional.handlers.own_account import OTHER, OwnAccount, forged
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import surplus
from tests.support.samples import sample
from tests.support.world import Json, World


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


def test_our_mark_on_somebody_s_account_settles_nothing(own: OwnAccount) -> None:
    """A merchant writes another's payment on its own sale: ignored, and told apart in the log."""
    world = own.shop.world
    other = Shop(world, world.merchant())
    order = other.order(collect="none")
    link = other.link(order)
    other.checkout(link)
    (payment,) = world.items("payment")
    forged(world, own.id, payment)
    before = world.items("payment")
    world.settle_down()
    assert world.items("payment") == before
    assert world.items("surplus") == []
    assert other.read(order)["payment_status"] == "unpaid"
    audit(world)


@pytest.mark.parametrize("state", ["expired", "open"])
def test_our_mark_on_somebody_s_account_ends_nothing(own: OwnAccount, state: str) -> None:
    world = own.shop.world
    other = Shop(world, world.merchant())
    world.lose_answers(with_effect=False)
    link = other.link(other.order(collect="none"))
    assert other.press(link).status == 202
    (payment,) = world.items("payment")
    made = forged(world, own.id, payment)
    with world.stripe.server.lock:
        inside = world.stripe.simulator.world.account(own.id)
        inside.sessions.get(made["id"]).update(status=state, payment_status="unpaid", payment_intent=None)  # type: ignore[union-attr]
    world.settle_down()
    assert [item["state"] for item in world.items("payment")] == ["unknown"]


def test_the_same_merchant_s_other_account_does_not_settle(own: OwnAccount) -> None:
    """The platform's payment of a merchant with an account, forged on that account."""
    world = own.shop.world
    top_up = own.shop.top_up(5_000).json
    (payment,) = world.items("payment")
    forged(world, own.id, payment)
    world.settle_down()
    assert own.shop.wallet()["balance"] == 0
    assert own.shop.payment(top_up["id"]).json["status"] == "pending"
    audit(world)


def test_money_on_the_platform_for_a_payment_on_an_account_goes_back(own: OwnAccount) -> None:
    """Nobody but us writes there: it is ours, if not for this payment (rule M3)."""
    world, order = own.shop.world, own.shop.order(collect="none")
    own.shop.checkout(own.shop.link(order))
    (payment,) = world.items("payment")
    forged(world, "", payment)
    world.settle_down()
    assert (surplus(own.shop)["reason"], "account" in surplus(own.shop)) == ("other_account", False)
    assert own.shop.read(order)["payment_status"] == "unpaid"
    assert [item["state"] for item in world.items("payment")] == ["pending"]
    jobs.bring_back()
    assert surplus(own.shop)["state"] == "returned"
    audit(world)
    nothing_is_stuck(world)


def test_a_second_success_on_the_account_is_surplus_there(own: OwnAccount) -> None:
    world, order = own.shop.world, own.shop.order(collect="none")
    own.shop.buy(order)
    (payment,) = world.items("payment")
    forged(world, own.id, payment)
    world.settle_down()
    assert (surplus(own.shop)["reason"], surplus(own.shop)["account"]) == ("payment_succeeded", own.id)
    jobs.bring_back()
    assert [each["status"] for each in own.provider.refunds()] == ["succeeded"]
    audit(world)
    provider_agrees(world)


def test_events_of_an_account_that_nobody_connected_ask_for_nothing(world: World, shop: Shop) -> None:
    """Others may use the same platform: their sales cost us no call."""
    shop.checkout(shop.link(shop.order(collect="none")))
    (payment,) = world.items("payment")
    forged(world, OTHER, payment)
    calls = len(world.stripe.simulator.world.calls.records())
    world.deliver_webhooks([event for event in world.stripe_events() if event.get("account") == OTHER])
    assert len(world.stripe.simulator.world.calls.records()) == calls
    assert [item["state"] for item in world.items("payment")] == ["pending"]


def test_a_merchant_s_other_sales_are_ignored(own: OwnAccount) -> None:
    world = own.shop.world
    payment: Json = {"id": "their-own", "merchant_id": "-", "amount": 700, "currency": "EUR"}
    forged(world, own.id, payment, orderpay_deployment="their-own-shop")
    own.provider.refund("their-own", 100)
    world.settle_down()
    assert (world.items("surplus"), world.items("return")) == ([], [])


def test_an_event_of_a_session_is_looked_for_on_its_account_alone(own: OwnAccount) -> None:
    """The same event under another account's name: the provider has no such session there."""
    world, order = own.shop.world, own.shop.order(collect="none")
    stranger = OwnAccount(Shop(world, world.merchant()), OTHER).connected()
    world.pay(own.shop.checkout(own.shop.link(order)))
    (event,) = [each for each in world.stripe_events() if each["type"] == "checkout.session.completed"]
    moved = sample("process_webhook")
    moved["Records"][0]["body"] = json.dumps(event | {"account": stranger.id})
    answer = process_webhook(moved, None)
    assert len(answer["batchItemFailures"]) == 1
    assert own.shop.read(order)["payment_status"] == "unpaid"
    world.settle_down()
    assert own.shop.read(order)["payment_status"] == "paid"


def test_what_goes_back_on_another_account_takes_nothing_from_money(own: OwnAccount) -> None:
    """The same intent, told on an account that its money never reached."""
    own.shop.buy(own.shop.order(collect="none"))
    (payment,) = own.shop.world.items("payment")
    context = payment_context(read_settings(CollectingSettings), WORKER)
    elsewhere = WithdrawalFact(
        provider_id="re_elsewhere",
        kind=Withdrawal.REFUND,
        intent_id=payment["intent_id"],
        account=OTHER,
        amount=100,
        currency="EUR",
        live=True,
        rank=2,
        state="succeeded",
        failure=None,
        metadata={},
    )
    assert record(context, elsewhere, payment["id"]) is None
    assert own.shop.world.items("return") == []
