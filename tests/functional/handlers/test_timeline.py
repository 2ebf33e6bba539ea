"""The timeline of an order: kept as the stream tells it, whatever comes twice, late or broken."""

import json
from typing import Any

import pytest

from functions.record_timeline.handler import lambda_handler as record_timeline
from functions.relay_events.handler import lambda_handler as relay_events
from local.verify_timeline import verify
from shared.orders.timeline import model
from shared.table.keys import timeline_key
from shared.table.port import Put
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.aws import client
from tests.support.world import World

Json = dict[str, Any]


def told(shop: Shop, order: str) -> list[tuple[str, Json]]:
    """Type and data of every entry, once the chain is found unbroken."""
    answer = shop.timeline(order).json
    assert verify(answer["data"], [answer["head"]]) == answer["head"]
    return [(entry["type"], entry["data"]) for entry in answer["data"]]


def types(shop: Shop, order: str) -> list[str]:
    """Only the types."""
    return [each for each, _ in told(shop, order)]


def order_records(world: World) -> list[Json]:
    """Every change of an order that the stream has told of."""
    every = world.stream_records(start=0)
    return [each for each in every if each["dynamodb"].get("NewImage", {}).get("kind") == {"S": "order"}]


def test_an_order_that_credits_pay_after_a_change(shop: Shop) -> None:
    shop.consent()
    shop.fund(5_000)
    order = shop.order(6_000)
    shop.world.settle_down()
    shop.change(order, amount=4_000)
    shop.world.settle_down()
    payment = shop.read(order)["payments"][0]["id"]
    assert told(shop, order) == [
        ("created", {"order": order, "amount": 6_000, "currency": "EUR", "amount_version": 1, "collect": "auto"}),
        ("queued", {"reason": "insufficient_credits", "shortfall": 1_000}),
        ("changed", {"amount": 4_000, "amount_version": 2}),
        ("paid", {"payment": payment, "means": "credits", "amount": 4_000}),
        ("completed", {"payment_status": "paid"}),
    ]
    entries = shop.timeline(order).json["data"]
    assert entries[0]["at"] == shop.read(order)["created_at"]
    assert entries[-1]["at"] == shop.read(order)["paid_at"]


def test_an_order_whose_first_checkout_runs_out(shop: Shop) -> None:
    order = shop.order(collect="link")
    (link,) = [each["id"] for each in shop.world.items("link")]
    page = {"url": shop.read(order)["payment_link"]}
    shop.checkout(page)
    shop.world.pass_time(hours=24)
    shop.world.pay(shop.checkout(page), paypal="pending_paid")
    shop.world.settle_down()
    shop.world.pass_time(minutes=1)
    shop.world.settle_down()
    second = shop.read(order)["payments"][0]["id"]
    (first,) = [each["id"] for each in shop.world.items("payment") if each["id"] != second]
    assert told(shop, order)[1:] == [
        ("link_made", {"link": link}),
        ("queued", {"reason": "awaiting_buyer"}),
        ("claimed", {"payment": first}),
        ("released", {"payment": first}),
        ("claimed", {"payment": second}),
        ("pending", {"payment": second}),
        ("paid", {"payment": second, "means": "checkout", "amount": 4_590}),
    ]


def test_a_cancelled_order_and_one_that_is_credited_back(shop: Shop) -> None:
    shop.fund(10_000)
    unpaid, paid = shop.order(collect="none"), shop.order()
    link = shop.link(unpaid)["id"]
    shop.pay([paid])
    for order in (unpaid, paid):
        assert shop.cancel(order).status == 200
    shop.world.settle_down()
    assert types(shop, paid) == ["created", "paid", "completed", "refunded", "cancelled"]
    assert told(shop, paid)[3] == ("refunded", {"amount": 4_590})
    assert types(shop, unpaid) == ["created", "queued", "link_made", "cancelled", "link_closed"]
    assert told(shop, unpaid)[4] == ("link_closed", {"link": link})


def test_nothing_of_a_person_is_kept(shop: Shop) -> None:
    customer = {"name": "Ann Example", "email": "ann@example.com", "phone": "+4366012345678"}
    order = shop.order(customer=customer, metadata={"desk": "secret"}, external_id="Ann's order")
    shop.change(order, amount=5_000, customer={"name": "Ann Other"})
    shop.world.settle_down()
    (item,) = shop.world.items("timeline")
    assert not [word for word in ("Ann", "example.com", "+43", "secret") if word in json.dumps(item)]


def test_several_changes_of_one_order_cost_one_write(shop: Shop, interruptions: Interruptions) -> None:
    orders = [shop.order(), shop.order()]
    for order in orders:
        shop.change(order, amount=5_000)
        shop.change(order, amount=6_000)
    with interruptions.counting() as calls:
        shop.world.record_timelines()
    assert calls == ["PutItem", "PutItem"], "a new order has no timeline to read"
    assert [types(shop, order) for order in orders] == [["created", "changed", "changed"]] * 2
    for order in orders:
        shop.change(order, amount=7_000)
    with interruptions.counting() as calls:
        shop.world.record_timelines()
    assert calls == ["BatchGetItem", "PutItem", "PutItem"]


def test_what_comes_twice_is_recorded_once(shop: Shop) -> None:
    shop.consent()
    order = shop.order()
    shop.world.settle_down()
    shop.change(order, amount=5_000)
    shop.world.settle_down()
    before, records = shop.world.items("timeline"), order_records(shop.world)
    record_timeline({"Records": records}, None)
    for record in reversed(records):
        record_timeline({"Records": [record, record]}, None)
    assert shop.world.items("timeline") == before


def test_what_comes_late_is_appended(shop: Shop) -> None:
    order = shop.order(collect="none")
    shop.change(order, amount=5_000)
    shop.change(order, amount=6_000)
    first, second, third = order_records(shop.world)
    for batch in ([third], [first, third], [third], [second], [second, first], [third]):
        record_timeline({"Records": batch}, None)
    assert types(shop, order) == ["changed", "created", "queued", "changed"]
    assert [entry["sequence"] for entry in shop.timeline(order).json["data"]] == [
        each["dynamodb"]["SequenceNumber"] for each in (third, first, first, second)
    ]


def test_a_record_that_cannot_be_read_is_kept_whole_and_blocks_nobody(shop: Shop) -> None:
    order = shop.order()
    (good,) = order_records(shop.world)
    bad = json.loads(json.dumps(good).replace(order, order[:-1] + "x"))
    del bad["dynamodb"]["NewImage"]["created_at"], bad["dynamodb"]["NewImage"]["amount_version"]
    bad["dynamodb"]["OldImage"] = bad["dynamodb"]["NewImage"]
    unnumbered = json.loads(json.dumps(good))
    unnumbered["dynamodb"]["SequenceNumber"] = "none"
    record_timeline({"Records": [bad, unnumbered, good]}, None)
    assert types(shop, order) == ["created"]
    kept = [json.loads(each) for each in rejects(order[:-1])]
    assert sorted(each["reason"][:12] for each in kept) == ["KeyError: 'a", "ValueError: "]
    assert {json.dumps(each["record"]) for each in kept} == {json.dumps(bad), json.dumps(unnumbered)}


def test_a_timeline_that_cannot_be_read_blocks_no_other(shop: Shop) -> None:
    broken, sound = shop.order(), shop.order()
    key = timeline_key(broken)
    shop.world.table.put(Put({"pk": key.pk, "sk": key.sk, "kind": "timeline", "entries": "]"}))
    shop.world.record_timelines()
    assert types(shop, sound) == ["created"]
    assert len(rejects(broken)) == 1


def test_two_writers_at_once_lose_nothing(shop: Shop, interruptions: Interruptions) -> None:
    order = shop.order()
    shop.change(order, amount=5_000)
    first, second = order_records(shop.world)
    interruptions.before("PutItem", lambda: record_timeline({"Records": [first]}, None))
    record_timeline({"Records": [first, second]}, None)
    assert types(shop, order) == ["created", "changed"]
    shop.change(order, amount=6_000)
    shop.change(order, amount=7_000)
    third, fourth = order_records(shop.world)[-2:]
    interruptions.before("PutItem", lambda: record_timeline({"Records": [third]}, None))
    record_timeline({"Records": [fourth]}, None)
    assert [data["amount"] for _, data in told(shop, order)] == [4_590, 5_000, 6_000, 7_000]


def test_a_long_timeline_goes_on_in_another_item(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PAGE_BYTES", 600)
    order = shop.order()
    for amount in range(1, 12):
        shop.change(order, amount=amount)
        if amount % 3 == 0:
            shop.world.record_timelines()
    shop.world.record_timelines()
    pages: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        page = shop.timeline(order, **({"cursor": cursor} if cursor else {})).json
        pages.append(page)
        cursor = page["next_cursor"]
    entries = [entry for page in pages for entry in page["data"]]
    assert len(pages) > 3
    assert len({page["head"] for page in pages}) == 1
    assert verify(entries, [pages[0]["head"]]) == pages[0]["head"]
    assert [entry["data"]["amount"] for entry in entries] == [4_590, *range(1, 12)]
    kept = shop.world.items("timeline")
    assert max(len(item["entries"]) for item in kept) <= 600
    record_timeline({"Records": order_records(shop.world)}, None)
    assert shop.world.items("timeline") == kept


def test_before_anything_is_recorded_it_is_empty(shop: Shop) -> None:
    answer = shop.timeline(shop.order())
    assert (answer.status, answer.json) == (200, {"data": [], "head": None, "next_cursor": None})


def test_only_the_orders_own_merchant_sees_it(world: World, shop: Shop) -> None:
    order = shop.order()
    world.record_timelines()
    assert Shop(world, world.merchant()).timeline(order).status == 404
    assert shop.timeline("ord_0123456789abcdefghjkmnpqrs").status == 404
    assert shop.timeline(order, cursor="bm9uc2Vuc2U").status == 400


def test_what_a_timeline_says_is_no_news(shop: Shop) -> None:
    shop.order()
    shop.world.settle_down()
    every = [each for each in shop.world.stream_records(0) if each["dynamodb"]["Keys"]["sk"] == {"S": "timeline"}]
    assert every
    rejects("")
    relay_events({"Records": every}, None)
    record_timeline({"Records": every}, None)
    assert shop.world.waiting_debits() == []
    assert len(shop.world.items("timeline")) == 1
    assert rejects("") == []


def rejects(order: str) -> list[str]:
    """What was set aside about this order; nothing is left for the next to look."""
    s3 = client("s3")
    found = s3.list_objects_v2(Bucket="orderpay-test", Prefix="rejected/timeline/").get("Contents", [])
    every = [s3.get_object(Bucket="orderpay-test", Key=each["Key"])["Body"].read().decode() for each in found]
    for each in found:
        s3.delete_object(Bucket="orderpay-test", Key=each["Key"])
    return [each for each in every if order in each]
