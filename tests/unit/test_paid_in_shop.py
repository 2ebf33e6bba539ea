"""What a shop took itself, whatever the amounts: order and payment say the same, and the order stands in no queue."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import MAX_AMOUNT
from shared.orders.cancelling import settled_and_cancelled_update
from shared.orders.change import PRICED
from shared.orders.means import Means, paid_in_shop
from shared.orders.model import Order, first_reason
from shared.orders.places import places_of
from shared.orders.store import from_item, to_item
from shared.payments.audit.order_checks import check_paid
from shared.payments.context import PaymentContext
from shared.payments.external.placing import place_external
from shared.payments.external.settling import settle_external
from shared.payments.store import from_item as payment_from_item
from shared.table.keys import order_key, payment_key
from shared.table.port import ABSENT, ConditionFailed, Item, Put
from tests.support.simulation.table import MemoryTable
from tests.unit import strategies as values

NOW = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)


class Frozen:
    """A clock that stands."""

    def now(self) -> datetime:
        """The present."""
        return NOW


def context(table: MemoryTable) -> PaymentContext:
    """Without a provider: nothing here may call it."""
    nobody = cast("Any", None)
    return PaymentContext(table=table, gateway=nobody, accounts=nobody, clock=Frozen(), deployment_id="test")


def unpaid(order: Order, amount: int) -> Order:
    """As it is read from what the shop sent."""
    return Order(
        id=order.id,
        merchant_id=order.merchant_id,
        source=order.source,
        external_id=order.external_id,
        amount=amount,
        currency=order.currency,
        collect=order.collect,
        details=order.details,
        request_digest=order.request_digest,
        created_at=order.created_at,
        unpaid_reason=first_reason(order.collect),
    )


def agrees(table: MemoryTable, order: Order) -> Item:
    """The order's item, after what the audit asks of it and of its payment."""
    item = table.items[order_key(order.id)]
    assert order.paid_by is not None
    payment = payment_from_item(table.items[payment_key(order.paid_by)])
    assert check_paid(item, payment) == []
    assert (payment.means, payment.in_flight, payment.is_top_up) == (Means.EXTERNAL, False, False)
    places = ("list_pk", "list_sk", "due_pk", "due_sk")
    assert {name: item[name] for name in places if name in item} == places_of(item)
    assert not {"due_pk", "due_sk", "claim", "unpaid_reason", "shortfall"} & item.keys()
    return item


@given(values.orders, st.integers(0, MAX_AMOUNT))
def test_an_order_is_placed_paid(order: Order, amount: int) -> None:
    table = MemoryTable()
    placed = place_external(context(table), unpaid(order, amount))
    assert placed.created
    assert from_item(agrees(table, placed.order)) == placed.order
    assert place_external(context(table), unpaid(order, amount)) == replace(placed, created=False)


@given(values.orders, values.amounts, st.integers(0, MAX_AMOUNT))
def test_an_order_is_settled_with_what_the_shop_took(order: Order, before: int, amount: int) -> None:
    table, waiting = MemoryTable(), unpaid(order, before)
    table.put(Put(to_item(waiting), ABSENT))
    settled = settle_external(context(table), order.merchant_id, order.id, amount)
    assert (settled.amount, settled.paid_amount) == (amount, amount)
    assert settled.amount_version == (1 if amount == before else 2)
    kept = set(waiting.details) if amount == before else set(waiting.details) - set(PRICED)
    assert set(settled.details) == kept
    agrees(table, settled)
    assert settle_external(context(table), order.merchant_id, order.id, amount + 1) == settled


@pytest.mark.parametrize("means", [each for each in Means if each is not Means.EXTERNAL])
def test_what_went_through_here_is_not_cancelled_without_money_going_back(means: Means) -> None:
    table = MemoryTable()
    order = replace(place_external(context(table), EXAMPLE).order, paid_means=str(means))
    table.items[order_key(order.id)]["paid_means"] = str(means)
    with pytest.raises(ConditionFailed):
        table.update(settled_and_cancelled_update(order, NOW))


def test_what_stands_behind_each_means() -> None:
    assert {means for means in Means if means.at_provider} == {Means.CHECKOUT, Means.SAVED_METHOD}
    assert {means for means in (*Means, None) if paid_in_shop(means)} == {Means.EXTERNAL}


EXAMPLE = Order(
    id="ord_01hq3k5v7x9zbdfgjkmnpqrst2",
    merchant_id="mer_01hq3k5v7x9zbdfgjkmnpqrst2",
    source="paper-thread",
    external_id="5001",
    amount=4_590,
    currency="EUR",
    collect="none",
    details={},
    request_digest="digest",
    created_at=NOW,
)
