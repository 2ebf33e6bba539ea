"""Shopify's orders: complete payloads, and the rules of docs/shops.md one by one."""

from datetime import UTC, datetime

import pytest

from shared.orders.request import OrderRequest
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.port import Rules, ShopOrder, ShopState, Unmappable
from shared.shops.mapping.shopify import read_order
from tests.support.shopify_reading import payload, read, refusal, terms
from tests.support.shopify_samples import FOLDER, SAMPLES, body_of, written

UNPAID, PAID, RESERVED, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.RESERVED, ShopState.CANCELLED
PRESENTMENT = Rules(currency="presentment")


def test_each_sample_is_a_file_as_it_is_built() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SAMPLES)
    for name, sample in SAMPLES.items():
        assert body_of(name).decode() == written(sample), "python -m tests.support.shopify_samples writes them anew"


@pytest.mark.parametrize(
    ("name", "state", "amount", "currency", "extras"),
    [
        ("usd_tax_excluded", UNPAID, 5_379, "USD", {"shipping": 995, "tax": 286, "discount": 400}),
        ("eur_tax_included", UNPAID, 9_390, "EUR", {"shipping": 490}),
        ("jpy", UNPAID, 3_800, "JPY", {"shipping": 800}),
        ("kwd", UNPAID, 13_595, "KWD", {"shipping": 1_250}),
        ("presentment", UNPAID, 3_495, "USD", {"shipping": 995}),
        ("tip", UNPAID, 3_630, "USD", {"tax": 180}),
        ("gift_card_full", PAID, 9_390, "EUR", {"shipping": 490}),
        ("edited", UNPAID, 7_495, "USD", {"shipping": 995}),
        ("partially_refunded", PAID, 2_995, "USD", {"shipping": 995}),
        ("free", PAID, 0, "USD", {"discount": 500}),
        ("zero_price_line", UNPAID, 8_900, "EUR", {}),
        ("guest", UNPAID, 5_379, "USD", {"shipping": 995, "tax": 286, "discount": 400}),
        ("paid", PAID, 5_379, "USD", {"shipping": 995, "tax": 286, "discount": 400}),
        ("duties", UNPAID, 10_689, "EUR", {"shipping": 490}),
        ("free_shipping", UNPAID, 3_240, "USD", {"tax": 240}),
    ],
)
def test_what_an_order_is_about(
    name: str, state: ShopState, amount: int, currency: str, extras: dict[str, int]
) -> None:
    order = read(name)
    assert order.terms is not None
    assert (order.state, order.terms.amount, order.terms.currency) == (state, amount, currency)
    assert {part: value for part, value in order.terms.parts.items() if part != "items"} == extras
    assert order.terms.metadata == {}
    if amount:
        assert OrderRequest.model_validate(order_body(order, "jsmith.myshopify.com", "auto")).amount == amount


@pytest.mark.parametrize(
    ("name", "state"),
    [("refunded", CANCELLED), ("cancelled", CANCELLED), ("authorized", RESERVED), ("under_way", RESERVED)],
)
def test_what_nobody_is_to_pay_has_no_terms(name: str, state: ShopState) -> None:
    order = read(name)
    assert (order.state, order.terms) == (state, None)


def test_an_order_says_who_when_and_which() -> None:
    order = read("eur_tax_included")
    assert (order.external_id, order.number) == ("820982911946151002", "#1002")
    assert order.said_at == datetime(2026, 2, 3, 15, 15, 2, tzinfo=UTC)
    assert order.terms is not None
    # A number as dialled at home says not where that is.
    assert order.terms.customer == {"name": "Jürgen Groß", "email": "buyer.de@example.com", "locale": "de-DE"}


def test_a_guest_is_nobody() -> None:
    assert terms("guest").customer == {"locale": "en"}


def test_lines_are_the_current_ones_with_their_variants() -> None:
    assert terms("edited").parts["items"] == [
        {"description": "Green tea", "quantity": 2, "unit_amount": 1_000},
        {"description": "Pot", "quantity": 1, "unit_amount": 4_500},
    ]
    assert terms("usd_tax_excluded").parts["items"][0]["description"] == "IPod Nano - 8 GB"
    assert terms("zero_price_line").parts["items"][1] == {"description": "Sticker", "quantity": 1, "unit_amount": 0}


def test_the_buyers_currency_counts_when_the_merchant_chose_it() -> None:
    chosen = terms("presentment", PRESENTMENT)
    assert (chosen.amount, chosen.currency, chosen.parts["shipping"]) == (6_990, "JPY", 1_990)
    assert refusal("presentment", Rules(currencies=("JPY",))) == ("currency_not_taken", "currency")
    assert terms("presentment", Rules("presentment", ("JPY",))).amount == 6_990


@pytest.mark.parametrize("name", ["gift_card_part", "edited_after_paid"])
def test_of_a_part_that_is_paid_only_the_rest_is_due(name: str) -> None:
    found = terms(name)
    assert found.amount == {"gift_card_part": 6_890, "edited_after_paid": 4_500}[name]
    assert (found.parts, found.metadata) == ({}, {"items": "left_out", "due": "outstanding"})


def test_a_tip_counts_once_as_a_line_or_beside_them() -> None:
    whole = payload("tip")
    lines = [line for line in whole["line_items"] if line["title"] != "Tip"]
    assert terms("tip").parts == terms("tip", line_items=lines).parts
    assert terms("tip", PRESENTMENT, line_items=lines).amount == 3_630


def test_a_tip_beside_the_lines_is_not_taken_for_another_currency() -> None:
    with_tip = {"presentment_money": {"amount": "7490", "currency_code": "JPY"}}
    changes = {"total_tip_received": "5.00", "current_total_price_set": with_tip, "total_outstanding": None}
    found = terms("presentment", PRESENTMENT, **changes)
    assert (found.amount, found.parts) == (7_490, {})


def test_duties_that_are_in_the_prices_come_to_them_once() -> None:
    less = {"shop_money": {"amount": "94.89", "currency_code": "EUR"}}
    found = terms("duties", duties_included=True, current_total_price_set=less, total_outstanding=None)
    assert [item["description"] for item in found.parts["items"]] == ["Rucksack - schwarz", "Additional fees"]


def test_what_does_not_add_up_is_left_out_and_the_amount_stays() -> None:
    found = terms("eur_tax_included", taxes_included=False)
    assert (found.amount, found.parts, found.metadata) == (9_390, {}, {"items": "left_out"})


def test_older_payloads_say_shipping_by_line_and_quantities_once() -> None:
    older = payload("usd_tax_excluded", current_shipping_price_set=None)
    for line in older["line_items"]:
        del line["current_quantity"]
    assert read_order("orders/create", older, Rules()) == read("usd_tax_excluded")
    removed = older["shipping_lines"][0] | {"is_removed": True}
    more = older | {"shipping_lines": [*older["shipping_lines"], removed]}
    assert read_order("orders/create", more, Rules()) == read("usd_tax_excluded")
    for name in ("current_total_price_set", "current_total_tax_set", "current_subtotal_price_set"):
        assert terms("usd_tax_excluded", **{name: None}) == terms("usd_tax_excluded")


@pytest.mark.parametrize(
    ("status", "outstanding", "state", "amount"),
    [
        (None, "53.79", UNPAID, 5_379),
        ("unpaid", None, UNPAID, 5_379),
        ("expired", "53.79", UNPAID, 5_379),
        ("pending", "20.00", UNPAID, 2_000),
        ("partially_paid", "53.79", UNPAID, 5_379),
        ("partially_paid", "0.00", PAID, 5_379),
        ("partially_paid", "-1.00", PAID, 5_379),
        ("paid", "7.00", PAID, 5_379),
        ("partially_refunded", "20.00", PAID, 5_379),
    ],
)
def test_how_an_order_stands(status: str | None, outstanding: str | None, state: ShopState, amount: int) -> None:
    order = read("usd_tax_excluded", financial_status=status, total_outstanding=outstanding)
    assert order.terms is not None
    assert (order.state, order.terms.amount) == (state, amount)


def test_nobody_collects_what_the_shops_gateway_has_under_way() -> None:
    assert read("usd_tax_excluded", total_outstanding="0.00").state is RESERVED
    assert read("under_way", payment_gateway_names=["gift_card", "paypal"]).state is RESERVED
    assert read("under_way", payment_gateway_names=["gift_card"]).state is UNPAID
    assert read("under_way", payment_gateway_names=["Mollie - iDEAL", "Invoice"]).state is RESERVED
    assert read("under_way", payment_gateway_names=["Cash on Delivery (COD)"]).state is UNPAID
    assert read("under_way", payment_gateway_names=[]).state is UNPAID
    assert read("under_way", financial_status="expired").state is UNPAID


def test_cancelled_is_cancelled_whatever_was_paid() -> None:
    assert read("paid", cancelled_at="2026-02-04T08:59:59Z").state is CANCELLED
    cancelled = {"id": 7, "updated_at": "2026-02-04T08:59:59Z", "cancelled_at": "2026-02-04T08:59:59Z"}
    assert read_order("orders/cancelled", cancelled, Rules()) == ShopOrder(
        "7", CANCELLED, datetime(2026, 2, 4, 8, 59, 59, tzinfo=UTC)
    )
    assert read("deleted") == ShopOrder("820982911946151001", CANCELLED, None)


def test_a_topic_alone_which_nobody_signs_cancels_nothing() -> None:
    whole = payload("usd_tax_excluded")
    assert read_order("orders/cancelled", whole, Rules()) == read_order("orders/create", whole, Rules())
    with pytest.raises(Unmappable) as refused:
        read_order("orders/delete", whole, Rules())
    assert refused.value.code == "topic_mismatch"
