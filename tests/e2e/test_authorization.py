"""Every route of the deployed API with keys that are not its own; none and an unknown one: test_schemathesis.py."""

import httpx

from contracts.operations.table import OPERATIONS
from infra_cdk.functions import ROUTES
from infra_cdk.spec import Audience
from shared.ids import random_id
from tests.support.caller import Caller, body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop

WITH_KEY = sorted((route.key, route.audience) for route, _ in ROUTES if route.audience is not Audience.PUBLIC)

STREAMED = ("GET /v1/exports/orders", "GET /v1/exports/payments", "GET /v1/exports/journal")
"""They want to know from when on."""


def ask(caller: Caller, key: str) -> httpx.Response:
    """A request in which everything is in order but the key, and the ids, which nothing has."""
    method, template = key.split(" ", 1)
    path = "/".join(random_id("ord") if part.startswith("{") else part for part in template.split("/"))
    body = OPERATIONS[key].body
    example = next(iter(body.examples.values())) if body and body.examples else None
    query = {"from": "2026-11-01"} if key in STREAMED else {}
    return caller.request(method, path, json=example, params=query)


def test_a_revoked_key_opens_no_route(stack: LocalStack, shop: Shop) -> None:
    path = f"/v1/merchants/{shop.id}/api-keys"
    made = body_of(stack.operator.post(path, {"label": "gone"}), 201)
    # Before its first use, for the gateway remembers an authorizer's word for a minute.
    assert stack.operator.delete(f"{path}/{made['id']}").status_code == 204
    gone = Caller(stack.http, stack.description.api_url, made["key"])
    assert {key: ask(gone, key).status_code for key, _ in WITH_KEY} == {key: 403 for key, _ in WITH_KEY}


def test_a_key_of_the_other_kind_opens_no_route(stack: LocalStack, shop: Shop) -> None:
    for key, audience in WITH_KEY:
        stranger = shop.api if audience is Audience.OPERATOR else stack.operator
        problem_of(ask(stranger, key), 403, f"{audience}_key_required")


def test_each_kind_of_key_passes_its_own_routes(stack: LocalStack, shop: Shop) -> None:
    """By reading alone: else the two tests above would pass on an API that opens to nobody."""
    for key, audience in WITH_KEY:
        if key.startswith("GET "):
            own = stack.operator if audience is Audience.OPERATOR else shop.api
            assert ask(own, key).status_code in (200, 404), key
