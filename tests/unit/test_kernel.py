"""Money, ids, canonical JSON and time."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.canonical import canonical_json, digest
from shared.clock import SystemClock, parse_rfc3339, rfc3339
from shared.ids import derived_id, is_id, random_id, request_id, secret_token
from shared.money import EXPONENTS, CurrencyMismatch, Money, format_amount, total
from tests.unit.strategies import currencies, moments

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(1250, "EUR", "12.50"), (1250, "JPY", "1250"), (-5, "KWD", "-0.005"), (0, "USD", "0.00"), (7, "EUR", "0.07"),
     (-1250, "EUR", "-12.50"), (-3, "JPY", "-3"), (99_999_999, "BHD", "99999.999")],
)  # fmt: skip
def test_amounts_are_written_exactly(amount: int, currency: str, text: str) -> None:
    assert format_amount(amount, currency) == text
    assert str(Money(amount, currency)) == f"{text} {currency}"


@given(st.integers(-(10**15), 10**15), currencies)
def test_a_written_amount_reads_back_to_the_same_minor_units(amount: int, currency: str) -> None:
    text = format_amount(amount, currency)
    assert int(Decimal(text).scaleb(EXPONENTS[currency])) == amount
    assert len(text.partition(".")[2]) == EXPONENTS[currency]


def test_exponents_are_those_of_iso_4217() -> None:
    assert [EXPONENTS[code] for code in ("EUR", "JPY", "KWD", "ISK", "MGA", "TND", "CLP")] == [2, 0, 3, 0, 2, 3, 0]
    assert all(re.fullmatch("[A-Z]{3}", code) for code in EXPONENTS)


@pytest.mark.parametrize("amount", [1.0, True, "1", None, Decimal(1)])
def test_money_is_made_of_integers_only(amount: Any) -> None:
    with pytest.raises(TypeError):
        Money(amount, "EUR")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "XXX", "XAU"])
def test_money_has_a_currency_that_we_know(currency: str) -> None:
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, currency)


@given(st.lists(st.integers()), currencies)
def test_sums_and_differences_are_those_of_the_integers(amounts: list[int], currency: str) -> None:
    moneys = [Money(amount, currency) for amount in amounts]
    assert total(moneys, currency) == Money(sum(amounts), currency)
    for money in moneys:
        assert money - money == Money(0, currency)
        assert money + -money == Money(0, currency)


def test_two_currencies_never_meet_in_a_sum() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        euro + dollar
    with pytest.raises(CurrencyMismatch):
        euro - dollar
    with pytest.raises(CurrencyMismatch):
        total([euro, dollar], "EUR")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_ids_are_derived_alike_from_like_parts_only(first: list[str], second: list[str]) -> None:
    assert (derived_id("ord", *first) == derived_id("ord", *second)) == (first == second)
    assert is_id("ord", derived_id("ord", *first))


def test_ids_derived_from_parts_that_join_alike_differ() -> None:
    joined = {derived_id("ord", *parts) for parts in (("a", "bc"), ("ab", "c"), ("abc",), ("", "abc"), ("abc", ""))}
    assert len(joined) == 5


def test_an_id_never_changes_its_derivation() -> None:
    assert derived_id("ord", "mer_1", "shopify", "1001") == "ord_5dwjat8150b0xdg7zh4ayxck62"


@pytest.mark.parametrize(
    "text", ["", "ord", "ord_", "mer_" + "0" * 26, "ord_" + "0" * 25, "ord_" + "0" * 27, "ord_" + "U" * 26,
             "ord_" + "l" * 26, "ord_" + "0" * 25 + "\n", " ord_" + "0" * 26]
)  # fmt: skip
def test_what_has_not_the_shape_of_an_id_is_none(text: str) -> None:
    assert not is_id("ord", text)


def test_fresh_ids_and_secrets_do_not_repeat() -> None:
    assert len({random_id("lnk") for _ in range(500)} | {secret_token() for _ in range(500)}) == 1_000
    assert is_id("lnk", random_id("lnk"))


def test_idempotency_keys_are_scoped_by_kind_caller_and_route() -> None:
    keyed = {request_id(prefix, caller, route, "k") for prefix in ("pay", "lnk") for caller in "ab" for route in "cd"}
    assert len(keyed) == 8
    assert request_id("pay", "a", "c", "k") in keyed
    assert request_id("pay", "a", "c", None) != request_id("pay", "a", "c", None)


@given(st.dictionaries(st.text(), plain))
def test_canonical_json_does_not_know_in_which_order_keys_came(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)
    assert digest(turned) == digest(value)
    assert json.loads(canonical_json(value)) == value


@given(plain, plain)
def test_different_values_have_different_digests(first: Any, second: Any) -> None:
    assert (digest(first) == digest(second)) == (canonical_json(first) == canonical_json(second))


def test_canonical_json_keeps_unicode_and_refuses_what_json_cannot_say() -> None:
    assert canonical_json({"ä": "☃"}) == '{"ä":"☃"}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))


@given(moments, moments)
def test_times_are_written_so_that_text_order_is_time_order(first: datetime, second: datetime) -> None:
    assert parse_rfc3339(rfc3339(first)) == first
    assert (rfc3339(first) < rfc3339(second)) == (first < second)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", rfc3339(first))


def test_a_time_of_another_zone_is_told_in_utc() -> None:
    moment = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=9)))
    assert rfc3339(moment) == "2026-11-22T03:00:00.000Z"
    assert parse_rfc3339("2026-11-22T12:00:00+09:00") == moment
    assert parse_rfc3339("2026-11-22T12:00:00+09:00").tzinfo is UTC


@pytest.mark.parametrize("text", ["2026-11-22T12:00:00", "", "now", "0001-01-01T00:00:00+14:00", "2026-13-01T00:00Z"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_rfc3339(text)


def test_the_machines_clock_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
