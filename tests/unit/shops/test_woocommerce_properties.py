"""Whatever a WooCommerce payload holds: an order, nothing or a refusal, and amounts to the last unit."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import EXPONENTS, MAX_AMOUNT, format_amount
from shared.orders.request import OrderRequest
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.port import REASONS, Nothing, Rules, ShopOrder, ShopState, Unmappable
from shared.shops.mapping.woocommerce import read_order
from tests.support.shop_payloads import payload_names, shop_payload

WHOLE = [name for name in payload_names("woocommerce") if name.startswith(("usd", "eur", "gbp", "jpy", "kwd"))]

amounts = st.integers(0, 1_000_000)
lines = st.lists(st.tuples(st.integers(1, 40), amounts, st.integers(0, 100)), min_size=1, max_size=6)


@given(st.sampled_from(sorted(EXPONENTS)), lines, st.lists(st.integers(-5_000, 5_000), max_size=3), amounts, amounts)
def test_minor_units_come_back_and_parts_add_up(
    currency: str, basket: list[tuple[int, int, int]], fees: list[int], shipping: int, tax: int
) -> None:
    off = [subtotal * percent // 100 for _, subtotal, percent in basket]
    total = sum(subtotal for _, subtotal, _ in basket) - sum(off) + sum(fees) + shipping + tax

    def text(amount: int) -> str:
        return format_amount(amount, currency)

    order = shop_payload("woocommerce", "usd_tip") | {
        "currency": currency,
        "total": text(total),
        "shipping_total": text(shipping),
        "total_tax": text(tax),
        "discount_total": text(sum(off)),
        "line_items": [{"name": "Mug", "quantity": n, "subtotal": text(subtotal)} for n, subtotal, _ in basket],
        "fee_lines": [{"name": "Fee", "total": text(fee)} for fee in fees],
    }
    if total < 0:
        with pytest.raises(Unmappable, match="an amount from 0"):
            read_order("order.created", order, Rules())
        return
    found = read_order("order.created", order, Rules())
    assert isinstance(found, ShopOrder)
    assert found.terms is not None
    assert (found.terms.amount, found.terms.currency) == (total, currency)
    assert found.terms.metadata == {}
    if total:
        OrderRequest.model_validate(order_body(found, "kiln-and-clay.example", "auto"))


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.text(st.characters(codec=None))
    | st.sampled_from(
        ["0.00", "-5.00", "1e5", "999999999999.99", "JPY", "2026-11-20T09:14:02", "wc-processing", 10**400]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "total", "name"]), inner),
    max_leaves=5,
)


def outcome(topic: str, payload: Any) -> ShopOrder | Nothing | Unmappable:
    try:
        return read_order(topic, payload, Rules())
    except Unmappable as refusal:
        return refusal


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something is in a payload, at any depth."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in pairs for place in ((*path, key), *places(inner, (*path, key)))]


@given(st.data(), st.sampled_from(WHOLE), st.integers(1, 4))
def test_whatever_a_payload_holds_it_is_an_order_or_nothing_or_refused(
    data: st.DataObject, name: str, number: int
) -> None:
    order: Any = shop_payload("woocommerce", name)
    for _ in range(number):
        *path, last = data.draw(st.sampled_from(places(order)))
        holder = order
        for key in path:
            holder = holder[key]
        holder[last] = data.draw(JUNK)
    found = outcome("order.updated", order)
    if isinstance(found, Unmappable):
        assert found.errors
        return
    if isinstance(found, Nothing):
        assert found.reason in REASONS
        return
    assert (found.terms is not None) == (found.state in (ShopState.UNPAID, ShopState.PAID))
    if found.terms is None:
        return
    assert 0 <= found.terms.amount <= MAX_AMOUNT
    assert found.terms.amount > 0 or found.state is ShopState.PAID
    if found.terms.amount:
        OrderRequest.model_validate(order_body(found, "kiln-and-clay.example", "link"))


@given(JUNK, st.sampled_from(["order.created", "order.deleted", "order.restored"]))
def test_no_json_breaks_the_reader(payload: Any, topic: str) -> None:
    found = outcome(topic, payload)
    if isinstance(found, Unmappable):
        assert found.code == "field_missing"
        return
    assert (type(found), topic) == (ShopOrder, "order.deleted")
