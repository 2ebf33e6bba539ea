"""Every route with every kind of key: first the real authorizer, as API Gateway asks it, then the route's handler."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from contracts.operations.table import OPERATIONS
from functions.authorize_request.handler import lambda_handler as authorize_request
from infra_cdk.spec import Audience
from shared.ids import random_id
from shared.merchants.model import mint_key_text
from tests.functional.handlers.edge.routed import AUDIENCES, KEYS, call, endpoint_of
from tests.functional.handlers.edge.rules_of_access import rule_for, unruled
from tests.functional.handlers.edge.test_every_route import PATH
from tests.functional.handlers.shop import Shop
from tests.support.aws import OPERATOR_KEY
from tests.support.samples import sample
from tests.support.world import Json

MERCHANTS_KEYS = "/v1/merchants/{merchant_id}/api-keys"


def fresh_key(shop: Shop) -> Json:
    """A new key of the merchant."""
    return dict(call(f"POST {MERCHANTS_KEYS}", me=shop.me, path={"merchant_id": shop.id}, body={}).json)


def revoked(shop: Shop) -> str:
    """A key that was one."""
    made = fresh_key(shop)
    path = {"merchant_id": shop.id, "key_id": made["id"]}
    assert call(f"DELETE {MERCHANTS_KEYS}/{{key_id}}", me=shop.me, path=path).status == 204
    return str(made["key"])


def damaged(shop: Shop) -> str:
    """A standing key with another checksum."""
    key = str(fresh_key(shop)["key"])
    return key[:-1] + ("0" if key[-1] != "0" else "1")


def with_anothers_secret(shop: Shop) -> str:
    """The id of a standing key with a secret that is not its own; prefix and checksum are right."""
    return mint_key_text(str(fresh_key(shop)["id"]))[0]


@dataclass(frozen=True)
class Bearer:
    """A kind of key, and what it is to the authorizer: the audience that it opens, if any."""

    text: Callable[[Shop], str | None]
    opens: Audience | None = None
    scheme: str = "Bearer"


BEARERS = {
    "no key": Bearer(lambda _: None),
    "an empty key": Bearer(lambda _: ""),
    "an unknown key": Bearer(lambda _: mint_key_text(random_id("key"))[0]),
    "a damaged key": Bearer(damaged),
    "another key's secret": Bearer(with_anothers_secret),
    "a revoked key": Bearer(revoked),
    "another scheme": Bearer(lambda shop: str(fresh_key(shop)["key"]), scheme="Basic"),
    "the operator's key and more": Bearer(lambda _: OPERATOR_KEY + "x"),
    "a merchant's key": Bearer(lambda shop: str(fresh_key(shop)["key"]), Audience.MERCHANT),
    "another merchant's key": Bearer(
        lambda shop: str(fresh_key(Shop(shop.world, shop.world.merchant()))["key"]), Audience.MERCHANT
    ),
    "the operator's key": Bearer(lambda _: OPERATOR_KEY, Audience.OPERATOR),
}


def authorized(bearer: Bearer, shop: Shop) -> Json:
    """The authorizer's answer; API Gateway asks it with no identity where the header is missing."""
    text = bearer.text(shop)
    source = [] if text is None else [f"{bearer.scheme} {text}"]
    return dict(authorize_request(sample("authorize_request") | {"identitySource": source}, None))


def test_every_route_has_a_rule_and_the_table_keeps_it() -> None:
    assert unruled() == []


def test_a_route_that_nobody_wrote_a_rule_for_is_found() -> None:
    told = {"GET /v1/secrets": Audience.MERCHANT, "GET /v1/audits": Audience.MERCHANT, "GET /v1/orders": AUDIENCES[
        "GET /v1/orders"
    ]}  # fmt: skip
    assert unruled(told) == ["GET /v1/audits", "GET /v1/secrets"]
    assert rule_for("GET /v1/ordersandmore") is None


@pytest.mark.parametrize("kind", BEARERS)
def test_every_route_opens_to_its_own_kind_of_key_and_to_no_other(shop: Shop, kind: str) -> None:
    bearer = BEARERS[kind]
    granted = authorized(bearer, shop)
    assert granted["isAuthorized"] is (bearer.opens is not None)
    if not granted["isAuthorized"]:
        assert "context" not in granted, "API Gateway calls no function: 403, or 401 where there is no header"
        return
    assert granted["context"]["role"] == bearer.opens
    for key in KEYS:
        if AUDIENCES[key] is not Audience.PUBLIC:
            _check(shop, key, granted["context"], bearer.opens)


def _check(shop: Shop, key: str, context: Json, opens: Audience | None) -> None:
    body = OPERATIONS[key].body
    example = next(iter(body.examples.values())) if body and body.examples else None
    query = {"from": "2026-11-01"} if "from" in (endpoint_of(key).parameters or ()) else {}
    before = shop.world.backing.items()
    answer = call(key, context=context, me={}, path=PATH, query=query, body=example)
    refusal = (403, f"{AUDIENCES[key]}_key_required")
    if opens is not AUDIENCES[key]:
        assert (answer.status, answer.json["code"]) == refusal, key
        assert shop.world.backing.items() == before, key
    else:
        assert answer.status not in (401, 403), (key, answer.text)


def test_the_authorizer_says_whose_key_it_is(shop: Shop) -> None:
    other = Shop(shop.world, shop.world.merchant())
    for each in (shop, other):
        assert authorized(BEARERS["a merchant's key"], each)["context"]["merchant_id"] == each.id


@pytest.mark.parametrize("kind", ["a damaged key", "an empty key", "another scheme"])
def test_what_no_mint_of_ours_made_costs_no_read(shop: Shop, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    text = BEARERS[kind].text(shop)
    reads: list[object] = []
    table = shop.world.table
    monkeypatch.setattr(type(table), "get", lambda _, key, **__: reads.append(key))
    asked = Bearer(lambda _: text, scheme=BEARERS[kind].scheme)
    assert authorized(asked, shop) == {"isAuthorized": False}
    assert reads == []
