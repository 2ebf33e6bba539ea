"""What a change of an order tells its timeline; and that a chain keeps whatever it is told, in pages."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.verify_timeline import verify
from shared.orders.model import Order
from shared.orders.store import to_item
from shared.orders.timeline import model
from shared.orders.timeline.facts import Fact, FactType, facts_of
from shared.orders.timeline.model import Timeline, Told, append
from shared.orders.timeline.store import from_item
from shared.orders.timeline.store import to_item as timeline_to_item
from shared.table.keys import timeline_key
from shared.table.marshal import from_wire, to_wire
from tests.unit.strategies import orders
from tests.unit.test_order_change import image, order

STREAM = "2026-11-22T03:12:42.000Z"
PAID = {"payment_status": "paid", "paid_by": "pay_1", "paid_means": "credits", "paid_amount": 10}
CLAIMED = {"claim": "pay_1"}


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Type and data of what a change of these attributes tells."""
    return [(fact.type, fact.data) for fact in facts_of(image(order(), **old), image(order(), **new), STREAM)]


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        ({}, {}, []),
        ({}, {"details": "{}"}, []),
        ({}, {"amount": 12, "amount_version": 2}, [("changed", {"amount": 12, "amount_version": 2})]),
        ({}, CLAIMED, [("claimed", {"payment": "pay_1"})]),
        (CLAIMED, {}, [("released", {"payment": "pay_1"})]),
        (CLAIMED, {"claim": "pay_2"}, [("released", {"payment": "pay_1"}), ("claimed", {"payment": "pay_2"})]),
        (CLAIMED, CLAIMED | {"payment_status": "pending"}, [("pending", {"payment": "pay_1"})]),
        (CLAIMED | {"payment_status": "pending"}, {}, [("released", {"payment": "pay_1"})]),
        (CLAIMED, PAID, [("paid", {"payment": "pay_1", "means": "credits", "amount": 10})]),
        ({"unpaid_reason": "paused"}, PAID, [("paid", {"payment": "pay_1", "means": "credits", "amount": 10})]),
        ({}, {"unpaid_reason": "paused"}, [("queued", {"reason": "paused"})]),
        ({"unpaid_reason": "paused"}, {}, []),
        ({"unpaid_reason": "a", "shortfall": 1}, {"unpaid_reason": "a", "shortfall": 2},
         [("queued", {"reason": "a", "shortfall": 2})]),
        ({"unpaid_reason": "a"}, {"unpaid_reason": "a", "queued_at": "2026-11-23"}, [("queued", {"reason": "a"})]),
        (CLAIMED | {"queued_at": "2026-11-22"},
         {"queued_at": "2026-11-22", "unpaid_reason": "declined", "declined_at": "2026-11-23"},
         [("released", {"payment": "pay_1"}), ("declined", {"payment": "pay_1"})]),
        ({"unpaid_reason": "declined", "declined_at": "2026-11-23"},
         {"unpaid_reason": "paused", "declined_at": "2026-11-23"}, [("queued", {"reason": "paused"})]),
        (PAID, PAID | {"payment_status": "partially_refunded", "refunded_amount": 3}, [("refunded", {"amount": 3})]),
        (PAID | {"refunded_amount": 3}, PAID | {"refunded_amount": 0}, [("refunded", {"amount": 0})]),
        (PAID, PAID | {"payment_status": "refunded"}, [("refunded", {"amount": 10})]),
        (PAID, PAID | {"payment_status": "disputed", "disputed_amount": 10}, [("disputed", {"amount": 10})]),
        (PAID | {"payment_status": "disputed", "disputed_amount": 10}, PAID | {"disputed_amount": 0},
         [("dispute_won", {})]),
        ({}, {"status": "cancelled"}, [("cancelled", {"payment_status": "unpaid"})]),
        (PAID, PAID | {"status": "completed"}, [("completed", {"payment_status": "paid"})]),
        ({}, {"link_id": "lnk_1"}, [("link_made", {"link": "lnk_1"})]),
        ({"link_id": "lnk_1"}, {}, [("link_closed", {"link": "lnk_1"})]),
        ({"link_id": "lnk_1"}, {"link_id": "lnk_2"},
         [("link_closed", {"link": "lnk_1"}), ("link_made", {"link": "lnk_2"})]),
    ],
)  # fmt: skip
def test_each_change_is_told(old: dict[str, Any], new: dict[str, Any], facts: list[tuple[str, dict[str, Any]]]) -> None:
    assert told(old, new) == facts


def test_times_are_the_orders_own_where_it_says_one() -> None:
    new = image(order(), **PAID, paid_at="2026-11-22T01:00:00.000Z", link_id="lnk_1")
    moments = {fact.type: fact.at for fact in facts_of(image(order()), new, STREAM)}
    assert moments == {FactType.PAID: "2026-11-22T01:00:00.000Z", FactType.LINK_MADE: STREAM}


@given(orders, orders)
def test_only_ids_amounts_and_reasons_are_told(old: Order, new: Order) -> None:
    allowed = {
        "order", "amount", "currency", "amount_version", "collect", "payment", "means", "link", "reason", "shortfall",
        "payment_status",
    }  # fmt: skip
    for before in (None, to_item(old)):
        for fact in facts_of(before, to_item(new), STREAM):
            assert fact.data.keys() <= allowed


@given(st.lists(st.integers(1, 40), min_size=1, max_size=20), st.integers(300, 900))
def test_pages_keep_the_chain_and_stay_small(sizes: list[int], most: int) -> None:
    changes = [
        Told(str(place), (Fact(FactType.PAID, STREAM, {"payment": "p" * size}),)) for place, size in enumerate(sizes, 1)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "PAGE_BYTES", most)
        at_once = append(Timeline(order_id="ord_1", merchant_id="mer_1"), changes)
        full: list[Timeline] = []
        current = Timeline(order_id="ord_1", merchant_id="mer_1")
        for change in changes:
            closed, current = append(current, [change])
            full += closed
    assert at_once == (full, current)
    pages = [*full, current]
    entries = [entry for page in pages for entry in page.entries()]
    assert verify(json.loads(json.dumps(entries)), [current.head]) == current.head
    assert len(entries) == len(sizes)
    for page in pages:
        item = timeline_to_item(page, timeline_key("ord_1"))
        assert len(item["entries"]) <= most or len(page.rows) == 1
        assert from_item(from_wire(to_wire(item))) == page
