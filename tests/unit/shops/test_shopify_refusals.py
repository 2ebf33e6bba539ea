"""What a Shopify delivery is not read for: other topics, tests, and what cannot be read, each by its field."""

import pytest

from shared.shops.mapping.port import Nothing, Rules, ShopState, Unmappable
from shared.shops.mapping.readers import READERS
from shared.shops.mapping.shopify import read_order
from shared.shops.systems import ShopSystem
from tests.support.shopify_reading import payload, read, refusal, terms

PRESENTMENT = Rules(currency="presentment")


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
    assert read("test_order", Rules(test_orders=True), test=said).state is ShopState.PAID


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
