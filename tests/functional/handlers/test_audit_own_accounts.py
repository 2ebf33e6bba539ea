"""The audit goes through merchants' own accounts too."""

import pytest

from tests.functional.handlers.auditing import ask, audit, change, found_on, lose, only
from tests.functional.handlers.own_account import OwnAccount, forged
from tests.functional.handlers.shop import Shop
from tests.support.world import World

_NEXT = "2026-11-23"
"""The day after that on which the order was paid."""


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected; an order was paid there, and part of it went back."""
    made = OwnAccount(shop).connected()
    payment = shop.buy(shop.order(collect="none"))
    assert shop.refund(payment, amount=590).status == 201
    shop.world.settle_down()
    return made


def test_sound_books_of_an_account_find_nothing(world: World, own: OwnAccount) -> None:
    asked = ask()
    assert (asked["checked"]["charges"], asked["checked"]["refunds"], asked["discrepancies"]) == (1, 1, 0)


def test_an_account_that_was_let_go_is_audited_still(world: World, own: OwnAccount) -> None:
    assert own.disconnect().status == 204
    assert ask()["checked"]["charges"] == 1
    payment = only(world, "payment")
    change(world, payment, received_amount=1)
    assert found_on(world) == [("amount_differs", payment["intent_id"])]


def test_money_there_without_a_record_is_settled_there(world: World, own: OwnAccount) -> None:
    order = own.shop.order(collect="none")
    world.pay(own.shop.checkout(own.shop.link(order)))
    asked = ask()
    (found,) = audit(world, asked["id"])["data"]
    assert (found["type"], found["details"]["account"]) == ("money_without_record", own.id)
    assert found["action"]["outcome"] == "checkout_paid"
    assert own.shop.read(order)["payment_status"] == "paid"


def test_a_refund_there_without_a_record_is_recorded(world: World, own: OwnAccount) -> None:
    own.provider.refund(only(world, "payment")["id"], 1_000)
    asked = ask()
    (found,) = audit(world, asked["id"])["data"]
    assert (found["type"], found["action"]["outcome"]) == ("refund_without_record", "recorded")
    assert only(world, "payment")["returned"] == 1_590


def test_our_mark_on_a_merchant_s_own_sale_is_told_and_left_alone(world: World, own: OwnAccount) -> None:
    other = Shop(world, world.merchant())
    other.checkout(other.link(other.order(collect="none")))
    made = forged(world, own.id, only(world, "payment", merchant_id=other.id))
    asked = ask()
    (found,) = audit(world, asked["id"])["data"]
    assert (found["type"], found["fix"]["code"]) == ("money_without_record", "assign_money")
    assert (found["details"]["account"], found["action"]) == (own.id, None)
    assert world.items("surplus") == []
    assert made["metadata"]["orderpay_payment"] in found["details"]["payment"]


@pytest.mark.parametrize("told", [True, False])
def test_an_account_that_is_closed_to_us_is_named_until_we_know(world: World, own: OwnAccount, told: bool) -> None:
    """Merchants leave: an alarm on every day for each would hide all others."""
    world.pass_time(days=2)
    own.becomes(revoked=True)
    if told:
        world.deliver_webhooks()
    assert found_on(world, _NEXT) == ([] if told else [("account_unreachable", own.id)])


def test_a_payment_that_waits_on_an_account_that_is_closed_to_us_is_told_of(world: World, own: OwnAccount) -> None:
    world.pass_time(days=2)
    own.shop.checkout(own.shop.link(own.shop.order(collect="none")))
    own.becomes(revoked=True)
    world.deliver_webhooks()
    assert found_on(world, _NEXT) == [("account_unreachable", own.id)]


def test_an_account_that_is_closed_to_us_stops_nothing(world: World, own: OwnAccount) -> None:
    elsewhere = Shop(world, world.merchant())
    OwnAccount(elsewhere, "acct_1LaterInTheList").connected()
    elsewhere.buy(elsewhere.order(collect="none"))
    own.becomes(revoked=True)
    world.deliver_webhooks()
    payment = only(world, "payment", merchant_id=own.shop.id)
    asked = ask()
    assert (asked["state"], asked["checked"]["charges"]) == ("done", 1)
    found = sorted((each["type"], each["subject"]) for each in audit(world, asked["id"])["data"])
    assert found == [("account_unreachable", payment["intent_id"])]


def test_a_record_without_money_there_is_found_there(world: World, own: OwnAccount) -> None:
    """The same intent on the platform's account would be nobody's."""
    payment = only(world, "payment")
    lose(world, only(world, "return"))
    change(world, payment, returned=None, account=None)
    kinds = {kind for kind, _ in found_on(world)}
    assert "record_without_money" in kinds
