"""What is reserved ends by itself, by a cancellation, or because nobody wants it: no money is taken, once."""

from typing import Any

import pytest

from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage
from tests.support.world import World


@pytest.fixture
def reserved(shop: Shop) -> TwoStage:
    """An order for which 4590 cents are reserved."""
    return TwoStage(shop).reserve()


def told(world: World, prefix: str = "order.auth") -> dict[str, list[Any]]:
    """Every event about what is reserved, by type, each id once."""
    found: dict[str, dict[str, Any]] = {}
    for record in world.stream_records(start=0):
        change = record["dynamodb"]
        images = [from_wire(change[name]) if name in change else None for name in ("OldImage", "NewImage")]
        for event in events_of(*images):
            if event.type.startswith(prefix):
                found.setdefault(event.type, {})[event.id] = event.data
    return {name: list(events.values()) for name, events in found.items()}


def notices(shop: Shop) -> list[str]:
    """The kinds that its merchant sees."""
    return [each["kind"] for each in Notified(shop).listed()]


def test_a_day_ahead_its_shop_is_warned_once(reserved: TwoStage) -> None:
    world = reserved.world
    world.pass_time(days=5, hours=23)
    jobs.repair()
    world.settle_down()
    assert "order.authorization_expiring" not in told(world)
    world.pass_time(hours=2)
    for _ in range(3):
        jobs.repair()
        world.settle_down()
        world.pass_time(hours=1)
    (warning,) = told(world)["order.authorization_expiring"]
    assert (warning["authorized_amount"], warning["capture_before"]) == (4_590, "2026-11-29T03:12:42.000Z")
    assert notices(reserved.shop) == ["authorization_expiring"]
    assert reserved.capture().status == 200
    assert len(reserved.released()) == 1


def test_its_shop_is_warned_of_what_is_heard_of_only_in_the_last_day(shop: Shop) -> None:
    late, world = TwoStage(shop), shop.world
    late.submit()
    world.pass_time(days=6, hours=12)
    world.settle_down()
    jobs.repair()
    world.settle_down()
    assert len(told(world)["order.authorization_expiring"]) == 1
    assert late.capture().status == 200
    assert len(late.released()) == 1


def test_its_shop_is_warned_after_a_refusal_in_the_last_day(reserved: TwoStage) -> None:
    world = reserved.world
    world.faults(calls=[{"kind": "timeout", "path": "/v1/payment_intents/*/capture", "count": 2, "effect": False}])
    world.pass_time(days=5, hours=23, minutes=50)
    assert reserved.capture(3_000).status == 202
    world.faults(calls=[{"kind": "fail", "status": 400, "path": "/v1/payment_intents/*/capture", "count": 1}])
    world.pass_time(minutes=15)
    for _ in range(2):
        jobs.repair()
        world.settle_down()
    assert len(told(world)["order.authorization_expiring"]) == 1
    assert reserved.capture().status == 200
    assert len(reserved.released()) == 1


def test_what_lapses_is_told_and_the_order_waits_for_its_buyer_again(reserved: TwoStage) -> None:
    world = reserved.world
    world.pass_time(days=7, minutes=1)
    assert reserved.released() == []
    order = reserved.read()
    assert (order["payment_status"], order["unpaid_reason"]) == ("unpaid", "awaiting_buyer")
    assert (order["authorization"], order["payments"]) == (None, [])
    assert (reserved.payment()["state"], reserved.payment()["failure"]) == ("cancelled", "authorization_lapsed")
    (lapsed,) = told(world)["order.authorization_lapsed"]
    assert (lapsed["payment_id"], lapsed["authorized_amount"]) == (reserved.payment()["id"], 4_590)
    assert notices(reserved.shop) == ["authorization_lapsed"]
    assert reserved.shop.page(reserved.link) == "open"
    assert reserved.capture().json["code"] == "authorization_lapsed"
    reserved.reserve()
    assert reserved.capture(4_000).status == 200
    assert len(reserved.released()) == 1
    assert len(told(world)["order.authorized"]) == 2


def test_a_lapse_that_nobody_told_of_is_found(reserved: TwoStage) -> None:
    world = reserved.world
    world.pass_time(days=7, minutes=2)
    world.seen_events |= {event["id"] for event in world.stripe_events()}
    assert jobs.repair() == jobs.ONE
    assert reserved.released() == []
    assert len(told(world)["order.authorization_lapsed"]) == 1
    assert reserved.shop.page(reserved.link) == "open"


def test_a_lapse_that_comes_twice_is_told_once(reserved: TwoStage) -> None:
    world = reserved.world
    reserved.lapse()
    world.deliver_webhooks()
    world.deliver_webhooks([event | {"id": f"{event['id']}x"} for event in world.stripe_events()])
    assert reserved.released() == []
    assert len(told(world)["order.authorization_lapsed"]) == 1


def test_a_cancelled_orders_money_is_never_taken(reserved: TwoStage) -> None:
    answer = reserved.cancel()
    assert (answer.status, answer.json["status"], answer.json["payment_status"]) == (200, "cancelled", "unpaid")
    assert (reserved.intent()["status"], reserved.intent()["amount_received"]) == ("canceled", 0)
    assert reserved.payment()["failure"] == "order_cancelled"
    assert reserved.capture().json["code"] == "order_cancelled"
    assert reserved.cancel().status == 200
    assert reserved.released() == []
    assert "order.authorization_lapsed" not in told(reserved.world)
    assert len(told(reserved.world, "order.cancelled")["order.cancelled"]) == 1
    assert reserved.shop.page(reserved.link) == "cancelled"


def test_what_is_reserved_while_its_order_is_cancelled_goes_back_too(shop: Shop) -> None:
    order = TwoStage(shop)
    order.submit()
    assert order.cancel().status == 200
    assert order.intent()["status"] == "canceled"
    assert order.released() == []


def test_a_cancellation_whose_answer_is_lost_goes_on_by_itself(reserved: TwoStage) -> None:
    world = reserved.world
    lost = {"kind": "timeout", "path": "/v1/payment_intents/*/cancel", "count": 2}
    world.faults(calls=[lost | {"effect": False}])
    assert reserved.cancel().status == 503
    assert reserved.intent()["status"] == "requires_capture"
    assert reserved.capture().json["code"] == "payment_pending"
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    assert reserved.read()["status"] == "cancelled"
    assert reserved.intent()["status"] == "canceled"
    assert reserved.released() == []


def test_while_a_capture_is_open_nothing_else_is_done_with_it(reserved: TwoStage) -> None:
    world = reserved.world
    world.faults(calls=[{"kind": "timeout", "path": "/v1/payment_intents/*/capture", "count": 2, "effect": False}])
    assert reserved.capture(3_000).status == 202
    assert reserved.read()["payment_status"] == "pending"
    assert reserved.cancel().json["code"] == "payment_pending"
    assert reserved.capture(2_000).json["code"] == "already_captured"
    assert reserved.intent()["status"] == "requires_capture", "nothing was asked of the provider"
    assert reserved.capture(3_000).status == 200
    assert len(reserved.released()) == 1


def test_every_other_way_to_pay_or_change_it_is_refused(reserved: TwoStage) -> None:
    shop = reserved.shop
    shop.fund(10_000)
    answers = [
        shop.void(reserved.link_id),
        shop.change(reserved.order_id, amount=5_000),
        shop.pay([reserved.order_id], "credits"),
        shop.pay([reserved.order_id], "checkout"),
        shop.ask_link(reserved.order_id),
        shop.press(reserved.link),
    ]
    assert [answer.status for answer in answers[1:2] + answers[3:]] == [409] * 4
    assert (answers[0].status, answers[0].json["code"]) == (409, "payment_pending")
    assert answers[2].json["results"][0]["outcome"] == "unpaid"
    assert shop.wallet()["balance"] == 10_000
    assert reserved.intent()["status"] == "requires_capture"
    assert reserved.capture().status == 200, "a void that came too late waits for it"
    assert len(reserved.released()) == 1


def test_a_link_that_was_to_be_void_ends_with_what_is_reserved(reserved: TwoStage) -> None:
    assert reserved.shop.void(reserved.link_id).status == 409
    reserved.lapse()
    assert reserved.released() == []
    assert reserved.shop.page(reserved.link) == "void"


@pytest.mark.parametrize(("end", "page"), [("cancel", "cancelled"), ("capture", "paid"), ("lapse", "void")])
def test_a_link_is_voiding_no_longer_than_anything_is_reserved(reserved: TwoStage, end: str, page: str) -> None:
    assert reserved.shop.void(reserved.link_id).status == 409
    assert reserved.world.items("link")[0]["status"] == "voiding"
    getattr(reserved, end)()
    reserved.world.settle_down()
    assert reserved.world.items("link")[0]["status"] == ("paid" if end == "capture" else "void")
    assert reserved.shop.page(reserved.link) == page
    reserved.released()


def test_a_link_whose_end_was_not_written_with_its_payments_ends_within_a_day(
    reserved: TwoStage, interruptions: Interruptions
) -> None:
    world = reserved.world
    assert reserved.shop.void(reserved.link_id).status == 409
    reserved.lapse()
    world.seen_events |= {event["id"] for event in world.stripe_events()}
    world.pass_time(days=1, minutes=1)
    assert interruptions.kills(jobs.repair, after=2)
    assert (reserved.payment()["state"], world.items("link")[0]["status"]) == ("cancelled", "voiding")
    assert jobs.expire() == jobs.ONE
    assert world.items("link")[0]["status"] == "void"


def test_a_link_that_waits_for_what_is_reserved_is_looked_at_daily(reserved: TwoStage) -> None:
    world = reserved.world
    assert reserved.shop.void(reserved.link_id).status == 409
    world.pass_time(minutes=2)
    assert jobs.expire() == (1, {"payment_pending": 1})
    world.pass_time(hours=23)
    assert jobs.expire() == jobs.NOTHING
    world.pass_time(hours=2)
    assert jobs.expire() == (1, {"payment_pending": 1})


def test_an_expired_link_waits_for_what_is_reserved(shop: Shop) -> None:
    order = TwoStage(shop)
    order.url = str(shop.link(order.order_id, expires_in_days=3)["url"])
    order.reserve()
    shop.world.pass_time(days=3, minutes=1)
    assert jobs.expire() == (1, {"payment_pending": 1})
    assert shop.page(order.link) == "authorized"
    assert order.capture().status == 200
    assert len(order.released()) == 1
    assert shop.page(order.link) == "paid"
