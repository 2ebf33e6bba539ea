"""Money on a merchant's own account: settled there, sent back there, and nobody else's is believed (M3, M13, M14)."""

import json

import pytest

from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from shared.errors import ProviderRejected
from shared.payments.outbox.redrive import redrive
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.stripe_gateway.client import WORKER
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck, session, sessions
from tests.functional.handlers.books_of_returns import provider_agrees
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import change_payment, prefer_credit, surplus
from tests.support.world import World


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


def account_of(world: World, session_id: str) -> str:
    """Where a hosted checkout is."""
    with world.stripe.server.lock:
        return world.stripe.simulator.world.session_accounts[session_id]


def test_a_link_collects_on_the_merchant_s_own_account(own: OwnAccount) -> None:
    world, order = own.shop.world, own.shop.order(collect="none")
    url = own.shop.checkout(own.shop.link(order))
    (opened,) = sessions(world)
    assert account_of(world, opened["id"]) == own.id
    assert opened["payment_method_types"] == ["card"]
    world.pay(url)
    world.settle_down()
    assert own.shop.read(order)["payment_status"] == "paid"
    assert [event["data"]["order_id"] for event in world.released()] == [order]
    audit(world)
    nothing_is_stuck(world)


def test_several_orders_collect_there_together_and_credits_on_the_platform(own: OwnAccount) -> None:
    world = own.shop.world
    orders = [own.shop.order(amount, collect="none") for amount in (500, 600)]
    many = own.shop.pay(orders, "checkout").json
    world.pay(many["checkout_url"])
    own.shop.fund(2_000)
    world.settle_down()
    assert [own.shop.read(order)["payment_status"] for order in orders] == ["paid", "paid"]
    assert own.shop.wallet()["balance"] == 2_000
    where = {item["amount"]: item.get("account") for item in world.items("payment")}
    assert where == {1_100: own.id, 2_000: None}
    assert {account_of(world, each["id"]) for each in sessions(world)} == {own.id, ""}
    audit(world)


def test_a_payment_stays_where_it_began(own: OwnAccount) -> None:
    """The account changes between the press and the money (rule M4)."""
    world, order = own.shop.world, own.shop.order(collect="none")
    link = own.shop.link(order)
    url = own.shop.checkout(link)
    own.becomes(card="restricted", missing=["identity.document"])
    world.deliver_webhooks()
    assert own.shop.checkout(link) == url
    world.pay(url)
    world.settle_down()
    assert own.shop.read(order)["payment_status"] == "paid"
    audit(world)


def test_voiding_closes_the_page_on_the_account(own: OwnAccount) -> None:
    world, order = own.shop.world, own.shop.order(collect="none")
    link = own.shop.link(order)
    url = own.shop.checkout(link)
    assert own.shop.void(link["id"]).json["status"] == "void"
    assert world.pay(url).status_code == 410
    assert session(world, sessions(world)[0]["id"])["status"] == "expired"
    nothing_is_stuck(world)


def test_a_lost_answer_is_repaired_on_the_account(own: OwnAccount) -> None:
    world, order = own.shop.world, own.shop.order(collect="none")
    world.lose_answers(with_effect=True)
    assert own.shop.press(own.shop.link(order)).status == 202
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    (opened,) = sessions(world)
    world.pay(opened["url"])
    world.pass_time(hours=2)
    assert jobs.repair() == jobs.ONE
    assert own.shop.read(order)["payment_status"] == "paid"
    audit(world)


def test_a_link_that_expires_closes_the_page_on_the_account(own: OwnAccount) -> None:
    world = own.shop.world
    link = own.shop.link(own.shop.order(collect="none"), expires_in_days=1)
    url = own.shop.checkout(link)
    world.pass_time(hours=23, minutes=59)
    world.pass_time(minutes=2)
    jobs.expire()
    assert own.shop.read_link(link["id"])["status"] == "expired"
    assert world.pay(url).status_code == 410
    world.settle_down()
    nothing_is_stuck(world)


def test_cancelling_and_changing_an_order_close_the_page_on_the_account(own: OwnAccount) -> None:
    world = own.shop.world
    cancelled, changed = (own.shop.order(collect="none") for _ in range(2))
    urls = [own.shop.checkout(own.shop.link(order)) for order in (cancelled, changed)]
    assert own.shop.cancel(cancelled).status == 200
    assert own.shop.change(changed, amount=5_000).status == 200
    assert [world.pay(url).status_code for url in urls] == [410, 410]
    world.settle_down()
    audit(world)
    nothing_is_stuck(world)


def test_a_refund_goes_back_there(own: OwnAccount) -> None:
    world = own.shop.world
    order = own.shop.order(collect="none")
    payment = own.shop.buy(order)
    assert own.shop.refund(payment, amount=590).json["status"] == "succeeded"
    own.provider.refund(payment, 1_000)
    world.settle_down()
    assert own.shop.read(order)["payment_status"] == "partially_refunded"
    assert sorted(each["amount"] for each in own.shop.returns(payment)) == [590, 1_000]
    assert [each["amount"] for each in own.provider.refunds()] == [590, 1_000]
    audit(world)
    provider_agrees(world)


def test_a_dispute_there_is_told_and_given_back(own: OwnAccount) -> None:
    world, order = own.shop.world, own.shop.order(collect="none")
    payment = own.shop.buy(order)
    dispute = own.provider.dispute(payment)
    world.settle_down()
    assert own.shop.read(order)["payment_status"] == "disputed"
    own.provider.end_dispute(dispute, "won")
    world.settle_down()
    assert own.shop.read(order)["payment_status"] == "paid"
    audit(world)
    provider_agrees(world)


def test_surplus_there_goes_back_there_never_to_the_credits(own: OwnAccount) -> None:
    """The merchant's policy is for what it paid on the platform's account alone (rule M13)."""
    world = own.shop.world
    prefer_credit(own.shop)
    many = own.shop.pay([own.shop.order(collect="none")], "checkout").json
    world.pay(many["checkout_url"])
    change_payment(own.shop, many["id"], state="cancelled")
    world.deliver_webhooks()
    assert (surplus(own.shop)["state"], surplus(own.shop)["account"]) == ("held", own.id)
    jobs.bring_back()
    assert surplus(own.shop)["state"] == "returned"
    assert own.shop.wallet()["balance"] == 0
    assert [each["amount"] for each in own.provider.refunds()] == [4590]
    provider_agrees(world)


def test_events_that_did_not_come_are_found_on_accounts_too(own: OwnAccount) -> None:
    world, order = own.shop.world, own.shop.order(collect="none")
    with world.stripe.server.lock:
        new_endpoint(world.stripe.simulator.world, "http://127.0.0.1:9/lost", connect=True)
    world.faults(deliveries=[{"kind": "drop", "types": ["*"]}])
    world.pay(own.shop.checkout(own.shop.link(order)))
    done, failed = jobs.find_missed()
    assert (done, failed) == (2, {})
    assert own.shop.read(order)["payment_status"] == "paid"
    assert {item.get("account") for item in world.items("seen_event")} == {own.id}
    assert jobs.find_missed() == jobs.NOTHING
    audit(world)


def test_a_payment_on_an_account_that_is_closed_to_us_waits(own: OwnAccount) -> None:
    """Nobody can say what became of it (rule M5): it waits, the job backs off, and goes on once connected again."""
    world, order = own.shop.world, own.shop.order(collect="none")
    url = own.shop.checkout(own.shop.link(order))
    own.becomes(revoked=True)
    world.deliver_webhooks()
    world.pass_time(minutes=6)
    assert jobs.repair() == (1, {"account_unreachable": 1})
    assert own.shop.read(order)["payment_status"] == "unpaid"
    world.pay(url)
    own.becomes(revoked=False, card="active", missing=[])
    assert own.name().status == 200
    world.pass_time(hours=2)
    assert jobs.repair() == jobs.ONE
    assert own.shop.read(order)["payment_status"] == "paid"
    audit(world)


def test_the_gateway_tells_a_closed_account_from_a_refused_call(own: OwnAccount) -> None:
    world = own.shop.world
    own.becomes(revoked=True)
    context = payment_context(read_settings(CollectingSettings), WORKER)
    for call in (
        lambda: context.gateway.retrieve_session("cs_test_a1x", own.id),
        lambda: context.gateway.refunds_of_intent("pi_x", own.id),
        lambda: context.accounts.retrieve(own.id),
    ):
        with pytest.raises(ProviderRejected) as caught:
            call()
        assert caught.value.code == "account_unreachable"
    assert world.stripe.key


def test_an_event_that_failed_is_tried_again_on_its_account(own: OwnAccount) -> None:
    """The dead letter says whose event it is, and the job asks there."""
    world, order = own.shop.world, own.shop.order(collect="none")
    world.pay(own.shop.checkout(own.shop.link(order)))
    (event,) = [each for each in world.stripe_events() if each["type"] == "checkout.session.completed"]
    redrive(world.table, world.clock, _NoRejects(), _NoRetries(), json.dumps(event))
    (mark,) = world.items("seen_event")
    assert (mark["pk"], mark["account"]) == (event["id"], own.id)
    world.pass_time(minutes=6)
    assert jobs.find_missed() == jobs.ONE
    assert own.shop.read(order)["payment_status"] == "paid"


class _NoRejects:
    """Nothing here is unreadable."""

    def keep(self, name: str, text: str) -> None:
        """Never called."""
        raise AssertionError((name, text))


class _NoRetries:
    """Nor is it a replay."""

    def send(self, messages: object) -> None:
        """Never called."""
        raise AssertionError(messages)
