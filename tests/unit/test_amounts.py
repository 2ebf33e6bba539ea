"""The money table against ISO 4217, amounts on their way to Stripe, and what no amount can be."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from local.stripe_simulator.resources import amounts as simulator
from shared.errors import InvalidRequest
from shared.links.request import LinkRequest
from shared.money import EXPONENTS, MAX_AMOUNT
from shared.orders.request import OrderItem, OrderRequest
from shared.stripe_gateway.amounts import MINIMUMS, from_stripe, refund_units, to_stripe
from shared.wallets.model import MAX_BALANCE
from shared.wallets.request import TopUpRequest
from tests.unit.strategies import amounts, currencies

# ISO 4217, list one, with amendments to the end of 2025 (no BGN; XCG for ANG, ZWG for ZWL), read through the copy of
# https://github.com/datasets/currency-codes of 2026-02-01. Left out here: funds, metals, tests, clearing units.
ISO_4217 = """
AED2 AFN2 ALL2 AMD2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BHD3 BIF0 BMD2 BND2 BOB2 BRL2 BSD2 BTN2 BWP2 BYN2 BZD2 CAD2
CDF2 CHF2 CLP0 CNY2 COP2 CRC2 CUP2 CVE2 CZK2 DJF0 DKK2 DOP2 DZD2 EGP2 ERN2 ETB2 EUR2 FJD2 FKP2 GBP2 GEL2 GHS2 GIP2 GMD2
GNF0 GTQ2 GYD2 HKD2 HNL2 HTG2 HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0 JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2
KZT2 LAK2 LBP2 LKR2 LRD2 LSL2 LYD3 MAD2 MDL2 MGA2 MKD2 MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 MWK2 MXN2 MYR2 MZN2 NAD2 NGN2 NIO2
NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 PGK2 PHP2 PKR2 PLN2 PYG0 QAR2 RON2 RSD2 RUB2 RWF0 SAR2 SBD2 SCR2 SDG2 SEK2 SGD2 SHP2 SLE2
SOS2 SRD2 SSP2 STN2 SVC2 SYP2 SZL2 THB2 TJS2 TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 UYU2 UZS2 VES2 VND0 VUV0
WST2 XAF0 XCD2 XCG2 XOF0 XPF0 YER2 ZAR2 ZMW2 ZWG2
"""
LARGEST_EXACT = 2**53
STEPS = {"BHD", "JOD", "KWD", "OMR", "TND", "MGA"}


def codes_of(amount: int, currency: str) -> set[str]:
    """Why Stripe would not charge this; empty when it would."""
    try:
        to_stripe(amount, currency)
    except InvalidRequest as refused:
        return {refused.code, *(error.code for error in refused.errors if error.field == "amount")}
    return set()


def test_the_exponents_are_those_of_iso_4217() -> None:
    assert {entry[:3]: int(entry[3]) for entry in ISO_4217.split()} == EXPONENTS


@given(amounts, currencies)
def test_a_chargeable_amount_goes_to_stripe_and_back(amount: int, currency: str) -> None:
    refusal = codes_of(amount, currency)
    if refusal == {"amount_not_chargeable"}:
        assert currency in STEPS
    elif refusal == {"amount_below_minimum"}:
        assert amount < MINIMUMS[currency]
    elif refusal == {"amount_too_large"}:
        assert currency in {"ISK", "UGX"}
    else:
        told = to_stripe(amount, currency)
        assert type(told) is int
        assert 0 < told <= MAX_AMOUNT
        assert from_stripe(told, currency) == amount == from_stripe(refund_units(amount, currency), currency)


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_every_currency_has_amounts_that_can_be_charged(currency: str) -> None:
    amount = 500_000
    assert from_stripe(to_stripe(amount, currency), currency) == amount
    assert to_stripe(amount, currency) / amount in (1, 100, 0.01)


@pytest.mark.parametrize(
    ("ours", "currency", "theirs"),
    [
        (1250, "EUR", 1250),
        (500, "JPY", 500),
        (12_340, "KWD", 12_340),
        (500, "ISK", 50_000),
        (7, "UGX", 700),
        (1_200, "MGA", 12),
    ],
)
def test_amounts_are_told_in_stripes_own_units(ours: int, currency: str, theirs: int) -> None:
    assert to_stripe(ours, currency) == theirs


@pytest.mark.parametrize(("amount", "currency"), [(12_345, "KWD"), (1, "BHD"), (101, "MGA"), (99, "MGA")])
def test_steps_that_stripe_cannot_charge_are_refused(amount: int, currency: str) -> None:
    assert codes_of(amount, currency) == {"amount_not_chargeable"}


@pytest.mark.parametrize("currency", sorted(MINIMUMS))
def test_the_least_charge_is_taken_and_one_unit_less_is_not(currency: str) -> None:
    least = MINIMUMS[currency]
    assert codes_of(least, currency) == set()
    assert codes_of(least - 1, currency) == {"amount_below_minimum"}
    assert refund_units(1, currency) == 1, "what goes back knows no least"
    with pytest.raises(InvalidRequest, match=str(least)):
        to_stripe(least - 1, currency)


def test_the_simulator_refuses_the_same_as_too_little() -> None:
    theirs = {currency.upper(): least for currency, least in simulator.MINIMUMS.items() if currency != "bgn"}
    assert theirs == {currency: from_stripe(least, currency) for currency, least in MINIMUMS.items()}


def test_eight_digits_are_counted_in_stripes_units() -> None:
    assert to_stripe(999_999, "ISK") == 99_999_900
    assert codes_of(1_000_000, "ISK") == codes_of(MAX_AMOUNT, "UGX") == {"amount_too_large"}
    assert to_stripe(MAX_AMOUNT, "EUR") == MAX_AMOUNT


BODIES: dict[str, tuple[type[BaseModel], Callable[[Any], Any]]] = {
    "amount of an order": (
        OrderRequest,
        lambda value: {"source": "shop", "external_id": "1", "currency": "EUR", "amount": value},
    ),
    "unit_amount of an item": (OrderItem, lambda value: {"description": "A", "quantity": 1, "unit_amount": value}),
    "quantity of an item": (OrderItem, lambda value: {"description": "A", "quantity": value, "unit_amount": 1}),
    "amount of a link": (LinkRequest, lambda value: {"amount": value}),
    "amount of a top-up": (TopUpRequest, lambda value: {"amount": value}),
}
NOT_AN_AMOUNT = ["1.0", "1e3", "1E0", "1.5", '"1"', '"1e3"', "true", "false", "[1]", "{}", "-1", "-0.0",
                 str(LARGEST_EXACT), str(LARGEST_EXACT + 1), str(2**63), str(2**64), "1" * 400]  # fmt: skip


@pytest.mark.parametrize("what", sorted(BODIES))
@pytest.mark.parametrize("value", NOT_AN_AMOUNT)
def test_only_small_enough_integers_are_amounts(what: str, value: str) -> None:
    model, body = BODIES[what]
    with pytest.raises(ValidationError) as refused:
        model.model_validate_json(json.dumps(body("VALUE")).replace('"VALUE"', value))
    assert {error["loc"] for error in refused.value.errors()} == {(what.split()[0],)}


@pytest.mark.parametrize("what", sorted(BODIES))
@given(
    value=st.floats() | st.booleans() | st.text() | st.integers(min_value=MAX_AMOUNT + 1) | st.integers(max_value=-1)
)
def test_nothing_else_is_an_amount(what: str, value: Any) -> None:
    model, body = BODIES[what]
    with pytest.raises(ValidationError):
        model.model_validate_json(json.dumps(body(value)))


def test_no_sum_of_amounts_leaves_what_a_json_reader_keeps_exact() -> None:
    most_items = 500 * 100_000 * MAX_AMOUNT
    assert most_items + 3 * MAX_AMOUNT < LARGEST_EXACT
    assert MAX_BALANCE + 97 * MAX_AMOUNT < LARGEST_EXACT


def test_the_largest_basket_is_added_up_and_not_wrapped() -> None:
    item = {"description": "A", "quantity": 100_000, "unit_amount": MAX_AMOUNT}
    body = {"source": "shop", "external_id": "1", "currency": "EUR", "amount": MAX_AMOUNT, "items": [item] * 500}
    with pytest.raises(ValidationError, match=str(500 * 100_000 * MAX_AMOUNT)):
        OrderRequest.model_validate_json(json.dumps(body))
