"""The operator's calls: merchants and their keys."""

from tests.support.caller import Caller, body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually


def test_a_merchant_is_created_read_and_changed(stack: LocalStack) -> None:
    settings = {"name": "Kiyo Goods", "currency": "JPY", "email": "owner@example.com"}
    created = body_of(stack.operator.post("/v1/merchants", settings), 201)

    assert created["id"].startswith("mer_")
    assert stack.operator.read(f"/v1/merchants/{created['id']}") == created

    changed = body_of(stack.operator.patch(f"/v1/merchants/{created['id']}", {"name": "Kiyo", "email": None}), 200)
    assert (changed["name"], changed["email"], changed["currency"]) == ("Kiyo", None, "JPY")


def test_a_repeat_under_one_idempotency_key_makes_one_merchant(stack: LocalStack) -> None:
    settings = {"name": "Twice", "currency": "EUR"}
    first = body_of(stack.operator.post("/v1/merchants", settings, "merchant-twice"), 201)
    again = body_of(stack.operator.post("/v1/merchants", settings, "merchant-twice"), 200, 201)

    assert again["id"] == first["id"]
    problem_of(
        stack.operator.post("/v1/merchants", settings | {"name": "Other"}, "merchant-twice"),
        422,
        "idempotency_mismatch",
    )


def test_merchants_are_listed(stack: LocalStack, shop: Shop) -> None:
    listed = eventually(
        lambda: [merchant["id"] for merchant in stack.operator.listed("/v1/merchants", limit="5")],
        lambda ids: shop.id in ids,
    )
    assert len(listed) == len(set(listed))


def test_a_key_is_shown_once_and_stops_when_it_is_revoked(stack: LocalStack, shop: Shop) -> None:
    path = f"/v1/merchants/{shop.id}/api-keys"
    made = body_of(stack.operator.post(path, {"label": "integration"}), 201)
    listed = eventually(lambda: list(stack.operator.listed(path)), lambda keys: len(keys) == 2)

    assert all("key" not in entry for entry in listed)
    assert made["key"] not in str(listed)
    # Revoked before its first use, for an authorizer may remember a key for a minute.
    assert stack.operator.delete(f"{path}/{made['id']}").status_code == 204
    assert Caller(stack.http, stack.description.api_url, made["key"]).get("/v1/orders").status_code == 403


def test_what_the_gateway_answers_by_itself(stack: LocalStack, shop: Shop) -> None:
    stranger = Caller(stack.http, stack.description.api_url, "opay_nobody")

    assert stack.anyone.get("/v1/orders").status_code == 401
    assert stranger.get("/v1/orders").status_code == 403
    assert shop.api.get("/v1/nothing-here").status_code == 404
    assert stack.anyone.get("/health").status_code == 200


def test_each_role_keeps_to_its_own_routes(stack: LocalStack, shop: Shop) -> None:
    problem_of(shop.api.get("/v1/merchants"), 403, "operator_key_required")
    problem_of(stack.operator.get("/v1/orders"), 403, "merchant_key_required")


def test_another_merchants_things_answer_as_if_they_did_not_exist(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="link")
    link = shop.api.read("/v1/payment-links")["data"][0]
    other = stack.new_shop()

    problem_of(other.api.get(f"/v1/orders/{order['id']}"), 404, "not_found")
    problem_of(other.api.get(f"/v1/payment-links/{link['id']}"), 404, "not_found")
    problem_of(other.api.post(f"/v1/payment-links/{link['id']}/void", {}), 404, "not_found")
    problem_of(other.api.post(f"/v1/orders/{order['id']}/payment-links", {}), 404, "not_found")
    problem_of(other.api.get(f"/v1/orders/ord_{'0' * 26}"), 404, "not_found")
