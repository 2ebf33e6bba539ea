"""Changing an order while it is unpaid: what the change may say, and what it means for links and debits."""

import pytest

from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck, session
from tests.functional.handlers.crash_scenarios import session_id
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import World, as_merchant

ITEM = {"description": "Poster", "quantity": 1, "unit_amount": 4590}


def test_a_new_amount_is_a_new_version_that_is_decided_anew(shop: Shop) -> None:
    shop.consent()
    shop.fund(5_000)
    order = shop.order(6_000)
    shop.world.settle_down()
    assert shop.read(order)["unpaid_reason"] == "insufficient_credits"
    answer = shop.change(order, amount=4_000)
    assert (answer.status, answer.json["amount"], answer.json["amount_version"]) == (200, 4_000, 2)
    assert (answer.json["unpaid_reason"], answer.json["shortfall"]) == (None, None)
    assert answer.json == shop.read(order)
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    assert shop.wallet()["balance"] == 1_000
    audit(shop.world)


def test_a_debit_of_the_old_version_does_nothing(shop: Shop) -> None:
    shop.consent()
    shop.fund(10_000)
    order = shop.order(6_000)
    shop.world.relay()
    assert shop.change(order, amount=7_000).status == 200
    shop.world.debit()
    assert (shop.read(order)["payment_status"], shop.wallet()["balance"]) == ("unpaid", 10_000)
    shop.world.settle_down()
    assert (shop.read(order)["payment_status"], shop.wallet()["balance"]) == ("paid", 3_000)
    audit(shop.world)


def test_a_repeat_changes_nothing_and_writes_nothing(shop: Shop, interruptions: Interruptions) -> None:
    order = shop.order()
    first = shop.change(order, amount=5_000, metadata={"desk": "7"})
    with interruptions.counting():
        second = shop.change(order, amount=5_000, metadata={"desk": "7"})
    assert (second.status, second.json) == (200, first.json)
    assert shop.change(order).json == first.json
    assert interruptions.changes() == []


def test_a_repeat_after_the_order_was_paid_tells_so(shop: Shop) -> None:
    shop.fund(10_000)
    order = shop.order()
    shop.change(order, amount=5_000)
    shop.pay([order])
    answer = shop.change(order, amount=5_000)
    assert (answer.status, answer.json["payment_status"]) == (200, "paid")
    assert shop.change(order, amount=5_001).json["code"] == "order_paid"


def test_a_replay_of_the_order_is_compared_with_the_original(shop: Shop) -> None:
    order = shop.order(4_590, external_id="once")
    shop.change(order, amount=5_000)
    again = shop.place(external_id="once", amount=4_590)
    assert (again.status, again.json["amount"], again.json["amount_version"]) == (200, 5_000, 2)
    assert shop.place(external_id="once", amount=5_000).status == 409


def test_items_and_extras_must_make_up_the_amount(shop: Shop) -> None:
    order = shop.order(items=[ITEM])
    for body in ({"amount": 5_000}, {"shipping": 100}, {"items": [ITEM, ITEM]}):
        answer = shop.change(order, **body)
        assert answer.status == 422
        assert answer.json["errors"][0]["code"] == "amount_mismatch"
    assert shop.change(order, items=None, shipping=100).json["errors"][0]["code"] == "items_missing"
    assert shop.change(order, amount=4_690, shipping=100).json["shipping"] == 100
    cleared = shop.change(order, items=None, shipping=None).json
    assert ("items" in cleared, cleared["amount"], cleared["amount_version"]) == (False, 4_690, 3)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"currency": "USD"}, "currency", "extra_forbidden"),
        ({"source": "x"}, "source", "extra_forbidden"),
        ({"external_id": "x"}, "external_id", "extra_forbidden"),
        ({"collect": "none"}, "collect", "extra_forbidden"),
        ({"amount": None}, "amount", "int_type"),
        ({"amount": 0}, "amount", "greater_than"),
        ({"customer": {"email": "nobody"}}, "customer.email", "string_pattern_mismatch"),
    ],
)
def test_what_cannot_change_is_refused_by_field(shop: Shop, body: dict[str, object], field: str, code: str) -> None:
    answer = shop.change(shop.order(), **body)
    assert (answer.status, [(each["field"], each["code"]) for each in answer.json["errors"]]) == (422, [(field, code)])


def test_who_buys_is_no_new_version_and_leaves_link_and_checkout_alone(shop: Shop) -> None:
    order = shop.order(collect="none", customer={"name": "Ann"}, metadata={"desk": "7"})
    link = shop.link(order)
    url = shop.checkout(link)
    answer = shop.change(order, customer={"name": "Ben"}, metadata=None)
    assert (answer.status, answer.json["amount_version"], answer.json["customer"]) == (200, 1, {"name": "Ben"})
    assert "metadata" not in answer.json
    shop.world.pay(url)
    shop.world.settle_down()
    assert shop.read(order)["payment_status"] == "paid"
    assert shop.read_link(link["id"])["status"] == "paid"


@pytest.mark.parametrize("collect", ["link", "none"])
def test_an_order_that_no_debit_decides_on_keeps_its_first_reason(shop: Shop, collect: str) -> None:
    order = shop.order(collect=collect)
    before = shop.read(order)["unpaid_reason"]
    assert shop.change(order, amount=5_000).json["unpaid_reason"] == before
    shop.consent()
    shop.fund(10_000)
    shop.world.settle_down()
    assert shop.read(order) | {"payment_link": None} == shop.change(order, amount=5_000).json | {"payment_link": None}


def test_its_open_link_is_replaced_and_keeps_what_it_adds(shop: Shop) -> None:
    order = shop.order(4_000, collect="none")
    link = shop.link(order, amount=4_500, invoice_number="2026-7", expires_in_days=9)
    url = shop.checkout(link)
    answer = shop.change(order, amount=5_000)
    assert answer.status == 200
    (new,) = [each for each in shop.world.items("link") if each["status"] == "open"]
    shown = shop.read_link(new["id"])
    assert (shown["amount"], shown["invoice_number"], shown["expires_at"]) == (5_500, "2026-7", link["expires_at"])
    assert answer.json["payment_link"] == shown["url"] == shop.read(order)["payment_link"]
    assert (shop.read_link(link["id"])["status"], shop.page(link)) == ("void", "void")
    assert session(shop.world, session_id(url))["status"] == "expired"
    assert shop.press(link).status == 409
    shop.world.pay(shop.checkout(shown))
    shop.world.settle_down()
    assert shop.read(order)["payments"][0]["amount"] == 5_500
    assert jobs.expire() == jobs.NOTHING
    audit(shop.world)
    nothing_is_stuck(shop.world)


def test_a_link_of_the_orders_own_amount_keeps_to_it(shop: Shop) -> None:
    order = shop.order(4_000, collect="link")
    shop.change(order, amount=3_000)
    assert sorted((each["status"], each["amount"]) for each in shop.world.items("link")) == [
        ("open", 3_000), ("void", 4_000)
    ]  # fmt: skip


def test_a_link_that_could_not_be_charged_is_refused_before_anything_is_closed(shop: Shop) -> None:
    order = shop.order(4_000, collect="none")
    url = shop.checkout(shop.link(order, amount=1_000))
    answer = shop.change(order, amount=3_000)
    assert (answer.status, answer.json["code"]) == (422, "amount_below_minimum")
    assert session(shop.world, session_id(url))["status"] == "open"
    assert shop.read(order)["amount"] == 4_000


def test_a_link_past_its_time_is_not_made_anew(shop: Shop) -> None:
    order = shop.order(collect="none")
    link = shop.link(order, expires_in_days=1)
    shop.world.pass_time(days=1)
    assert shop.change(order, amount=5_000).status == 200
    assert [each["id"] for each in shop.world.items("link")] == [link["id"]]
    assert jobs.expire() == jobs.ONE
    assert shop.read(order)["payment_link"] is None


def test_the_bus_hears_of_each_new_amount(shop: Shop) -> None:
    order = shop.order()
    shop.change(order, amount=5_000)
    shop.change(order, metadata={"desk": "7"})
    images = [record["dynamodb"] for record in shop.world.stream_records(0)]
    told = [event for each in images for event in events_of(from_wire(each.get("OldImage", {})) or None,
                                                            from_wire(each["NewImage"]))]  # fmt: skip
    (event,) = [event for event in told if event.type == "order.changed"]
    assert (event.data["order_id"], event.data["amount"], event.data["amount_version"]) == (order, 5_000, 2)


def test_another_merchants_order_is_not_there(world: World, shop: Shop) -> None:
    order = shop.order()
    other = Shop(world, world.merchant())
    assert other.me == as_merchant(other.id)
    assert other.change(order, amount=1).status == 404
    assert shop.read(order)["amount"] == 4_590
