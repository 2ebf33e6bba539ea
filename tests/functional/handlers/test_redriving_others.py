"""Webhooks and closings that ended in a dead-letter queue, and what nobody can read."""

import json

import pytest

from tests.functional.handlers import commissions, jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.dead_letters import TOLD, exhausted, redrive
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies, client
from tests.support.world import Json, World


def rejected() -> list[Json]:
    listed = client("s3").list_objects_v2(Bucket="orderpay-test", Prefix="rejected/messages/").get("Contents", [])
    return [json.load(client("s3").get_object(Bucket="orderpay-test", Key=each["Key"])["Body"]) for each in listed]


def test_a_webhook_that_failed_for_good_is_handled_again(world: World, shop: Shop) -> None:
    world.pay(shop.top_up(5_000).json["checkout_url"])
    for event in world.stripe_events():
        world.seen_events.add(event["id"])
        assert world.post_webhook(json.dumps(event)).status == 200
    messages = bodies(world.resources.webhook_queue_url)
    assert redrive(*messages) == TOLD
    assert jobs.find_missed() == jobs.NOTHING
    world.pass_time(minutes=5)
    handled, failed = jobs.find_missed()
    assert (handled, failed) == (len(messages), {})
    assert shop.wallet()["balance"] == 5_000
    redrive(*messages)
    world.pass_time(days=2)
    assert jobs.find_missed() == jobs.NOTHING
    audit(world)


def test_a_closing_that_failed_for_good_is_gone_on_with(world: World, shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order)
    url = shop.checkout(link)
    assert shop.cancel(order).status == 200
    messages = exhausted(world, "closing")
    assert shop.read_link(link["id"])["status"] == "open"
    assert redrive(*messages, *messages) == TOLD
    assert shop.press(link).status == 409
    world.pass_time(minutes=6)
    assert jobs.expire() == jobs.ONE
    assert shop.read_link(link["id"])["status"] == "void"
    assert shop.read_link(link["id"])["close_reason"] == "order cancelled"
    assert world.pay(url).status_code == 410
    redrive(*messages)
    assert jobs.expire() == jobs.NOTHING
    world.settle_down()
    nothing_is_stuck(world)


def test_a_commission_that_failed_for_good_is_brought_up_at_once(world: World) -> None:
    seller = Shop(world, world.merchant(commission={"basis_points": 1_000}))
    seller.fund(5_000)
    seller.pay([seller.order(5_000)])
    world.settle_down()
    messages = commissions.told(world)
    assert redrive(*messages, *messages) == TOLD
    assert commissions.rows(world) == [500]
    commissions.commissions_add_up(world)


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "5", '"drain"', "null", "{}", '{"drain": 5}', '{"orders": [[]], "merchant_id": "m"}',
     '{"id": "evt_1"}', '{"id": "evt_1", "object": "charge"}', '{"id": "", "object": "event"}', '{"link_id": "lnk_1"}',
     '{"paid_link_id": "lnk_1"}', '{"detail": {"type": "order.placed", "data": {"order_id": "ord_1"}}}',
     '{"detail": {"type": "order.released", "data": {}}}', '{"detail": []}',
     '{"orders": [["ord_1", 1e999, 1]], "merchant_id": "m", "currency": "EUR"}', "[" * 100_000],
)  # fmt: skip
def test_what_nobody_can_read_is_kept_whole_with_its_reason(world: World, body: str) -> None:
    before = len(rejected())
    assert redrive(body) == redrive(body) == TOLD
    kept = [each for each in rejected() if each["body"] == body]
    assert [each["reason"] for each in kept] == ["no kind of message of ours"]
    assert len(rejected()) == before + 1
    assert world.items("wallet") == world.items("seen_event") == []
