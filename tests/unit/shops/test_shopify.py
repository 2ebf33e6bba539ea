"""Shopify's orders: complete payloads, and the rules of docs/shops.md one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.orders.request import OrderRequest
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.parsing import parsed
from shared.shops.mapping.port import Nothing, Rules, ShopOrder, ShopState, Terms, Unmappable
from shared.shops.mapping.readers import READERS
from shared.shops.mapping.shopify import read_order
from shared.shops.systems import ShopSystem
from tests.support.shopify_samples import FOLDER, SAMPLES, body_of, written

UNPAID, PAID, RESERVED, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.RESERVED, ShopState.CANCELLED
PRESENTMENT = Rules(currency="presentment")


def payload(name: str, **changes: object) -> dict[str, Any]:
    return {**parsed(body_of(name)), **changes}


def read(name: str, rules: Rules = Rules(), /, **changes: object) -> ShopOrder:  # noqa: B008
    order = read_order(SAMPLES[name].topic, payload(name, **changes), rules)
    assert isinstance(order, ShopOrder)
    return order


def terms(name: str, rules: Rules = Rules(), /, **changes: object) -> Terms:  # noqa: B008
    found = read(name, rules, **changes).terms
    assert found is not None
    return found


def refusal(name: str, rules: Rules = Rules(), /, **changes: object) -> tuple[str, str]:  # noqa: B008
    with pytest.raises(Unmappable) as refused:
        read(name, rules, **changes)
    return refused.value.code, refused.value.errors[0].field


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


def test_what_does_not_add_up_is_left_out_and_the_amount_stays() -> None:
    found = terms("eur_tax_included", taxes_included=False)
    assert (found.amount, found.parts, found.metadata) == (9_390, {}, {"items": "left_out"})


def test_older_payloads_say_shipping_by_line_and_quantities_once() -> None:
    older = payload("usd_tax_excluded", current_shipping_price_set=None)
    for line in older["line_items"]:
        del line["current_quantity"]
    assert read_order("orders/create", older, Rules()) == read("usd_tax_excluded")
    assert terms("usd_tax_excluded", current_total_price_set=None) == terms("usd_tax_excluded")


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
    assert read_order("orders/cancelled", {"id": 7, "updated_at": "2026-02-04T08:59:59Z"}, Rules()) == ShopOrder(
        "7", CANCELLED, datetime(2026, 2, 4, 8, 59, 59, tzinfo=UTC)
    )
    assert read("deleted") == ShopOrder("820982911946151001", CANCELLED, None)


@pytest.mark.parametrize("topic", ["orders/fulfilled", "orders/partially_fulfilled", "orders/updated", "ORDERS/PAID"])
def test_every_topic_that_carries_the_order_is_read(topic: str) -> None:
    assert read_order(topic, payload("paid"), Rules()) == read("paid")


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("orders/edited", "partial_payload"),
        ("orders/risk_assessment_changed", "other_topic"),
        ("products/update", "other_topic"),
        ("", "other_topic"),
    ],
)
def test_other_topics_ask_for_nothing(topic: str, reason: str) -> None:
    assert read_order(topic, payload("order_edit"), Rules()) == Nothing(reason)


@pytest.mark.parametrize("said", [True, "true", 1, {}])
def test_a_test_order_is_one_only_for_who_asked(said: object) -> None:
    assert read_order("orders/create", payload("test_order", test=said), Rules()) == Nothing("test_order")
    assert read("test_order", Rules(test_orders=True), test=said).state is PAID


OTHER = {"shop_money": {"amount": "1", "currency_code": "EUR"}}
TOTAL = "current_total_price_set.shop_money"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"id": None}, "field_missing", "id"),
        ({"id": "gid://7"}, "field_missing", "id"),
        ({"updated_at": None}, "field_missing", "updated_at"),
        ({"updated_at": "yesterday"}, "field_missing", "updated_at"),
        ({"cancelled_at": 0}, "time_unreadable", "cancelled_at"),
        ({"financial_status": "bartered"}, "unknown_status", "financial_status"),
        ({"financial_status": ["paid"]}, "unknown_status", "financial_status"),
        ({"currency": "XTS"}, "unknown_currency", "currency"),
        ({"current_total_price_set": "5"}, "amount_missing", TOTAL),
        ({"current_total_price_set": OTHER}, "currency_mismatch", f"{TOTAL}.currency_code"),
        ({"total_outstanding": "60.00"}, "outstanding_above_total", "total_outstanding"),
        ({"total_outstanding": "abc"}, "amount_inexact", "total_outstanding"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_field(changes: dict[str, object], code: str, field: str) -> None:
    assert refusal("usd_tax_excluded", **changes) == (code, field)


def test_a_status_that_was_left_out_is_not_unpaid() -> None:
    filtered = payload("paid")
    del filtered["financial_status"]
    with pytest.raises(Unmappable) as refused:
        read_order("orders/updated", filtered, Rules())
    assert refused.value.code == "unknown_status"


def test_what_is_left_is_known_in_the_shops_currency_only() -> None:
    part = {"financial_status": "partially_paid", "total_outstanding": "10.00"}
    assert refusal("presentment", PRESENTMENT, **part) == ("outstanding_in_shop_currency", "total_outstanding")
    assert terms("presentment", Rules(), **part).amount == 1_000
    assert refusal("presentment", PRESENTMENT, financial_status="partially_paid", total_outstanding=None)[0] == (
        "amount_missing"
    )


def test_shopify_is_read_by_this_reader() -> None:
    assert READERS[ShopSystem.SHOPIFY] is read_order
