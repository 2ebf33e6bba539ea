"""Parts of a shop's order: they add up exactly, or there are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import EXPONENTS, MAX_AMOUNT, format_amount
from shared.shops.mapping.amounts import amount_at, currency_at, signed_amount_at
from shared.shops.mapping.parts import Extras, Line, described, parts_of
from shared.shops.mapping.port import Rules, Unmappable

LINES = [Line("Mug", 2, 500), Line("Gift", 1, 0)]


def test_parts_that_add_up_are_named_without_zeros() -> None:
    assert parts_of(1210, LINES, [Extras(shipping=300, discount=90)]) == {
        "items": [
            {"description": "Mug", "quantity": 2, "unit_amount": 500},
            {"description": "Gift", "quantity": 1, "unit_amount": 0},
        ],
        "shipping": 300,
        "discount": 90,
    }


def test_the_first_extras_that_add_up_are_taken() -> None:
    assert parts_of(1100, LINES, [Extras(tax=1), Extras(tax=100), Extras(shipping=100)])["tax"] == 100


@pytest.mark.parametrize(
    ("amount", "lines", "extras"),
    [
        (1001, LINES, Extras()),
        (0, [], Extras()),
        (900, LINES, Extras(shipping=-100)),
        (1000, [Line("Mug", 2, 600), Line("Refund", 1, -200)], Extras()),
        (0, [Line("Mug", 0, 500)], Extras()),
        (100_001, [Line("Nail", 100_001, 1)], Extras()),
        (501, [Line("Nail", 1, 1)] * 501, Extras()),
    ],
    ids=[
        "a unit off",
        "no lines",
        "below zero",
        "a price below zero",
        "none of it",
        "too many of it",
        "too many lines",
    ],
)
def test_what_an_order_cannot_hold_is_left_out(amount: int, lines: list[Line], extras: Extras) -> None:
    assert parts_of(amount, lines, [extras]) == {}


def test_a_description_is_one_line_and_never_empty() -> None:
    assert described("Mug\n red\x00", None, "", "XL") == "Mug red - XL"
    assert described(None, 7) == "-"
    assert len(described("x" * 500, "y")) == 200


@given(currency=st.sampled_from(sorted(EXPONENTS)), amount=st.integers(0, MAX_AMOUNT))
def test_an_amount_is_read_back_from_text_and_from_a_whole_number(currency: str, amount: int) -> None:
    text = format_amount(amount, currency)
    assert amount_at(text, currency, "x") == amount
    assert amount_at(int(text) if text.isdigit() else text, currency, "x") == amount


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "amount_missing"),
        ("", "amount_missing"),
        (True, "amount_missing"),
        ([], "amount_missing"),
        (1.5, "amount_missing"),
        ("12,50", "amount_inexact"),
        ("NaN", "amount_inexact"),
        ("1.005", "amount_inexact"),
        ("1e1000000", "amount_inexact"),
        pytest.param(10**5000, "amount_inexact", id="endless"),
        ("-0.01", "amount_out_of_range"),
        ("1000000.00", "amount_out_of_range"),
    ],
)
def test_what_is_no_amount_is_refused_by_its_field(value: object, code: str) -> None:
    with pytest.raises(Unmappable) as refusal:
        amount_at(value, "EUR", "total.amount")
    assert (refusal.value.code, refusal.value.errors[0].field) == (code, "total.amount")


def test_a_balance_may_be_below_zero() -> None:
    assert signed_amount_at("-3.50", "EUR", "x") == -350
    assert signed_amount_at(-3, "EUR", "x") == -300


@pytest.mark.parametrize(
    ("value", "taken", "code"),
    [("eur", None, "unknown_currency"), (["EUR"], None, "unknown_currency"), ("EUR", ("USD",), "currency_not_taken")],
)
def test_a_currency_must_be_known_and_taken(value: object, taken: tuple[str, ...] | None, code: str) -> None:
    with pytest.raises(Unmappable) as refusal:
        currency_at(value, "currency", Rules(currencies=taken))
    assert refusal.value.code == code
    assert currency_at("EUR", "currency", Rules(currencies=("EUR",))) == "EUR"
