"""Every body has an end, by what reads it; a new route that takes a body wants a bound."""

import pytest

from contracts.operations.table import OPERATIONS
from infra_cdk.spec import Audience
from shared.merchants.logos.model import MAX_BYTES
from shared.runtime.bodies import MAX_BODY
from shared.shops.receiving import MOST_BYTES
from tests.functional.handlers.edge.routed import AUDIENCES, KEYS, call
from tests.functional.handlers.edge.test_every_route import PATH
from tests.functional.handlers.shop import Shop

OWN = {
    "PUT /v1/logo": MAX_BYTES,
    "POST /v1/shop-orders/shopify/{connection_id}": MOST_BYTES,
    "POST /v1/shop-orders/woocommerce/{connection_id}": MOST_BYTES,
}
"""Bodies that are bounded otherwise than by the reader of JSON."""
UNBOUNDED = {"POST /v1/webhooks/stripe": "refused by its signature first; Lambda is called with 6 MB at most"}
WRITING = [key for key in KEYS if key.split(" ")[0] in ("POST", "PUT", "PATCH", "DELETE")]
READ = [key for key in WRITING if OPERATIONS[key].body is not None]


@pytest.mark.parametrize("key", READ)
def test_a_body_beyond_its_bound_is_refused_as_too_large(shop: Shop, key: str) -> None:
    before = shop.world.backing.items()
    bound = OWN.get(key, MAX_BODY)
    answer = call(key, me=shop.me, path=PATH | {"merchant_id": shop.id}, raw=b" " * (bound + 1))
    assert answer.status == (400 if key in UNBOUNDED else 413), (key, answer.text)
    assert shop.world.backing.items() == before


@pytest.mark.parametrize("key", [key for key in WRITING if key not in READ])
def test_a_body_that_nobody_asked_for_is_not_read(shop: Shop, key: str) -> None:
    told = [call(key, me=shop.me, path=PATH, raw=raw) for raw in (None, b"{" * MAX_BODY * 2)]
    assert told[0].status == told[1].status < 500


def test_only_routes_without_a_key_have_bounds_above_the_usual() -> None:
    larger = {key for key, bound in OWN.items() if bound > MAX_BODY}
    assert {AUDIENCES[key] for key in larger | set(UNBOUNDED)} == {Audience.PUBLIC}
