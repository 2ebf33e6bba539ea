"""Every route takes what it says it takes, and every answer says whose it is."""

import pytest

from contracts.operations.table import OPERATIONS
from infra_cdk.functions import FUNCTIONS, ROUTES
from infra_cdk.spec import Audience
from tests.functional.handlers.edge.routed import AUDIENCES, KEYS, call, endpoint_of, handler_of
from tests.functional.handlers.shop import Shop

WITH_KEY = [key for key in KEYS if AUDIENCES[key] is not Audience.PUBLIC]
PATH = {
    "order_id": "ord_" + "0" * 26, "link_id": "lnk_" + "0" * 26, "invoice_id": "inv_" + "0" * 26,
    "payment_id": "pay_" + "0" * 26, "merchant_id": "mer_" + "0" * 26, "key_id": "key_" + "0" * 26,
    "audit_id": "aud_" + "0" * 26, "method_id": "pm_" + "0" * 26, "notification_id": "ntc_" + "0" * 26,
    "currency": "EUR", "token": "nobodys", "digest": "0" * 64, "callback_id": "cb_ord_1.1",
    "export_id": "exp_" + "0" * 26, "payout_id": "po_" + "0" * 26, "shop_id": "mer_" + "0" * 26,
    "connection_id": "shp_" + "0" * 26, "delivery_id": "shd_" + "0" * 26,
}  # fmt: skip


@pytest.mark.parametrize("spec", [spec for spec in FUNCTIONS if spec.routes], ids=lambda spec: spec.name)
def test_a_function_answers_the_routes_of_the_table_and_no_other(spec: object) -> None:
    keys = {route.key for route, owner in ROUTES if owner is spec}
    assert set(handler_of(min(keys)).endpoints) == keys


@pytest.mark.parametrize("key", KEYS)
def test_only_what_needs_no_key_bears_a_query_that_nobody_wrote_for_it(key: str) -> None:
    assert (endpoint_of(key).parameters is None) == (AUDIENCES[key] is Audience.PUBLIC)


@pytest.mark.parametrize("key", WITH_KEY)
def test_a_parameter_that_nobody_takes_is_named_and_nothing_happens(shop: Shop, key: str) -> None:
    before = shop.world.backing.items()
    refused = call(key, me=shop.me, path=PATH, query={"limitt": "1"}, body={})
    assert refused.status == 422, refused.text
    assert [(error["field"], error["code"]) for error in refused.json["errors"]] == [("limitt", "unknown_parameter")]
    assert shop.world.backing.items() == before


@pytest.mark.parametrize("key", WITH_KEY)
def test_a_key_of_the_other_kind_opens_nothing(shop: Shop, key: str) -> None:
    body = OPERATIONS[key].body
    example = next(iter(body.examples.values())) if body and body.examples else None
    path, before = PATH | {"merchant_id": shop.id, "shop_id": shop.id}, shop.world.backing.items()
    query = {"from": "2026-11-01"} if "from" in (endpoint_of(key).parameters or ()) else {}
    refused = call(key, me=shop.me, path=path, query=query, body=example, strange=True)
    assert (refused.status, refused.json["code"]) == (403, f"{AUDIENCES[key]}_key_required"), refused.text
    assert shop.world.backing.items() == before


@pytest.mark.parametrize("key", WITH_KEY)
def test_a_parameter_comes_once(shop: Shop, key: str) -> None:
    for name in sorted(endpoint_of(key).parameters or ()):
        refused = call(key, me=shop.me, path=PATH, query={name: ["1", "1"]})
        assert [error["code"] for error in refused.json["errors"]] == ["repeated_parameter"]
        refused = call(key, me=shop.me, path=PATH, query={name: ""})
        assert [error["code"] for error in refused.json["errors"]] == ["empty_parameter"]


@pytest.mark.parametrize("key", KEYS)
def test_every_answer_carries_the_id_of_its_request(shop: Shop, key: str) -> None:
    assert call(key, me=shop.me, path=PATH, body={}).headers["request-id"] == f"r-{key}"
