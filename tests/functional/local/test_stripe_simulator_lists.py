"""Lists: paging both ways, filters, expansion."""

import time
from typing import Any

import pytest
import stripe

from tests.functional.local.stripe_support import Shop


def made(shop: Shop, count: int) -> list[str]:
    """Customers, newest first."""
    return [shop.client.v1.customers.create({"name": str(n)}).id for n in range(count)][::-1]


def test_paging_forwards_and_backwards(shop: Shop) -> None:
    ids = made(shop, 7)
    first = shop.client.v1.customers.list({"limit": 3})
    assert ([c.id for c in first.data], first.has_more) == (ids[:3], True)
    rest = shop.client.v1.customers.list({"limit": 4, "starting_after": ids[2]})
    assert ([c.id for c in rest.data], rest.has_more) == (ids[3:], False)
    back = shop.client.v1.customers.list({"limit": 2, "ending_before": ids[4]})
    assert ([c.id for c in back.data], back.has_more) == (ids[2:4], True)
    assert [c.id for c in shop.client.v1.customers.list({"limit": 2}).auto_paging_iter()] == ids


@pytest.mark.parametrize(
    "params", [{"limit": 0}, {"limit": 101}, {"starting_after": "cus_none"}, {"colour": "red"}, {"limit": "many"}]
)
def test_lists_that_are_refused(shop: Shop, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.client.v1.customers.list(params)
    assert caught.value.http_status == 400


def test_deleted_objects_leave_the_list(shop: Shop) -> None:
    ids = made(shop, 3)
    shop.client.v1.customers.delete(ids[1])
    assert [c.id for c in shop.client.v1.customers.list().data] == [ids[0], ids[2]]
    assert shop.client.v1.customers.retrieve(ids[1]).deleted is True


def test_filters(shop: Shop) -> None:
    paid = shop.paid_session(customer_creation="always")
    other = shop.open_session()
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    sessions = shop.client.v1.checkout.sessions
    assert [s.id for s in sessions.list({"payment_intent": intent.id}).data] == [paid.id]
    assert [s.id for s in sessions.list({"status": "open"}).data] == [other.id]
    assert [s.id for s in sessions.list({"customer": str(paid.customer)}).data] == [paid.id]
    assert [s.id for s in sessions.list({"customer_details": {"email": "buyer@example.com"}}).data] == [paid.id]
    assert shop.client.v1.payment_intents.list({"customer": str(paid.customer)}).data[0].id == intent.id


def test_created_windows(shop: Shop) -> None:
    made(shop, 2)
    now = int(time.time())
    assert len(shop.client.v1.events.list({"created": {"gte": now - 60, "lt": now + 60}}).data) == 2
    assert shop.client.v1.events.list({"created": {"gt": now + 60}}).data == []
    assert shop.client.v1.events.list({"created": now - 3600}).data == []


def test_events_by_type(shop: Shop) -> None:
    shop.paid_session()
    kinds = [e.type for e in shop.client.v1.events.list({"type": "payment_intent.*"}).data]
    assert kinds == ["payment_intent.succeeded", "payment_intent.created"]
    some: Any = {"types": ["charge.succeeded", "checkout.session.completed"]}
    assert len(shop.client.v1.events.list(some).data) == 2
    assert shop.client.v1.events.list({"types": ["checkout.session.*"]}).data == [], "names, not patterns"
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.events.list({"types": ["charge.succeeded"] * 21})


def test_events_of_a_type_that_were_not_delivered(shop: Shop) -> None:
    shop.sim("faults", {"deliveries": [{"kind": "drop", "types": ["charge.*", "checkout.session.*"]}]})
    shop.paid_session()
    shop.settle()
    missed: Any = {"types": ["checkout.session.completed", "payment_intent.succeeded"], "delivery_success": False}
    assert [event.type for event in shop.client.v1.events.list(missed).data] == ["checkout.session.completed"]


def test_expansion_reaches_four_levels(shop: Shop) -> None:
    session = shop.paid_session()
    expand = ["payment_intent.latest_charge.balance_transaction.source", "line_items"]
    found = shop.client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    assert isinstance(found.payment_intent, stripe.PaymentIntent)
    charge = found.payment_intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert isinstance(charge.balance_transaction.source, stripe.Charge)
    assert found.line_items is not None
    assert found.line_items.data[0].description == "Order 1001"
    plain = shop.client.v1.checkout.sessions.retrieve(session.id)
    assert plain.payment_intent == found.payment_intent.id
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        shop.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["status"]})


def test_line_items_keep_their_order(shop: Shop) -> None:
    items = [
        {"quantity": n, "price_data": {"currency": "eur", "unit_amount": 100, "product_data": {"name": f"Mug {n}"}}}
        for n in (1, 2, 3)
    ]
    session = shop.open_session(line_items=items)
    assert session.amount_total == 600
    listing = shop.client.v1.checkout.sessions.line_items.list(session.id, {"limit": 2})
    assert ([item.description for item in listing.data], listing.has_more) == (["Mug 1", "Mug 2"], True)
    assert [item.description for item in listing.auto_paging_iter()] == ["Mug 1", "Mug 2", "Mug 3"]


def test_a_list_expands_three_levels_below_its_data(shop: Shop) -> None:
    session, path = shop.paid_session(), "data.payment_intent.latest_charge.balance_transaction"
    (found,) = shop.client.v1.checkout.sessions.list({"expand": [path]}).data
    assert found.payment_intent == session.payment_intent
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.checkout.sessions.list({"expand": [f"{path}.source"]})
