"""Another merchant's things, and things that nobody has, get the very same answer on every route that names one."""

import json
import re
from typing import Any

import pytest

from contracts.operations.table import OPERATIONS
from infra_cdk.spec import Audience
from shared.ids import random_id
from tests.functional.handlers.edge.furnished import furnish
from tests.functional.handlers.edge.routed import AUDIENCES, KEYS, call, endpoint_of
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told
from tests.support.world import Answer, Json

KINDS = {
    "order_id": "ord", "link_id": "lnk", "invoice_id": "inv", "payment_id": "pay", "merchant_id": "mer",
    "key_id": "key", "audit_id": "aud", "method_id": "pm", "notification_id": "ntc", "export_id": "exp",
    "shop_id": "mer", "connection_id": "shp", "delivery_id": "shd",
}  # fmt: skip
"""Parameters whose ids are of our shape, and the prefix of each."""
FOREIGN = {"payout_id": "po_", "callback_id": "cb_ord_"}
"""Parameters whose ids another names, or that hold another's id."""
NO_ID = {"currency": "every merchant has its own wallet of each currency"}
NOBODYS = 3


def parameters(key: str) -> list[str]:
    """The ids in a route's path."""
    return [name for name in re.findall(r"{(\w+)}", key) if name not in NO_ID]


OWNED = [key for key in KEYS if AUDIENCES[key] is Audience.MERCHANT and parameters(key)]
NESTED = [key for key in KEYS if AUDIENCES[key] is Audience.OPERATOR and len(parameters(key)) > 1]
"""The operator's routes that name a merchant, and a thing that has to be its."""


def nobodys(name: str) -> str:
    """An id of the right shape that nothing has."""
    if name in KINDS:
        return random_id(KINDS[name])
    return FOREIGN[name] + random_id("ord").removeprefix("ord_") + (".1" if name == "callback_id" else "")


def example_of(key: str) -> Any:
    """A body that the route would take."""
    body = OPERATIONS[key].body
    return max(body.examples.values(), key=len) if body and body.examples else None


def ask(key: str, me: Json, path: dict[str, str]) -> Answer:
    """One request of whom ``me`` says, with everything in order but the id."""
    query = {"from": "2026-11-01"} if "from" in (endpoint_of(key).parameters or ()) else {}
    return call(key, me=me, path={"currency": "EUR"} | path, query=query, body=example_of(key))


def same(one: Answer, other: Answer) -> bool:
    """Byte for byte, whatever the headers say too."""
    return (one.status, one.text, dict(one.headers)) == (other.status, other.text, dict(other.headers))


def test_every_id_in_a_path_has_its_fixture() -> None:
    named = {name for key in KEYS for name in parameters(key) if AUDIENCES[key] is not Audience.PUBLIC}
    assert named - set(KINDS) - set(FOREIGN) == set(), "a new id wants an entry above, and one in furnished.py"


@pytest.fixture
def ids(told: Told) -> dict[str, list[str]]:
    """Things of the first merchant."""
    found = furnish(told.shop)
    return found | {"shop_id": [told.shop.id]}


def test_anothers_thing_is_answered_as_one_that_nobody_has(told: Told, ids: dict[str, list[str]]) -> None:
    shop = told.shop
    other = Shop(shop.world, shop.world.merchant())
    before = shop.world.backing.items()
    for key in OWNED:
        names = parameters(key)
        expected = ask(key, other.me, {name: nobodys(name) for name in names})
        assert (expected.status, expected.json["code"]) == (404, "not_found"), (key, expected.text)
        for number in range(max(len(ids[name]) for name in names)):
            theirs = ask(key, other.me, {name: ids[name][number % len(ids[name])] for name in names})
            assert same(theirs, expected), (key, theirs.text, expected.text)
        for _ in range(NOBODYS):
            assert same(ask(key, other.me, {name: nobodys(name) for name in names}), expected), key
    assert shop.world.backing.items() == before


def test_the_owner_gets_another_answer(told: Told, ids: dict[str, list[str]]) -> None:
    """Else the test above would pass on routes that answer nobody."""
    for key in OWNED:
        if key.startswith("GET "):
            statuses = {ask(key, told.shop.me, dict(_firsts(key, ids))).status}
            assert statuses <= {200, 302, 404, 409}
            assert statuses & {200, 302}, key


def _firsts(key: str, ids: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, ids[name][0]) for name in parameters(key)]


def test_under_one_merchant_the_operator_finds_nothing_of_another(told: Told, ids: dict[str, list[str]]) -> None:
    other = Shop(told.shop.world, told.shop.world.merchant())
    for key in NESTED:
        (inner,) = [name for name in parameters(key) if name != "merchant_id"]
        expected = ask(key, {}, {"merchant_id": other.id, inner: nobodys(inner)})
        assert expected.status == 404, (key, expected.text)
        for one in ids[inner]:
            assert same(ask(key, {}, {"merchant_id": other.id, inner: one}), expected), (key, one)


def test_a_connection_of_ones_own_opens_no_delivery_of_another(told: Told, ids: dict[str, list[str]]) -> None:
    """Two ids of which one is right."""
    shop = told.shop
    for key in OWNED:
        if len(parameters(key)) > 1:
            expected = ask(key, shop.me, {**dict(_firsts(key, ids)), "delivery_id": nobodys("delivery_id")})
            assert expected.status == 404
            strange = ask(key, shop.me, {**dict(_firsts(key, ids)), "connection_id": nobodys("connection_id")})
            assert strange.status == 404, (key, json.loads(strange.text))
