"""``POST /v1/orders`` over the handler: created, the same again, conflict, and every way of being refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.order_intake.handler import lambda_handler as order_intake
from shared.orders.model import new_order
from shared.orders.request import OrderRequest
from shared.orders.service import place_order
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR, World


def test_a_new_order_is_answered_whole(shop: Shop) -> None:
    customer = {"name": "Mira Okafor", "email": "mira@example.com"}
    answer = shop.place(external_id="gid-1", customer=customer, metadata={"campaign": "autumn"})
    assert answer.status == 201
    assert answer.json | {"id": "", "created_at": ""} == {
        "id": "",
        "merchant_id": shop.id,
        "source": "shopify",
        "external_id": "gid-1",
        "amount": 4590,
        "currency": "EUR",
        "collect": "auto",
        "auto_capture": True,
        "customer": customer,
        "metadata": {"campaign": "autumn"},
        "status": "in_progress",
        "payment_status": "unpaid",
        "unpaid_reason": None,
        "shortfall": None,
        "payment_link": None,
        "payments": [],
        "confirmation": None,
        "authorization": None,
        "amount_version": 1,
        "created_at": "",
        "paid_at": None,
        "released_at": None,
        "completed_at": None,
    }
    assert answer.json["created_at"].startswith("2026-11-22T03:12:42.")
    assert answer.json["created_at"].endswith("Z")


def test_the_same_again_is_200_with_the_order_as_it_stands(world: World, shop: Shop) -> None:
    shop.consent()
    shop.fund(5_000)
    first = shop.place()
    world.settle_down()
    again = shop.place()
    assert (again.status, again.json["id"], again.json["payment_status"]) == (200, first.json["id"], "paid")
    assert len(world.items("order")) == 1


def test_key_order_and_spelled_out_defaults_make_no_other_order(shop: Shop) -> None:
    shop.place(metadata={"a": "1", "b": "2"})
    assert shop.place(metadata={"b": "2", "a": "1"}, collect="auto", shipping=None).status == 200


@pytest.mark.parametrize("change", [{"amount": 4591}, {"currency": "USD"}, {"collect": "link"}, {"metadata": {}}])
def test_other_content_under_the_same_id_is_409_and_changes_nothing(shop: Shop, change: dict[str, Any]) -> None:
    first = shop.place()
    other = shop.place(**change)
    assert (other.status, other.json["code"]) == (409, "order_conflict")
    assert shop.read(first.json["id"]) == first.json


def test_the_same_id_at_another_merchant_is_another_order(world: World, shop: Shop) -> None:
    assert Shop(world, world.merchant()).place().json["id"] != shop.place().json["id"]


def test_intake_is_one_write(shop: Shop, interruptions: Interruptions) -> None:
    with interruptions.counting() as calls:
        shop.place()
        shop.place()
    assert calls == ["PutItem", "PutItem"]


def test_an_order_to_be_paid_by_link_has_its_link_at_once(shop: Shop, interruptions: Interruptions) -> None:
    with interruptions.counting() as calls:
        answer = shop.place(collect="link")
    assert calls == ["TransactWriteItems"]
    assert (answer.status, answer.json["unpaid_reason"]) == (201, "awaiting_buyer")
    assert shop.page({"url": answer.json["payment_link"]}) == "open"
    again = shop.place(collect="link")
    assert (again.status, again.json["payment_link"]) == (200, answer.json["payment_link"])
    assert shop.place(collect="link", amount=1_000).status == 409


def test_rejected_fields_are_told_in_a_problem_document(shop: Shop) -> None:
    answer = shop.place(amount="4590", currency="EURO", surprise=1)
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json
    errors = problem.pop("errors")
    assert problem == {
        "type": "about:blank",
        "title": "InvalidRequest",
        "status": 422,
        "detail": "the request is not valid",
        "code": "invalid_request",
    }
    assert {(error["field"], error["code"]) for error in errors} == {
        ("amount", "int_type"),
        ("currency", "unknown_currency"),
        ("surprise", "extra_forbidden"),
    }
    assert all(error["message"] for error in errors)


def test_a_rejected_item_is_named_by_its_place(shop: Shop) -> None:
    items = [{"description": "a", "quantity": 1, "unit_amount": 4590}, {"description": "", "quantity": 1}]
    fields = {error["field"] for error in shop.place(items=items).json["errors"]}
    assert fields == {"items.1.description", "items.1.unit_amount"}


@pytest.mark.parametrize("body", ["", "{", "not json", "[1, 2", '{"amount": 1}}', "\x00"])
def test_what_is_not_json_is_400(shop: Shop, body: str) -> None:
    answer = shop.world.call(order_intake, "order_intake", body=body, authorizer=shop.me)
    assert (answer.status, answer.json["code"]) == (400, "malformed_json")


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "17", "true"])
def test_json_that_is_no_object_is_422(shop: Shop, body: str) -> None:
    answer = shop.world.call(order_intake, "order_intake", body=body, authorizer=shop.me)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "body")


def test_a_body_that_is_too_large_is_413(shop: Shop) -> None:
    answer = shop.place(metadata={"note": "x" * 256 * 1024})
    assert (answer.status, answer.json["code"]) == (413, "body_too_large")


def test_the_largest_order_that_is_valid_is_stored_and_read_back(shop: Shop) -> None:
    items = [{"description": "a" * 200, "quantity": 1, "unit_amount": 1} for _ in range(500)]
    order = shop.order(500, items=items)
    assert shop.read(order)["items"] == items


def test_the_operator_has_no_orders(shop: Shop) -> None:
    answer = shop.world.call(order_intake, "order_intake", authorizer=AS_OPERATOR)
    assert (answer.status, answer.json["code"]) == (403, "merchant_key_required")


def test_the_same_order_in_the_same_instant_is_new_once(world: World) -> None:
    request = OrderRequest(source="shopify", external_id="o-1", amount=4590, currency="EUR")
    order = new_order(world.merchant(), request, datetime(2026, 11, 22, tzinfo=UTC))
    assert [place_order(world.table, order).created for _ in range(2)] == [True, False]
