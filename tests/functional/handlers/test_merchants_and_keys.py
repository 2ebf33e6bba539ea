"""Merchants, their API keys, and the authorizer that tells whose key a call carries."""

from typing import Any

import pytest

from functions.authorize_request.handler import lambda_handler as authorize_request
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from tests.support.aws import OPERATOR_KEY
from tests.support.samples import sample
from tests.support.world import Answer, Json, World

KEYS = "/v1/merchants/{merchant_id}/api-keys"


def call(
    world: World, route: str, merchant_id: str, *, headers: dict[str, str] | None = None, **changes: Any
) -> Answer:
    """One call of the operator about a merchant."""
    path = {"merchant_id": merchant_id} | changes.pop("path", {})
    body = changes.pop("body", "")
    key = {"idempotency-key": f"{world.clock.now()}"} | (headers or {})
    return world.call(manage_merchants, "manage_merchants", route, path=path, body=body, headers=key, **changes)


def authorized(bearer: str) -> Json:
    """The authorizer's answer."""
    return dict(authorize_request(sample("authorize_request") | {"identitySource": [bearer]}, None))


def test_a_merchant_is_made_read_and_changed(world: World) -> None:
    merchant = world.merchant(name="Nord & Süd", currency="JPY", phone="+81312345678", locale="ja-JP")
    shown = call(world, "GET /v1/merchants/{merchant_id}", merchant).json
    assert shown | {"created_at": ""} == {
        "id": merchant,
        "name": "Nord & Süd",
        "currency": "JPY",
        "email": "help@shop.example",
        "phone": "+81312345678",
        "locale": "ja-JP",
        "surplus": "refund",
        "sms_fee": None,
        "balance_payment": False,
        "collection": "automatic",
        "restricted_since": None,
        "commission": None,
        "created_at": "",
    }
    change = {"name": "Nord", "phone": None}
    changed = call(world, "PATCH /v1/merchants/{merchant_id}", merchant, body=change)
    assert (changed.status, changed.json) == (200, shown | change)
    assert call(world, "GET /v1/merchants/{merchant_id}", merchant).json == changed.json


@pytest.mark.parametrize(
    "body", [{}, {"name": None}, {"name": ""}, {"currency": "USD"}, {"email": "no"}, {"locale": "DE"}]
)
def test_a_change_that_breaks_a_rule_changes_nothing(world: World, body: Json) -> None:
    merchant = world.merchant()
    before = call(world, "GET /v1/merchants/{merchant_id}", merchant).json
    assert call(world, "PATCH /v1/merchants/{merchant_id}", merchant, body=body).status == 422
    assert call(world, "GET /v1/merchants/{merchant_id}", merchant).json == before


def test_merchants_are_listed_newest_first(world: World) -> None:
    made = [world.merchant() for _ in range(3)]
    first = world.call(manage_merchants, "manage_merchants", "GET /v1/merchants", query={"limit": "2"}).json
    query = {"limit": "2", "cursor": first["next_cursor"]}
    second = world.call(manage_merchants, "manage_merchants", "GET /v1/merchants", query=query).json
    assert [each["id"] for each in [*first["data"], *second["data"]]] == made[::-1]
    assert second["next_cursor"] is None


def test_a_merchant_takes_an_idempotency_key(world: World) -> None:
    headers = {"idempotency-key": "k"}
    answers = [
        world.call(manage_merchants, "manage_merchants", headers=headers, body={"name": name, "currency": "EUR"})
        for name in ("A", "A", "B")
    ]
    assert [answer.status for answer in answers] == [201, 201, 422]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_an_idempotency_key_has_1_to_255_characters(world: World, key: str) -> None:
    answer = world.call(manage_merchants, "manage_merchants", headers={"idempotency-key": key})
    assert (answer.status, answer.json["code"]) == (400, "invalid_idempotency_key")


def test_a_key_is_shown_once_and_stored_hashed(world: World) -> None:
    merchant = world.merchant()
    minted = call(world, f"POST {KEYS}", merchant, body={"label": "warehouse"})
    assert (minted.status, minted.json["label"]) == (201, "warehouse")
    text = minted.json["key"]
    (listed,) = call(world, f"GET {KEYS}", merchant).json["data"]
    assert listed == {
        "id": minted.json["id"],
        "label": "warehouse",
        "created_at": listed["created_at"],
        "revoked_at": None,
    }
    (stored,) = world.items("api_key")
    secret = text.split("_")[1][26:]
    assert secret not in repr(stored)
    granted = {"role": "merchant", "merchant_id": merchant, "key_id": minted.json["id"]}
    assert authorized(f"Bearer {text}")["context"] == granted


def test_a_repeat_under_its_key_gets_the_key_without_its_secret(world: World) -> None:
    merchant, headers = world.merchant(), {"idempotency-key": "k"}
    first = call(world, f"POST {KEYS}", merchant, headers=headers)
    again = call(world, f"POST {KEYS}", merchant, headers=headers)
    other = call(world, f"POST {KEYS}", merchant, headers=headers, body={"label": "x"})
    assert (again.status, again.json) == (201, {k: v for k, v in first.json.items() if k != "key"})
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")
    assert authorized(f"Bearer {first.json['key']}")["isAuthorized"] is True


def test_a_revoked_key_opens_nothing_and_its_sister_still_does(world: World) -> None:
    merchant = world.merchant()
    gone, stays = (call(world, f"POST {KEYS}", merchant).json for _ in range(2))
    revoked = call(world, f"DELETE {KEYS}/{{key_id}}", merchant, path={"key_id": gone["id"]})
    assert (revoked.status, revoked.text) == (204, "")
    assert authorized(f"Bearer {gone['key']}") == {"isAuthorized": False}
    assert authorized(f"Bearer {stays['key']}")["isAuthorized"] is True
    listed = {each["id"]: each["revoked_at"] for each in call(world, f"GET {KEYS}", merchant).json["data"]}
    assert listed[gone["id"]] is not None
    assert listed[stays["id"]] is None


def test_a_key_is_revoked_under_its_own_merchant_only(world: World) -> None:
    mine, other = world.merchant(), world.merchant()
    minted = call(world, f"POST {KEYS}", mine).json
    for merchant, key_id in ((other, minted["id"]), (mine, "key_" + "0" * 26), (mine, "nonsense")):
        assert call(world, f"DELETE {KEYS}/{{key_id}}", merchant, path={"key_id": key_id}).status == 404
    assert authorized(f"Bearer {minted['key']}")["isAuthorized"] is True


@pytest.mark.parametrize("merchant_id", ["mer_" + "0" * 26, "nonsense", "ord_" + "0" * 26])
def test_a_merchant_that_does_not_exist_is_404_on_every_route(world: World, merchant_id: str) -> None:
    routes = ["GET /v1/merchants/{merchant_id}", "PATCH /v1/merchants/{merchant_id}", f"POST {KEYS}", f"GET {KEYS}"]
    bodies: list[Any] = ["", {"name": "x"}, "", ""]
    answers = [call(world, route, merchant_id, body=body) for route, body in zip(routes, bodies, strict=True)]
    assert [(answer.status, answer.json["code"]) for answer in answers] == [(404, "not_found")] * 4


def test_the_operators_key_opens_as_operator(world: World) -> None:
    assert authorized(f"Bearer {OPERATOR_KEY}") == {"isAuthorized": True, "context": {"role": "operator"}}
    assert authorized(f"bearer {OPERATOR_KEY}")["isAuthorized"] is True


@pytest.mark.parametrize(
    "bearer",
    ["", "Bearer", "Bearer ", "Bearer nonsense", f"Basic {OPERATOR_KEY}", OPERATOR_KEY, f"Bearer {OPERATOR_KEY}x",
     f"Bearer {OPERATOR_KEY[:-1]}", "Bearer opay_" + "0" * 52 + "_0000000", "Bearer ä☃"],
)  # fmt: skip
def test_anything_else_opens_nothing(world: World, bearer: str) -> None:
    assert authorized(bearer) == {"isAuthorized": False}


def test_a_call_without_the_header_opens_nothing(world: World) -> None:
    event = sample("authorize_request")
    del event["identitySource"]
    assert authorize_request(event, None) == {"isAuthorized": False}


def test_a_secret_under_another_keys_id_opens_nothing(world: World) -> None:
    merchant = world.merchant()
    first, second = (call(world, f"POST {KEYS}", merchant).json["key"] for _ in range(2))
    mixed = f"opay_{first.split('_')[1][:26]}{second.split('_')[1][26:]}_{first.split('_')[2]}"
    assert authorized(f"Bearer {mixed}") == {"isAuthorized": False}
