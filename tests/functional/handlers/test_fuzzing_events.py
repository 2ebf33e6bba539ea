"""Whatever an event of the provider says: it is handled, ignored or failed, and the books stay as they are."""

import copy
import json
import os
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from functions.process_webhook.handler import lambda_handler as process_webhook
from shared.payments.settling.webhooks import _LOOKS
from tests.functional.handlers.books import audit
from tests.functional.handlers.shop import Shop
from tests.support.fuzzing import SEED
from tests.support.mutations import mutated
from tests.support.samples import sample
from tests.support.world import Json, World

EXAMPLES = int(os.environ.get("ORDERPAY_FUZZ", "12"))
BOOKS: Final = ("order", "payment", "wallet", "page", "surplus", "return", "invoice", "adjustment")
TYPES: Final = sorted(kind + "updated" if kind.endswith(".") else kind for kinds in _LOOKS for kind in kinds)
"""One of each kind that we act on."""


def _books(world: World) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for kind in BOOKS for item in world.items(kind))


@st.composite
def _broken(draw: st.DrawFn, events: list[Json], kind: str) -> Any:
    """A told event, under this type, of which parts are broken: of its object, or of anything."""
    event = copy.deepcopy(draw(st.sampled_from(events))) | {"type": kind}
    if draw(st.integers(0, 3)) == 0:
        return draw(mutated(event))
    event["data"]["object"] = draw(mutated(event["data"]["object"]))
    return event


@pytest.mark.parametrize("kind", TYPES)
def test_a_broken_event_moves_no_money(busy: Shop, kind: str) -> None:
    world, (record,) = busy.world, sample("process_webhook")["Records"]
    before = _books(world)

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(event=_broken(world.stripe_events(), kind))
    def tell(event: Any) -> None:
        failed = process_webhook({"Records": [record | {"body": json.dumps(event)}]}, None)["batchItemFailures"]
        assert {each["itemIdentifier"] for each in failed} <= {record["messageId"]}
        assert _books(world) == before, event

    tell()
    audit(world)
