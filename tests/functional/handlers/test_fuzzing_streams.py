"""Whatever the table's stream tells: bad records lie aside with their reason, good ones are told."""

import copy
import importlib
import json
import os
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from infra_cdk.functions import FUNCTIONS
from infra_cdk.spec import StreamTrigger
from shared.table.marshal import to_wire
from tests.support.aws import empty_bucket, empty_queues, objects
from tests.support.fuzzing import SEED
from tests.support.kept_items import of_today
from tests.support.mutations import JUNK, WIRE_JUNK, mutated
from tests.support.samples import sample
from tests.support.world import Json, World

EXAMPLES = int(os.environ.get("ORDERPAY_FUZZ", "25"))
READERS: Final = {
    each.name: (*each.trigger.kinds, *(kind for kind, *_ in each.trigger.besides))
    for each in FUNCTIONS
    if isinstance(each.trigger, StreamTrigger)
}
"""Kinds of items whose changes a function is told, by its name."""
TOLD: Final = {
    "relay_events": lambda world, order_id: any(
        order_id in [row[0] for row in asked["orders"]] for asked in world.waiting_debits() if "orders" in asked
    ),
    "record_timeline": lambda world, order_id: any(each["pk"] == order_id for each in world.items("timeline")),
}
"""How to see that a good record was told."""


@st.composite
def _broken(draw: st.DrawFn, record: Json) -> Any:
    """A record whose images, or all of which, no writer of today would leave."""
    broken = copy.deepcopy(record)
    if draw(st.integers(0, 3)) == 0:
        return draw(mutated(broken, JUNK))
    for image in draw(st.sets(st.sampled_from(sorted({"OldImage", "NewImage"} & set(record["dynamodb"]))), min_size=1)):
        wire = broken["dynamodb"][image]
        for name in draw(st.lists(st.sampled_from(sorted(wire)), min_size=1, max_size=3)):
            if draw(st.booleans()):
                wire[name] = draw(st.sampled_from(WIRE_JUNK))
            else:
                wire.pop(name, None)
    return broken


def _changes(kind: str) -> list[Json]:
    """Each kept item as new, as one that became another, and as gone."""
    items = [to_wire(item) for item in of_today(kind)]
    images = [{"NewImage": new} for new in items]
    images += [{"OldImage": old, "NewImage": new} for old in items for new in items if old is not new]
    images += [{"OldImage": items[0]}]
    (record,) = sample("relay_events")["Records"]
    rest = {name: value for name, value in record["dynamodb"].items() if name != "NewImage"}
    return [record | {"dynamodb": rest | each} for each in images]


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in READERS.items() for kind in kinds])
def test_a_bad_record_blocks_nobody(world: World, monkeypatch: pytest.MonkeyPatch, name: str, kind: str) -> None:
    # An event told of a broken item may not be as its model says; what counts here is who else is told.
    monkeypatch.setattr("tests.support.light_aws.check_entries", lambda _: None)
    handler = importlib.import_module(f"functions.{name}.handler").lambda_handler
    (good,) = sample(name)["Records"]
    order_id = good["dynamodb"]["NewImage"]["id"]["S"]

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(bad=st.sampled_from(_changes(kind)).flatmap(_broken), first=st.booleans())
    def tell(bad: Any, first: bool) -> None:
        empty_queues()
        world.backing.clear()
        records = [bad, good] if first else [good, bad]
        assert handler({"Records": records}, None) is None
        assert TOLD[name](world, order_id), bad
        for content in objects().values():
            assert set(json.loads(content)) == {"reason", "record"}
        empty_bucket()

    tell()


def test_every_reader_of_a_stream_is_fuzzed() -> None:
    assert set(READERS) == set(TOLD)


@pytest.mark.parametrize(
    ("name", "kind", "attribute", "wire"),
    [
        ("relay_events", "link", "document", {"S": "ready"}),
        ("relay_events", "order", "merchant_id", {"N": "5"}),
        ("record_timeline", "order", "created_at", {"M": "x"}),
    ],
)
def test_what_reading_stumbles_over_lies_aside_with_its_reason(
    world: World, name: str, kind: str, attribute: str, wire: Json
) -> None:
    record = _changes(kind)[0]
    record["dynamodb"]["NewImage"][attribute] = wire
    assert importlib.import_module(f"functions.{name}.handler").lambda_handler({"Records": [record]}, None) is None
    (content,) = objects().values()
    assert json.loads(content)["record"] == json.loads(json.dumps(record))
