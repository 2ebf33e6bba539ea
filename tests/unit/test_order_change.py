"""What a change makes of an order: pure, idempotent, and a new amount version exactly when the price is another."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.canonical import canonical_json
from shared.errors import InvalidRequest
from shared.links.model import PaymentLink
from shared.links.service import replacement_link
from shared.money import MAX_AMOUNT
from shared.orders.change import OrderChange, changed_order
from shared.orders.model import Order, UnpaidReason, new_order
from shared.orders.request import OrderRequest
from shared.orders.store import to_item
from shared.payments.credits.debit_request import wanted_debit
from shared.payments.outbox.events import events_of
from shared.stripe_gateway.amounts import MINIMUMS
from tests.unit.strategies import links
from tests.unit.test_wallet_and_debit import NOW

BODY = {"source": "shopify", "external_id": "1", "currency": "EUR"}
items = st.lists(
    st.fixed_dictionaries(
        {"description": st.just("Poster"), "quantity": st.integers(1, 3), "unit_amount": st.integers(0, 9)}
    ),
    min_size=1,
    max_size=2,
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.integers(1, 30),
        "items": st.none() | items,
        "shipping": st.none() | st.integers(0, 3),
        "discount": st.none() | st.integers(0, 3),
        "customer": st.none() | st.sampled_from([{}, {"name": "Ann"}, {"name": None}]),
        "metadata": st.none() | st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy")),
    },
)


def order(collect: str = "auto", **body: Any) -> Order:
    """A new order."""
    content = BODY | {"amount": 10, "collect": collect} | body
    return new_order("mer_1", OrderRequest.model_validate_json(json.dumps(content)), NOW)


def change(**body: Any) -> OrderChange:
    """A change as the handler reads it."""
    return OrderChange.model_validate_json(json.dumps(body))


@given(st.sampled_from(["auto", "link", "none"]), st.lists(bodies, max_size=6))
def test_any_chain_of_changes_keeps_the_rules_of_a_new_order(collect: str, chain: list[dict[str, Any]]) -> None:
    current = replace(order(collect), unpaid_reason=UnpaidReason.INSUFFICIENT_CREDITS, shortfall=3)
    for body in chain:
        try:
            after = changed_order(current, change(**body))
        except InvalidRequest:
            continue
        assert changed_order(after, change(**body)) == after
        assert order(collect, **{**after.details, "amount": after.amount}).details == after.details
        same_price = all(current.details.get(name) == after.details.get(name) for name in ("items", "shipping", "tax"))
        same_price &= (current.amount, current.details.get("discount")) == (after.amount, after.details.get("discount"))
        assert after.amount_version == current.amount_version + (not same_price)
        if not same_price:
            assert (after.unpaid_reason, after.shortfall) == (order(collect).unpaid_reason, None)
        assert after.request_digest == current.request_digest
        current = after


def test_a_field_is_replaced_whole() -> None:
    before = order(customer={"name": "Ann", "email": "ann@example.com"}, metadata={"a": "1"})
    after = changed_order(before, change(customer={"name": "Ben"}, metadata={"b": "2"}))
    assert after.details == {"customer": {"name": "Ben"}, "metadata": {"b": "2"}}
    assert changed_order(before, change()) == before


@given(links, st.integers(1, MAX_AMOUNT), st.integers(1, MAX_AMOUNT))
def test_a_replacement_keeps_what_the_link_adds_or_is_refused(link: PaymentLink, before: int, after: int) -> None:
    old, link = order(amount=before), replace(link, currency="EUR")
    new = replace(old, amount=after, amount_version=2)
    total = link.amount + after - before
    if not MINIMUMS["EUR"] <= total <= MAX_AMOUNT:
        with pytest.raises(InvalidRequest):
            replacement_link(link, old, new, NOW)
        return
    made = replacement_link(link, old, new, NOW)
    assert (made.amount, made.amount_version, made.expires_at) == (total, 2, link.expires_at)
    assert made.amount - new.amount == link.amount - old.amount
    assert made.id == replacement_link(link, old, new, NOW).id != link.id
    assert made.token[26:] != link.token[26:]


def image(made: Order, **attributes: Any) -> dict[str, Any]:
    """The order in the stream."""
    return to_item(made) | attributes


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        ({}, None),
        ({"amount_version": 2}, "version 2"),
        ({"amount_version": 3}, "version 3"),
        ({"amount_version": 2, "collect": "none"}, None),
        ({"amount_version": 2, "unpaid_reason": "insufficient_credits"}, None),
        ({"amount_version": 2, "payment_status": "paid"}, None),
        ({"amount_version": 2, "status": "cancelled"}, None),
        ({"details": canonical_json({"metadata": {}})}, None),
    ],
)
def test_a_new_amount_version_is_decided_anew(after: dict[str, Any], cause: str | None) -> None:
    wanted = wanted_debit(image(order()), image(order(), **after), 100)
    assert (wanted.cause if wanted else None) == cause
    assert wanted is None or wanted.target.version == after["amount_version"]


def test_each_asking_is_a_message_of_its_own() -> None:
    versions = [image(order(), amount_version=number) for number in (1, 2, 3)]
    asked = [wanted_debit(old, new, 1) for old, new in zip([None, *versions[:-1]], versions, strict=True)]
    assert len({each.cause for each in asked if each}) == 3


def test_an_order_that_is_new_has_not_changed() -> None:
    assert events_of(None, image(order())) == []
    (event,) = events_of(image(order()), image(order(), amount=12, amount_version=2, changed_at="2026-11-22T00:00:00Z"))
    assert (event.type, event.data["amount"], event.data["amount_version"]) == ("order.changed", 12, 2)


def test_an_order_that_is_declined_is_told_anew_though_it_was_queued_before() -> None:
    decided = image(order("auto"), unpaid_reason="insufficient_credits", queued_at="2026-11-22T01:00:00.000Z")
    charged = decided | {"claim": "pay_1", "payment_status": "pending"}
    declined = decided | {"unpaid_reason": "declined", "declined_at": "2026-11-22T02:00:00.000Z"}
    (first,), (second,) = events_of(None, decided), events_of(charged, declined)
    assert (second.type, second.at, second.data["unpaid_reason"]) == (
        "order.queued",
        declined["declined_at"],
        "declined",
    )
    assert second.id != first.id
