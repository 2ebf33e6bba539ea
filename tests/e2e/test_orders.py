"""Taking orders in: once, whatever happens; and saying exactly what is wrong with one."""

from typing import Any

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.shop import Shop
from tests.support.waiting import eventually


def test_new_again_and_other_content(shop: Shop) -> None:
    order = shop.order(items=[{"description": "Mug", "quantity": 2, "unit_amount": 500}], shipping=250)

    first = body_of(shop.api.post("/v1/orders", order), 201)
    again = body_of(shop.api.post("/v1/orders", order), 200)

    assert first["id"].startswith("ord_")
    assert (first["payment_status"], first["merchant_id"]) == ("unpaid", shop.id)
    assert again["id"] == first["id"]
    problem_of(shop.api.post("/v1/orders", order | {"shipping": 260, "amount": 1260}), 409, "order_conflict")
    assert shop.read_order(first["id"])["amount"] == 1250


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": "XYZ"}, "currency"),
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 100_000_000}, "amount"),
        ({"amount": "1250"}, "amount"),
        ({"amount": 12.5}, "amount"),
        ({"amount": True}, "amount"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"external_id": ""}, "external_id"),
        ({"source": None}, "source"),
        ({"items": [{"description": "Mug", "quantity": 1, "unit_amount": 1}]}, "body"),
        ({"items": [{"description": "Mug", "quantity": 0, "unit_amount": 1250}]}, "items.0.quantity"),
        ({"customer": {"email": "nobody"}}, "customer.email"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_wrong_is_said_by_field(shop: Shop, change: dict[str, Any], field: str) -> None:
    answer = problem_of(shop.api.post("/v1/orders", shop.order(**change)), 422, "invalid_request")

    assert [error["field"] for error in answer["errors"]] == [field]
    assert all(error["code"] and error["message"] for error in answer["errors"])


@pytest.mark.parametrize("content", [b"", b"{", b"order", b'{"amount": NaN', b"\xff\xfe"])
def test_what_is_not_json_is_refused(shop: Shop, content: bytes) -> None:
    answer = shop.api.request("POST", "/v1/orders", content=content, headers={"Content-Type": "application/json"})

    problem_of(answer, 400, "malformed_json")


def test_a_body_that_is_too_large_is_refused(shop: Shop) -> None:
    answer = shop.api.post("/v1/orders", shop.order(metadata={"note": "x" * 300_000}))

    assert answer.status_code == 413


def test_a_list_is_paged_and_filtered(shop: Shop) -> None:
    shopify = [shop.place(source="shopify", collect="none")["id"] for _ in range(3)]
    others = [shop.place(source="etsy", collect="none")["id"] for _ in range(2)]
    everything = eventually(
        lambda: [order["id"] for order in shop.api.listed("/v1/orders", limit="2")],
        lambda ids: len(ids) == 5,
    )

    assert set(everything) == {*shopify, *others}
    assert {order["id"] for order in shop.api.listed("/v1/orders", source="shopify")} == set(shopify)
    assert list(shop.api.listed("/v1/orders", payment_status="paid")) == []
    problem_of(shop.api.get("/v1/orders", cursor="made-up"), 400, "invalid_cursor")


def test_the_unpaid_queue_shows_reasons_and_shortfall(shop: Shop) -> None:
    shop.consent()
    shop.top_up(1_000)
    short = shop.place(amount=2_500)["id"]
    plain = shop.place(collect="none")["id"]
    shop.await_reason(short, "insufficient_credits")

    queue = eventually(
        lambda: {order["id"]: order for order in shop.api.listed("/v1/orders", payment_status="unpaid")},
        lambda orders: orders.keys() == {short, plain} and orders[short]["unpaid_reason"] is not None,
    )
    assert queue[short]["shortfall"] == 1_500
    assert queue[plain]["unpaid_reason"] == "auto_debit_off"
