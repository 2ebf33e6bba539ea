"""No bytes and no path make a route fail: each is answered as the mistake that it is."""

import json

import pytest

from contracts.operations.table import OPERATIONS
from infra_cdk.spec import Audience
from tests.functional.handlers.edge.routed import AUDIENCES, KEYS, call
from tests.functional.handlers.edge.test_every_route import PATH
from tests.functional.handlers.shop import Shop

WITH_BODY = [
    key for key in KEYS if key.split(" ")[0] in ("POST", "PUT", "PATCH") and AUDIENCES[key] is not Audience.PUBLIC
]
WITH_PATH = [key for key in KEYS if "{" in key]
BODIES = {
    "no UTF-8": b"\xff\xfe{}",
    "half of a pair": b'{"reason": "\\ud800", "name": "\\udfff", "source": "\\ud800"}',
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "no number": b'{"amount": NaN, "limit": Infinity}',
    "a huge number": b'{"amount": ' + b"9" * 5_000 + b"}",
    "a huge power": b'{"amount": 1e999999}',
    "very deep": b"[" * 50_000,
    "very deep within": b'{"metadata": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
    "twice the same": b'{"amount": 1, "amount": 2, "x": 1}',
    "cut off": b'{"amount": 12',
    "more than one": b"{}{}",
    "a null character": b'{"name": "a\\u0000b", "reason": "\\u0000", "source": "\\u0000"}',
    "nothing that we know": json.dumps({"x" * 3_000: "y" * 3_000}).encode(),
    "too much": b" " * 300_000,
}
PLACES = ("x" * 3_000, "\u0000", "ord_", "é" * 700, "..", "#", "mer_" + "A" * 26, "ord_" + "0" * 27, " ")


@pytest.mark.parametrize("key", WITH_BODY)
def test_a_body_that_is_none_is_refused(shop: Shop, key: str) -> None:
    for name, raw in BODIES.items():
        answer = call(key, me=shop.me, path=PATH, raw=raw)
        assert 400 <= answer.status < 500, (name, answer.status, answer.text)


@pytest.mark.parametrize(
    "key", [key for key in WITH_BODY if (body := OPERATIONS[key].body) and any(body.examples.values())]
)
def test_a_field_comes_once(shop: Shop, key: str) -> None:
    """What stands before us, or behind, may take the other of the two."""
    body = OPERATIONS[key].body
    example = max(body.examples.values(), key=len) if body else {}
    name, value = next(iter(example.items()))
    raw = json.dumps(example)[:-1] + f", {json.dumps(name)}: {json.dumps(value)}}}"
    before = shop.world.backing.items()
    refused = call(key, me=shop.me, path=PATH, raw=raw.encode())
    assert (refused.status, refused.json["code"]) == (422, "invalid_request"), refused.text
    assert [(error["field"], error["code"]) for error in refused.json["errors"]] == [(name, "repeated_field")]
    assert shop.world.backing.items() == before


@pytest.mark.parametrize("key", WITH_PATH)
def test_a_place_that_is_none_is_answered_as_one_where_nothing_is(shop: Shop, key: str) -> None:
    for place in PLACES:
        path = {name: place if f"{{{name}}}" in key else value for name, value in PATH.items()}
        answer = call(key, me=shop.me, path=path)
        assert 400 <= answer.status < 500, (place[:20], answer.status, answer.text)
