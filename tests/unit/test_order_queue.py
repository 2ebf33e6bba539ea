"""Whatever is written to an order, it stands in the queue exactly while its state says that it waits for money."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.orders import cancelling, store
from shared.orders.change_store import changed_update
from shared.orders.completing import completable, completed_update
from shared.orders.model import OPEN, Order, OrderStatus, PaymentStatus, UnpaidReason, first_reason
from shared.orders.places import places_of, waits
from shared.orders.store import OrderVersion, Settled
from shared.table.keys import order_key
from shared.table.port import ABSENT, ConditionFailed, Put, Update
from tests.support.simulation.table import MemoryTable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAYMENTS = ("pay_1", "pay_2")
Writing = Callable[[Order, Any], Update]


def version(order: Order) -> OrderVersion:
    return OrderVersion(order.id, order.merchant_id, order.amount_version)


def settled(order: Order, payment: str) -> Settled:
    return Settled(payment, "credits", order.amount, NOW)


def details_changed(order: Order, text: str) -> Update:
    return changed_update(order, replace(order, details={"metadata": {"note": text}}), NOW)


def amount_changed(order: Order, _: str) -> Update:
    following = order.amount_version + 1
    reason = first_reason(order.collect)
    return changed_update(order, replace(order, amount=7, amount_version=following, unpaid_reason=reason), NOW)


def gone_back(order: Order, _: str) -> Update:
    return store.money_back_update(order, refunded=order.amount, disputed=0, at=NOW)


WRITES: dict[str, Writing] = {
    "claimed": lambda order, payment: store.claim_update(version(order), payment),
    "released": lambda order, payment: store.release_update(order.id, payment, NOW),
    "declined": lambda order, payment: store.declined_update(order.id, payment, NOW),
    "pending": lambda order, payment: store.pending_update(order.id, payment),
    "paid": lambda order, payment: store.paid_update(version(order), settled(order, payment), claimed=False),
    "paid, claimed": lambda order, payment: store.paid_update(version(order), settled(order, payment), claimed=True),
    "paid, available": lambda order, payment: store.paid_update(
        version(order), replace(settled(order, payment), available=True), claimed=False
    ),
    "has to wait": lambda order, _: store.waiting_update(version(order), UnpaidReason.PAUSED, 3, NOW),
    "left": lambda order, _: store.left_update(order.id, order.merchant_id, NOW),
    "details changed": details_changed,
    "amount changed": amount_changed,
    "link closed": lambda order, _: store.link_removed_update(order.id, "lnk_1"),
    "cancelled": lambda order, _: cancelling.cancelled_update(order, NOW),
    "gone back": gone_back,
    "disputed": lambda order, _: store.money_back_update(order, refunded=0, disputed=1, at=NOW),
    "won": lambda order, _: store.money_back_update(order, refunded=0, disputed=0, at=NOW),
    "refunded and cancelled": lambda order, _: cancelling.settled_and_cancelled_update(order, NOW),
    "gone back and cancelled": lambda order, payment: cancelling.cancelling(gone_back(order, payment), order, NOW),
    "completed": lambda order, _: completed_update(order, NOW),
}
ORDER = Order(
    id="ord_1",
    merchant_id="mer_1",
    source="shop",
    external_id="1",
    amount=5,
    currency="EUR",
    collect="auto",
    details={},
    request_digest="digest",
    created_at=NOW,
)


def placed(collect: str) -> tuple[MemoryTable, Order]:
    """A new order on a table of its own."""
    table, order = MemoryTable(), replace(ORDER, collect=collect, unpaid_reason=first_reason(collect))
    table.put(Put(store.to_item(order), ABSENT))
    return table, order


def stands_right(table: MemoryTable) -> bool:
    """Where its state says; whether it stands in the queue."""
    item = table.items[order_key(ORDER.id)]
    places = ("list_pk", "list_sk", "due_pk", "due_sk")
    assert {name: item[name] for name in places if name in item} == places_of(item), item
    assert ("due_pk" in item) is waits(item)
    return "due_pk" in item


def written(table: MemoryTable, name: str, payment: str = "pay_1") -> bool:
    """Whether this write held on the order as it is."""
    order = store.from_item(table.items[order_key(ORDER.id)])
    with suppress(ConditionFailed):
        table.update(WRITES[name](order, payment))
        return True
    return False


@given(
    st.sampled_from(["auto", "link", "none"]),
    st.lists(st.tuples(st.sampled_from(sorted(WRITES)), st.sampled_from(PAYMENTS)), max_size=12),
)
def test_after_any_writes_an_order_stands_where_its_state_says(collect: str, writes: list[tuple[str, str]]) -> None:
    table, _ = placed(collect)
    stands_right(table)
    for name, payment in writes:
        written(table, name, payment)
        stands_right(table)


@pytest.mark.parametrize(
    ("collect", "writes", "queued"),
    [
        ("auto", [], False),
        ("auto", ["paid"], False),
        ("auto", ["has to wait"], True),
        ("auto", ["has to wait", "paid"], False),
        ("auto", ["has to wait", "cancelled"], False),
        ("auto", ["has to wait", "amount changed"], True),
        ("auto", ["amount changed"], True),
        ("auto", ["details changed"], False),
        ("auto", ["left"], True),
        ("auto", ["left", "paid"], False),
        ("auto", ["claimed"], True),
        ("auto", ["claimed", "pending"], True),
        ("auto", ["claimed", "pending", "released"], True),
        ("auto", ["claimed", "released"], True),
        ("auto", ["claimed", "paid, claimed"], False),
        ("auto", ["paid", "disputed", "won"], False),
        ("auto", ["paid", "gone back", "refunded and cancelled"], False),
        ("link", [], True),
        ("none", [], True),
        ("link", ["claimed", "pending", "paid, claimed"], False),
        ("none", ["cancelled"], False),
    ],
)
def test_what_waits_and_what_does_not(collect: str, writes: list[str], queued: bool) -> None:
    table, _ = placed(collect)
    assert all(written(table, name) for name in writes), "each of them holds"
    assert stands_right(table) is queued


@pytest.mark.parametrize("way", [["paid", "completed"], ["paid, available"]])
def test_a_completed_order_takes_only_news_of_its_money_and_a_cancellation(way: list[str]) -> None:
    holding = set()
    for name in WRITES:
        table, _ = placed("auto")
        assert all(written(table, each) for each in way)
        holding |= {name} if written(table, name) else set()
        assert stands_right(table) is False
    assert holding == {"gone back", "disputed", "won", "gone back and cancelled"}


@pytest.mark.parametrize("money", ["disputed", "gone back", "gone back and cancelled"])
def test_what_is_disputed_or_went_back_whole_is_not_completed(money: str) -> None:
    table, _ = placed("auto")
    assert all(written(table, each) for each in ("paid", money))
    order = store.from_item(table.items[order_key(ORDER.id)])
    assert not completable(order)
    with pytest.raises(ConditionFailed):
        table.update(completed_update(replace(order, payment_status=PaymentStatus.PAID), NOW))


def test_no_write_of_the_list_is_ever_repeated() -> None:
    for writing in WRITES.values():
        assert not {"list_pk", "list_sk"} & writing(ORDER, "pay_1").set.keys()
    assert {PaymentStatus.UNPAID, PaymentStatus.PENDING} == OPEN
    assert waits(store.to_item(replace(ORDER, status=OrderStatus.CANCELLED, claim="pay_1"))) is False
