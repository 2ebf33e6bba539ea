"""Decimal texts of shop systems as minor units: exactly, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import EXPONENTS, InexactAmount, format_amount, parse_amount

CURRENCIES = st.sampled_from(sorted(EXPONENTS))


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12.5", "EUR", 1250),
        ("598.94", "USD", 59894),
        ("1500", "JPY", 1500),
        ("1500.00", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("-0.005", "KWD", -5),
        ("-0", "EUR", 0),
        ("0010.10", "EUR", 1010),
        ("19.990000", "EUR", 1999),
    ],
)
def test_reads_plain_decimals(text: str, currency: str, amount: int) -> None:
    assert parse_amount(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("0.001", "EUR"),
        ("1500.5", "JPY"),
        ("1.0001", "KWD"),
        *((text, "EUR") for text in ("", ".5", "5.", "1e3", "+1", "1,50", " 1", "1\n", "NaN", "٣", "--1", "0x10")),
        ("9" * 16, "EUR"),
    ],
)
def test_refuses_what_no_whole_number_is(text: str, currency: str) -> None:
    with pytest.raises(InexactAmount):
        parse_amount(text, currency)


def test_knows_its_currencies() -> None:
    with pytest.raises(KeyError):
        parse_amount("1", "XYZ")


@given(st.integers(-(10**12), 10**12), CURRENCIES, st.integers(0, 3))
def test_undoes_the_writing_whatever_zeros_follow(amount: int, currency: str, zeros: int) -> None:
    text = format_amount(amount, currency)
    point = "" if "." in text or not zeros else "."
    assert parse_amount(text + point + "0" * zeros, currency) == amount


@given(st.decimals(-(10**9), 10**9, places=5, allow_nan=False), CURRENCIES)
def test_is_exact_or_refuses(number: Decimal, currency: str) -> None:
    exact = number.scaleb(EXPONENTS[currency])
    if exact == exact.to_integral_value():
        assert parse_amount(f"{number:f}", currency) == int(exact)
    else:
        with pytest.raises(InexactAmount):
            parse_amount(f"{number:f}", currency)
