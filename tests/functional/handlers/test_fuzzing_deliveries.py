"""Whatever a shop, or somebody else, sends: an answer that is documented, and kept if it was signed."""

import base64
import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from functions.receive_shop_order.handler import lambda_handler as receive_shop_order
from shared.shops.delivery import Outcome, unpacked
from shared.shops.signing import signature
from shared.shops.systems import HEADERS, ShopSystem
from tests.functional.handlers.connected import answer_of, connect
from tests.functional.handlers.shop import Shop
from tests.support.fuzzing import SEED

EXAMPLES = int(os.environ.get("ORDERPAY_FUZZ", "60"))
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
"""Lone surrogates and control characters among it."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
BODIES = st.one_of(
    st.binary(max_size=500),
    ANY_TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.dictionaries(st.sampled_from(["id", "order_id", "total"]), JSON, max_size=3).map(repr).map(str.encode),
    st.fixed_dictionaries({"id": JSON}).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
)


@pytest.mark.parametrize("system", ShopSystem)
def test_any_headers_and_any_body_get_an_answer_of_ours(shop: Shop, system: ShopSystem) -> None:
    connected, names = connect(shop, system), HEADERS[system]
    told = [name for name in (names.topic, names.event, names.source, names.sent_at) if name]

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(body=BODIES, headers=st.dictionaries(st.sampled_from(told), st.none() | ANY_TEXT), signed=st.booleans())
    def send(body: bytes, headers: dict[str, str | None], signed: bool) -> None:
        before = {each.id for each in connected.deliveries()}
        given_signature = {} if signed else {names.signature: signature("nobody's", body)}
        answer = connected.deliver(body or b" ", headers=headers | given_signature)
        kept = [each for each in connected.deliveries() if each.id not in before]
        assert answer.status == (200 if signed and names.source not in headers else 401)
        assert len(kept) <= (1 if answer.status == 200 else 0)
        for each in kept:
            assert unpacked(each.body or "") == (body or b" ")
            assert each.outcome in (Outcome.RECEIVED, Outcome.REJECTED)
            assert (each.reason == "malformed_json") == (each.outcome is Outcome.REJECTED)

    send()


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(given_signature=ANY_TEXT, place=ANY_TEXT, text=ANY_TEXT, encoded=st.booleans())
def test_any_signature_at_any_place_is_refused(
    world: Any, given_signature: str, place: str, text: str, encoded: bool
) -> None:
    for system in ShopSystem:
        event = {
            "version": "2.0",
            "routeKey": f"POST /v1/shop-orders/{system}/{{connection_id}}",
            "rawQueryString": "",
            "headers": {HEADERS[system].signature: given_signature},
            "requestContext": {"requestId": "r-1"},
            "pathParameters": {"connection_id": place},
            "body": base64.b64encode(text.encode("utf-8", "replace")).decode() if encoded else text,
            "isBase64Encoded": encoded,
        }
        assert answer_of(receive_shop_order(event, None)).status == 401
    assert world.backing.items() == []
