"""Every POST that makes something holds to its idempotency key alike."""

import pytest

from tests.functional.handlers.edge.creations import CREATIONS, NEEDS_NO_KEY
from tests.functional.handlers.edge.routed import KEYS, call, endpoint_of
from tests.functional.handlers.shop import Shop
from tests.support.world import Json

EACH = pytest.mark.parametrize("key", sorted(CREATIONS))


def test_every_post_makes_something_under_a_key_or_says_why_it_needs_none() -> None:
    posts = {key for key in KEYS if key.startswith("POST ")}
    assert set(CREATIONS) | set(NEEDS_NO_KEY) == posts
    assert not set(CREATIONS) & set(NEEDS_NO_KEY)
    assert {key for key in KEYS if endpoint_of(key).creates} == set(CREATIONS)


def made(shop: Shop, key: str) -> set[str]:
    """The ids of what the route makes."""
    creation = CREATIONS[key]
    return {str(creation.identity(item)) for item in shop.world.items(creation.kind)}


def without_secrets(body: Json) -> Json:
    """A repeat leaves out the text of a key, or of a secret."""
    return {name: value for name, value in body.items() if name not in ("key", "secret")}


@EACH
def test_a_repeat_gets_what_the_first_made_and_another_body_is_refused(shop: Shop, key: str) -> None:
    creation = CREATIONS[key]
    path, body = creation.path(shop), creation.body(shop)
    before = made(shop, key)
    first = call(key, me=shop.me, path=path, body=body, idempotency_key="nightly run 7")
    assert first.status == 201, first.text
    again = call(key, me=shop.me, path=path, body=body, idempotency_key="nightly run 7")
    assert again.status == 201, again.text
    assert without_secrets(again.json) == without_secrets(first.json)
    assert len(made(shop, key) - before) == 1
    if creation.other is None:
        return
    refused = call(key, me=shop.me, path=path, body=creation.other(shop), idempotency_key="nightly run 7")
    assert (refused.status, refused.json["code"]) == (422, "idempotency_mismatch")
    assert len(made(shop, key) - before) == 1


@EACH
def test_a_key_belongs_to_its_caller(shop: Shop, key: str) -> None:
    other = Shop(shop.world, shop.world.merchant())
    creation = CREATIONS[key]
    before = made(shop, key)
    ids = [
        call(key, me=each.me, path=creation.path(each), body=creation.body(each), idempotency_key="k").json["id"]
        for each in (shop, other)
    ]
    if key != "POST /v1/merchants":  # The operator is one caller.
        assert len(set(ids)) == 2
        assert len(made(shop, key) - before) >= 2


@EACH
def test_a_key_that_is_none_is_400_and_makes_nothing(shop: Shop, key: str) -> None:
    creation = CREATIONS[key]
    path, body = creation.path(shop), creation.body(shop)
    before = made(shop, key)
    for idempotency_key in ("", "x" * 256, "one,two", "schlüssel"):
        refused = call(key, me=shop.me, path=path, body=body, idempotency_key=idempotency_key)
        assert (refused.status, refused.json["code"]) == (400, "invalid_idempotency_key")
    assert made(shop, key) == before
