"""Every rule for the body of ``POST /v1/orders``."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.money import MAX_AMOUNT
from shared.orders.model import new_order, order_id
from shared.orders.request import OrderRequest
from tests.unit.test_wallet_and_debit import NOW

BODY: dict[str, Any] = {"source": "shopify", "external_id": "1001", "amount": 4590, "currency": "EUR"}
ITEM: dict[str, Any] = {"description": "Poster", "quantity": 1, "unit_amount": 4590}
DROP = object()


def parsed(**changes: Any) -> OrderRequest:
    """The body with these changes, as the handler reads it."""
    body = {name: value for name, value in (BODY | changes).items() if value is not DROP}
    return OrderRequest.model_validate_json(json.dumps(body))


def codes(**changes: Any) -> set[tuple[str, str]]:
    """Place and code of what is wrong with a body."""
    with pytest.raises(ValidationError) as refused:
        parsed(**changes)
    return {(".".join(map(str, error["loc"])), error["type"]) for error in refused.value.errors()}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        *[(name, DROP, "missing") for name in BODY],
        ("amount", "4590", "int_type"),
        ("amount", "", "int_type"),
        ("amount", True, "int_type"),
        ("amount", None, "int_type"),
        ("amount", [], "int_type"),
        ("amount", 45.5, "int_type"),
        ("amount", 4590.0, "int_type"),
        ("amount", 0, "greater_than"),
        ("amount", -1, "greater_than"),
        ("amount", MAX_AMOUNT + 1, "less_than_equal"),
        ("amount", 10**30, "less_than_equal"),
        *[("currency", value, "unknown_currency") for value in ("eur", "EURO", "", "XXX", "€")],
        ("currency", 978, "string_type"),
        ("source", "", "string_too_short"),
        ("source", "x" * 65, "string_too_long"),
        ("external_id", "x" * 201, "string_too_long"),
        ("external_id", 1001, "string_type"),
        *[("external_id", f"a{chr(code)}b", "string_pattern_mismatch") for code in (0, 9, 10, 13, 31, 127)],
        ("collect", "later", "literal_error"),
        ("auto_capture", "no", "bool_type"),
        ("payment_method", "cash", "literal_error"),
        ("return_urls", "https://shop.example", "model_type"),
        ("items", [], "too_short"),
        ("items", {}, "list_type"),
        ("items", [ITEM | {"unit_amount": 0}] * 501, "too_long"),
        ("customer", "Mira", "model_type"),
        ("metadata", {f"k{n}": "v" for n in range(21)}, "too_long"),
        ("priority", "high", "extra_forbidden"),
    ],
)
def test_a_field_that_breaks_its_rule_is_named_with_a_steady_code(field: str, value: Any, code: str) -> None:
    assert (field, code) in codes(**{field: value})


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quantity", 0, "greater_than_equal"),
        ("quantity", 1.0, "int_type"),
        ("quantity", True, "int_type"),
        ("quantity", 100_001, "less_than_equal"),
        ("unit_amount", -1, "greater_than_equal"),
        ("unit_amount", "1", "int_type"),
        ("description", "", "string_too_short"),
        ("description", "a\nb", "string_pattern_mismatch"),
        ("sku", "A", "extra_forbidden"),
    ],
)
def test_an_item_that_breaks_a_rule_is_named_by_its_place(field: str, value: Any, code: str) -> None:
    assert codes(items=[ITEM, ITEM | {field: value}]) == {(f"items.1.{field}", code)}


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "mira"), ("email", "a@b"), ("email", "a b@c.de"), ("email", "a@" + "b" * 250 + ".de"),
     ("phone", "0151"), ("phone", "+0123456789"), ("phone", "+49 151 1"), ("phone", "+" + "1" * 16),
     ("locale", "german"), ("locale", "DE"), ("locale", "de_DE"), ("name", ""), ("name", "a\x00b")],
)  # fmt: skip
def test_a_customer_is_reachable_or_refused(field: str, value: str) -> None:
    ((place, _),) = codes(customer={field: value})
    assert place == f"customer.{field}"


@pytest.mark.parametrize("key", ["", "x" * 65, "a\x07"])
def test_metadata_has_decent_keys_and_short_values(key: str) -> None:
    assert codes(metadata={key: "v"})
    assert codes(metadata={"k": "x" * 501}) == {("metadata.k", "string_too_long")}
    assert codes(metadata={"k": 1}) == {("metadata.k", "string_type")}


@pytest.mark.parametrize("text", ["Überraschung", "日本語", "🎉 party", "a'b\"c<d>", "ﷺ", "e\u0301"])
def test_text_of_any_language_is_kept_to_the_letter(text: str) -> None:
    request = parsed(source=text, external_id=text, items=[ITEM | {"description": text}])
    order = new_order("mer_1", request, NOW)
    assert (order.source, order.external_id, order.details["items"][0]["description"]) == (text, text, text)


def test_a_lone_surrogate_is_refused() -> None:
    body = json.dumps(BODY).replace("1001", "\\ud800")
    with pytest.raises(ValidationError):
        OrderRequest.model_validate_json(body)


parts = st.integers(0, 100_000)
baskets = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 10_000)), min_size=1, max_size=6)


@given(baskets, parts, parts, parts, st.integers(-3, 3))
def test_items_and_extras_add_up_to_the_amount_or_the_order_is_refused(
    basket: list[tuple[int, int]], shipping: int, tax: int, discount: int, off_by: int
) -> None:
    items = [{"description": "x", "quantity": quantity, "unit_amount": unit} for quantity, unit in basket]
    right = sum(quantity * unit for quantity, unit in basket) + shipping + tax - discount
    body = {"items": items, "shipping": shipping, "tax": tax, "discount": discount, "amount": right + off_by}
    if off_by == 0 and right > 0:
        assert parsed(**body).amount == right
    elif right + off_by > 0:
        assert codes(**body) == {("", "amount_mismatch")}
    else:
        assert codes(**body) == {("amount", "greater_than")}


@pytest.mark.parametrize("extra", ["shipping", "tax", "discount"])
def test_extras_without_items_mean_nothing_and_are_refused(extra: str) -> None:
    assert codes(**{extra: 0}) == {("", "items_missing")}
    assert codes(items=[ITEM], **{extra: -1}) == {(extra, "greater_than_equal")}


@given(st.permutations(list(BODY)), st.sampled_from([{}, {"collect": "auto"}, {"tax": None}, {"auto_capture": True}]))
def test_the_same_order_spelled_otherwise_is_the_same_request(names: list[str], spelled: dict[str, Any]) -> None:
    text = json.dumps({name: BODY[name] for name in names} | spelled)
    again = new_order("mer_1", OrderRequest.model_validate_json(text), NOW)
    assert again == new_order("mer_1", parsed(), NOW)


@pytest.mark.parametrize(
    "change", [{"amount": 1}, {"currency": "USD"}, {"collect": "none"}, {"metadata": {"a": "b"}},
               {"customer": {"email": "a@b.de"}}, {"items": [ITEM]}]
)  # fmt: skip
def test_other_content_is_another_request_under_the_same_id(change: dict[str, Any]) -> None:
    first, other = new_order("mer_1", parsed(), NOW), new_order("mer_1", parsed(**change), NOW)
    assert first.id == other.id == order_id("mer_1", "shopify", "1001")
    assert first.request_digest != other.request_digest


@pytest.mark.parametrize(
    ("collect", "reason"), [("auto", None), ("link", "awaiting_buyer"), ("none", "auto_debit_off")]
)
def test_a_new_order_has_a_reason_unless_it_has_to_be_decided(collect: str, reason: str | None) -> None:
    assert new_order("mer_1", parsed(collect=collect), NOW).unpaid_reason == reason
