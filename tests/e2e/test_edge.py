"""What every answer has, and what the gateway and the edge do with requests that are not as they should be."""

import httpx

from local.stack.rollout import CORS_ORIGIN
from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop


def test_every_answer_of_ours_carries_the_id_of_its_request(shop: Shop, stack: LocalStack) -> None:
    answers = [
        shop.api.get("/v1/orders"),
        shop.api.get("/v1/orders/ord_none"),
        shop.api.post("/v1/orders", {}),
        shop.api.delete("/v1/logo"),
        stack.anyone.get("/health"),
        stack.anyone.get("/pay/nobodys"),
    ]

    assert [answer.status_code for answer in answers] == [200, 404, 422, 204, 200, 404]
    ids = [answer.headers["request-id"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert all(ids)


def test_a_page_of_a_known_origin_may_call_and_another_may_not(shop: Shop) -> None:
    known = _ask_leave(shop, CORS_ORIGIN)
    assert known.status_code == 204
    assert known.headers["access-control-allow-origin"] == CORS_ORIGIN
    allowed = known.headers["access-control-allow-headers"].lower().split(",")
    assert {"authorization", "content-type", "idempotency-key"} <= {name.strip() for name in allowed}
    assert "PATCH" in known.headers["access-control-allow-methods"]

    answer = shop.api.request("GET", "/v1/wallets", headers={"Origin": CORS_ORIGIN})
    assert answer.headers["access-control-allow-origin"] == CORS_ORIGIN
    assert "request-id" in answer.headers["access-control-expose-headers"]

    assert "access-control-allow-origin" not in _ask_leave(shop, "https://elsewhere.example").headers
    strange = shop.api.request("GET", "/v1/wallets", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in strange.headers


def _ask_leave(shop: Shop, origin: str) -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    return shop.api.http.options(f"{shop.api.base_url}/v1/wallets/EUR", headers=headers)


def test_a_misspelled_or_repeated_filter_is_refused_and_not_ignored(shop: Shop) -> None:
    shop.place(collect="none")

    unknown = problem_of(shop.api.get("/v1/orders", created_afer="2026-11-22T00:00:00Z"), 422, "invalid_request")
    assert unknown["errors"][0]["code"] == "unknown_parameter"
    twice = shop.api.request("GET", "/v1/orders", params=[("source", "a"), ("source", "b")])
    assert problem_of(twice, 422, "invalid_request")["errors"][0]["code"] == "repeated_parameter"


def test_a_repeat_under_a_key_is_the_same_thing_and_another_body_is_refused(shop: Shop) -> None:
    order = shop.place(collect="none")["id"]
    path = f"/v1/orders/{order}/payment-links"

    first = body_of(shop.api.post(path, {"expires_in_days": 3}, "a key"), 201)
    assert body_of(shop.api.post(path, {"expires_in_days": 3}, "a key"), 201)["id"] == first["id"]
    problem_of(shop.api.post(path, {"expires_in_days": 4}, "a key"), 422, "idempotency_mismatch")
    problem_of(shop.api.post(path, {"expires_in_days": 3}, "one,two"), 400, "invalid_idempotency_key")
