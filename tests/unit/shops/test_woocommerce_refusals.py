"""What cannot be read of a WooCommerce order: refused with the field, and never half read."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.shops.mapping.port import Rules, ShopOrder, ShopState, Unmappable
from shared.shops.mapping.readers import READERS
from shared.shops.mapping.woocommerce import read_order
from shared.shops.systems import ShopSystem
from tests.support.shop_payloads import shop_payload

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


@pytest.mark.parametrize(
    ("quantity", "subtotal", "item"),
    [
        (3, "36.00", ("Mug & Co", 3, 1_200)),
        ("3", "36.00", ("Mug & Co", 3, 1_200)),
        ("3.00", "36.00", ("Mug & Co", 3, 1_200)),
        (7, "36.00", ("7 {x} Mug & Co", 1, 3_600)),
        ("0.5", "36.00", ("0.5 {x} Mug & Co", 1, 3_600)),
        (0, "0.00", ("0 {x} Mug & Co", 1, 0)),
        (200_000, "2000.00", ("200000 {x} Mug & Co", 1, 200_000)),
        (10**30, "36.00", ("Mug & Co", 1, 3_600)),
        (None, "36.00", ("Mug & Co", 1, 3_600)),
    ],
)
def test_a_line_is_pieces_at_a_price_or_one_of_the_whole(
    quantity: object, subtotal: str, item: tuple[str, int, int]
) -> None:
    line = {"name": "Mug &amp; Co\x07", "quantity": quantity, "subtotal": subtotal, "price": "0.01"}
    order = shop_payload("woocommerce", "usd_tip") | {"line_items": [line], "fee_lines": [], "shipping_total": "0"}
    found = read_order("order.updated", order | {"total": subtotal, "total_tax": "0.00"}, Rules())
    assert isinstance(found, ShopOrder)
    assert found.terms is not None
    (told,) = found.terms.parts["items"]
    assert told == {
        "description": item[0].format(x="\N{MULTIPLICATION SIGN}"),
        "quantity": item[1],
        "unit_amount": item[2],
    }


def test_a_fee_of_nothing_stays() -> None:
    order = shop_payload("woocommerce", "usd_tip")
    order["fee_lines"].append({"name": "Packing", "total": "0.00"})
    found = read_order("order.updated", order, Rules())
    assert isinstance(found, ShopOrder)
    assert found.terms is not None
    assert found.terms.parts["items"][-1] == {"description": "Packing", "quantity": 1, "unit_amount": 0}


def test_every_system_has_a_reader() -> None:
    assert READERS.keys() == set(ShopSystem)
    assert READERS[ShopSystem.WOOCOMMERCE] is read_order
