"""Requests by the OpenAPI document and against it, to every operation of the deployed stack, with both kinds of key.

The seed is fixed and the number bounded: who looks for more runs it with ``ORDERPAY_FUZZ=200``.
"""

import os

import pytest

from infra_cdk.functions import ROUTES
from infra_cdk.spec import Audience
from shared.ids import random_id
from tests.support.caller import Caller, body_of
from tests.support.connected_shop import connect
from tests.support.fuzzing import Ids, caller_of, explore, operations_of, schema_of
from tests.support.local_stack import LocalStack

EXAMPLES = int(os.environ.get("ORDERPAY_FUZZ", "12"))
KEYS = sorted(route.key for route, _ in ROUTES)
REMOVAL = "DELETE /v1/shop-connections/{connection_id}"
WITH_KEY = sorted(route.key for route, _ in ROUTES if route.audience is not Audience.PUBLIC)


@pytest.fixture(scope="module")
def target(stack: LocalStack) -> tuple[Caller, Ids]:
    """A merchant, and things of it by the name of a path's parameter."""
    shop = stack.new_shop()
    shop.consent()
    shop.top_up(10_000)
    paid = shop.await_paid(shop.place(amount=1_000)["id"])
    waiting, linked = shop.place(amount=90_000)["id"], shop.place(collect="none")["id"]
    link = shop.make_link(linked)
    invoices = f"/v1/merchants/{shop.id}/invoices"
    lines = [{"description": "Printing", "unit_amount": 4_500}]
    bills = [{"currency": "EUR", "lines": lines, "due_date": "2099-01-01", "send": send} for send in (True, False)]
    key = body_of(stack.operator.post(f"/v1/merchants/{shop.id}/api-keys", {}), 201)
    connected, spare = connect(shop, "shopify", collect="none"), connect(shop, "woocommerce")
    connected.tell(connected.sale())
    return shop.api, {
        "order_id": [paid["id"], waiting, linked],
        "payment_id": [paid["payments"][0]["id"]],
        "link_id": [link["id"]],
        "token": [link["url"].rsplit("/", 1)[1]],
        "invoice_id": [body_of(stack.operator.post(invoices, bill), 201)["id"] for bill in bills],
        "merchant_id": [shop.id],
        "key_id": [key["id"]],
        "currency": ["EUR", "JPY"],
        "connection_id": [connected.id],
        "delivery_id": [each["id"] for each in connected.await_decided(1)],
        REMOVAL: [spare.id],
    }


@pytest.mark.parametrize("key", KEYS)
def test_every_answer_is_one_that_the_document_tells_of(
    stack: LocalStack, target: tuple[Caller, Ids], key: str
) -> None:
    api, ids = target
    if key == REMOVAL:
        # What else is asked about a connection needs one that is there.
        ids = {**ids, "connection_id": ids[REMOVAL]}
    bearer = {"merchant": api.key, "operator": stack.operator.key, None: None}[caller_of(key)]
    operation = operations_of(schema_of())[key]
    statuses = explore(operation, key=key, bearer=bearer, ids=ids, examples=EXAMPLES, base_url=api.base_url)
    assert not {status for status in statuses if status >= 500}


@pytest.mark.parametrize("key", WITH_KEY)
def test_without_a_key_or_with_a_wrong_one_nothing_opens(stack: LocalStack, key: str) -> None:
    method, template = key.split(" ", 1)
    path = "/".join(random_id("ord") if part.startswith("{") else part for part in template.split("/"))
    assert stack.anyone.request(method, path).status_code == 401
    stranger = Caller(stack.http, stack.description.api_url, "opay_" + "0" * 40)
    assert stranger.request(method, path).status_code == 403
