"""A change that meets money: what was for an older amount never marks an order paid (rules M11, M12)."""

from datetime import timedelta

import pytest

from shared.clock import SystemClock
from shared.links.model import Closing, LinkStatus
from shared.links.store import closing_update
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_links_and_money import open_unknown_session, surpluses
from tests.support.world import World


def test_a_buyer_who_was_quicker_has_paid(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    world.pay(shop.checkout(shop.link(order)))
    answer = shop.change(order, amount=5_000)
    assert (answer.status, answer.json["code"]) == (409, "order_paid")
    assert (shop.read(order)["payment_status"], shop.read(order)["amount"]) == ("paid", 4_590)
    audit(world)


def test_a_buyer_who_pays_while_the_page_is_closed_has_paid(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    url = shop.checkout(shop.link(order))
    interruptions.before("stripe post checkout/sessions", lambda: world.pay(url))
    assert shop.change(order, amount=5_000).json["code"] == "order_paid"
    world.settle_down()
    audit(world)


def test_a_submitted_payment_is_waited_for(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    world.pay(shop.checkout(shop.link(order)), paypal="pending_paid")
    for body in ({"amount": 5_000}, {"metadata": {"desk": "7"}}):
        world.deliver_webhooks()
        assert shop.change(order, **body).json["code"] == "payment_pending"


def test_a_cancelled_order_stays_as_it_is(shop: Shop) -> None:
    order = shop.order()
    shop.cancel(order)
    assert shop.change(order, amount=5_000).json["code"] == "order_cancelled"


def test_money_on_a_page_of_the_old_amount_is_surplus_by_every_route(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    late = open_unknown_session(shop, shop.link(order), interruptions)
    assert shop.change(order, amount=5_000).status == 200
    world.pay(late)
    world.settle_down()
    world.deliver_webhooks(world.stripe_events())
    world.pass_time(minutes=10)
    jobs.repair()
    assert surpluses(world) == [("payment_cancelled", 4_590, "EUR")]
    assert shop.read(order)["payment_status"] == "unpaid"
    audit(world)
    nothing_is_stuck(world)


def test_a_webhook_that_comes_in_the_middle_of_a_change_wins_or_is_surplus(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    for call in ("GetItem", "TransactWriteItems"):
        order = shop.order(collect="none")
        late = open_unknown_session(shop, shop.link(order), interruptions)

        def money(late: str = late) -> None:
            world.pay(late)
            world.deliver_webhooks()

        interruptions.before(call, money)
        answer = shop.change(order, amount=5_000)
        world.settle_down()
        paid = shop.read(order)["payment_status"] == "paid"
        assert answer.status == (409 if paid else 200)
        assert shop.read(order)["amount"] == (4_590 if paid else 5_000)
        audit(world)
    nothing_is_stuck(world)


def test_a_press_that_meets_the_change_collects_the_old_amount_for_nobody(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    interruptions.before("TransactWriteItems", lambda: shop.checkout(link))
    assert shop.change(order, amount=5_000).status == 200
    assert shop.press(link).status == 409
    (new,) = [each for each in world.items("link") if each["status"] == "open"]
    assert new["amount"] == 5_000
    world.settle_down()
    assert [each["state"] for each in world.items("payment")] == ["cancelled"]
    nothing_is_stuck(world)


def test_a_link_whose_closing_begins_meanwhile_ends_as_it_would_have(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    begin = closing_update(link["id"], Closing(LinkStatus.VOID, "changed my mind"), world.clock.now())
    interruptions.before("TransactWriteItems", lambda: world.table.update(begin))
    assert shop.change(order, amount=5_000).status == 200
    assert [each["status"] for each in world.items("link")] == ["voiding"]
    assert jobs.expire() == jobs.ONE
    assert shop.read_link(link["id"])["close_reason"] == "changed my mind"
    assert shop.read(order)["payment_link"] is None
    nothing_is_stuck(world)


def test_two_changes_at_one_instant_are_not_one_event(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order = shop.order()
    now = shop.world.clock.now()
    monkeypatch.setattr(SystemClock, "now", lambda _: now)
    assert [shop.change(order, amount=amount).status for amount in (1, 2)] == [200, 503]
    monkeypatch.setattr(SystemClock, "now", lambda _: now + timedelta(milliseconds=1))
    assert shop.change(order, amount=2).status == 200
    audit(shop.world)


def test_two_changes_at_once_are_both_kept(shop: Shop, interruptions: Interruptions) -> None:
    order = shop.order()
    for meanwhile, body in (({"metadata": {"a": "1"}}, {"customer": {"name": "Ann"}}), ({"amount": 1}, {"amount": 2})):
        interruptions.before("TransactWriteItems", lambda sent=meanwhile: shop.change(order, **sent))  # type: ignore[misc]
        assert shop.change(order, **body).status == 200
    shown = shop.read(order)
    assert (shown["metadata"], shown["customer"]) == ({"a": "1"}, {"name": "Ann"})
    assert (shown["amount"], shown["amount_version"]) == (2, 3)


def test_a_debit_that_meets_the_change_leaves_one_amount_paid(shop: Shop, interruptions: Interruptions) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order(4_000)
    shop.world.relay()
    interruptions.before("TransactWriteItems", shop.world.debit)
    assert shop.change(order, amount=5_000).json["code"] == "order_paid"
    assert shop.wallet()["balance"] == 6_000
    audit(shop.world)


def test_a_link_made_while_the_order_changes_is_replaced_too(shop: Shop, interruptions: Interruptions) -> None:
    order = shop.order(collect="none")
    interruptions.before("TransactWriteItems", lambda: shop.link(order))
    assert shop.change(order, amount=5_000).status == 200
    assert sorted((each["status"], each["amount"]) for each in shop.world.items("link")) == [
        ("open", 5_000), ("void", 4_590)
    ]  # fmt: skip
