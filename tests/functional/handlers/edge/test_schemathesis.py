"""Requests by the OpenAPI document and against it, to every operation: real handlers, no stack.

Who looks for more runs it with ``ORDERPAY_FUZZ=200``.
"""

import os

import pytest

from infra_cdk.functions import FUNCTIONS
from tests.functional.handlers.edge.furnished import furnish
from tests.functional.handlers.told import Told
from tests.support.fuzzing import caller_of, explore, operations_of, schema_of
from tests.support.gateway import Gateway
from tests.support.world import AS_OPERATOR

EXAMPLES = int(os.environ.get("ORDERPAY_FUZZ", "6"))


@pytest.mark.parametrize("spec", [spec for spec in FUNCTIONS if spec.routes], ids=lambda spec: spec.name)
def test_every_answer_is_one_that_the_document_tells_of(told: Told, spec: object) -> None:
    shop = told.shop
    ids = furnish(shop)
    operations = operations_of(schema_of(Gateway({"merchant": shop.me, "operator": AS_OPERATOR})))
    keys = sorted(route.key for each in FUNCTIONS if each is spec for route in each.routes)
    for key in keys:
        statuses = explore(operations[key], key=key, bearer=caller_of(key), ids=ids, examples=EXAMPLES)
        assert statuses.total() >= 1
        assert not {status for status in statuses if status >= 500}
