"""What cannot be read of a WooCommerce order: refused with the field, and never half read."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import EXPONENTS, MAX_AMOUNT, format_amount
from shared.orders.request import OrderRequest
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.port import REASONS, Nothing, Rules, ShopOrder, ShopState, Unmappable
from shared.shops.mapping.readers import READERS
from shared.shops.mapping.woocommerce import read_order
from shared.shops.systems import ShopSystem
from tests.support.shop_payloads import payload_names, shop_payload

NAMES = payload_names("woocommerce")
WHOLE = [name for name in NAMES if name.startswith(("usd", "eur", "gbp", "jpy", "kwd"))]
Payload = dict[str, Any]


def findings(payload: Payload, rules: Rules | None = None) -> tuple[str, list[tuple[str, str]]]:
    with pytest.raises(Unmappable) as refusal:
        read_order("order.updated", payload, rules or Rules())
    return refusal.value.code, [(error.field, error.code) for error in refusal.value.errors]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"id": None}, "id", "field_missing"),
        ({"id": True}, "id", "field_missing"),
        ({"id": 0}, "id", "field_missing"),
        ({"id": "12 or 1=1"}, "id", "field_missing"),
        ({"status": None}, "status", "field_missing"),
        ({"status": ""}, "status", "field_missing"),
        ({"total": None}, "total", "amount_missing"),
        ({"total": ""}, "total", "amount_missing"),
        ({"total": "12.345"}, "total", "amount_inexact"),
        ({"total": "12,34"}, "total", "amount_inexact"),
        ({"total": "8.059e1"}, "total", "amount_inexact"),
        ({"total": "-0.01"}, "total", "amount_out_of_range"),
        ({"total": "1000000.00"}, "total", "amount_out_of_range"),
        ({"currency": None}, "currency", "unknown_currency"),
        ({"currency": "BTC"}, "currency", "unknown_currency"),
        ({"currency": "usd"}, "currency", "unknown_currency"),
        ({"refunds": {"total": "-1.00"}}, "refunds", "amount_missing"),
        ({"refunds": [{"total": "-1.00"}, {"id": 5}]}, "refunds.1.total", "amount_missing"),
        ({"refunds": ["-1.00"]}, "refunds.0.total", "amount_missing"),
        ({"refunds": [{"total": "-1.001"}]}, "refunds.0.total", "amount_inexact"),
        ({"refunds": [{"total": "1.00"}]}, "refunds.0.total", "amount_out_of_range"),
        ({"refunds": [{"total": "-80.60"}]}, "refunds", "amount_out_of_range"),
    ],
)
def test_a_refusal_names_the_field(changes: Payload, field: str, code: str) -> None:
    assert findings(shop_payload("woocommerce", "usd_tip") | changes) == (code, [(field, code)])


def test_more_digits_than_the_currency_has_are_no_amount() -> None:
    assert findings(shop_payload("woocommerce", "eur_four_decimals")) == (
        "amount_inexact",
        [("total", "amount_inexact")],
    )


def test_an_error_in_place_of_an_order_says_what_to_look_at() -> None:
    payload = shop_payload("woocommerce", "error_in_place_of_an_order")
    assert findings(payload) == ("field_missing", [("id", "field_missing")])
    with pytest.raises(Unmappable, match="may its user read orders"):
        read_order("order.updated", payload, Rules())


def test_a_currency_that_the_merchant_does_not_want_is_refused() -> None:
    order = shop_payload("woocommerce", "usd_tip")
    assert findings(order, Rules(currencies=("EUR", "CHF")))[0] == "currency_not_taken"
    assert read_order("order.updated", order, Rules(currencies=("EUR", "USD"))) == read_order(
        "order.updated", order, Rules()
    )


def test_the_choice_between_two_currencies_changes_nothing() -> None:
    order = shop_payload("woocommerce", "usd_tip")
    assert read_order("order.updated", order, Rules(currency="presentment", test_orders=True)) == read_order(
        "order.updated", order, Rules()
    )


def test_money_of_an_order_that_nobody_collects_is_not_looked_at() -> None:
    unreadable = {"total": "?", "currency": "?", "status": "cancelled"}
    found = read_order("order.updated", shop_payload("woocommerce", "usd_tip") | unreadable, Rules())
    assert isinstance(found, ShopOrder)
    assert found.state is ShopState.CANCELLED


LINES: dict[str, Callable[[Payload], Any]] = {
    "a line with more digits": lambda order: order["line_items"][0].update(subtotal="36.005"),
    "a line without a subtotal": lambda order: order["line_items"][0].pop("subtotal"),
    "a line that is none": lambda order: order["line_items"].append("mug"),
    "lines that are none": lambda order: order.update(line_items="mug"),
    "no lines": lambda order: order.update(line_items=[], fee_lines=[]),
    "a fee without a total": lambda order: order["fee_lines"][0].update(total=None),
    "a tax that is missing": lambda order: order.pop("total_tax"),
    "a tax below zero": lambda order: order.update(total_tax="-4.84"),
    "a total that was changed by a plugin": lambda order: order.update(total="80.00"),
}


@pytest.mark.parametrize("change", LINES)
def test_parts_that_cannot_be_told_exactly_are_left_out(change: str) -> None:
    order = shop_payload("woocommerce", "usd_tip")
    LINES[change](order)
    found = read_order("order.updated", order, Rules())
    assert isinstance(found, ShopOrder)
    assert found.terms is not None
    assert (found.terms.amount, found.terms.parts) == (8000 if order["total"] == "80.00" else 8059, {})
    assert found.terms.metadata == {"items": "left_out"}


def test_every_system_has_a_reader() -> None:
    assert READERS.keys() == set(ShopSystem)
    assert READERS[ShopSystem.WOOCOMMERCE] is read_order


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
        assert findings(order)[0] == "amount_out_of_range"
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
