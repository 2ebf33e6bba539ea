"""The catalog of events: each described, in the words of the product, and what is not described is found."""

import json
from typing import Any, get_args

import pytest

from contracts.event_page import event_page
from contracts.event_rule import PATTERN, TEMPLATE
from contracts.event_schemas import event_schemas
from infra_cdk.components import event_bus
from shared.events.audience import MERCHANT_TYPES
from shared.events.catalog.event_model import Audience, Means, PaymentStatus
from shared.events.catalog.invoices import InvoiceFacts
from shared.events.catalog.orders import OrderQueuedData
from shared.events.catalog.payments import ReturnData
from shared.events.catalog.table import CATALOG, example_of, type_of
from shared.events.envelope import SOURCE, DomainEvent
from shared.ids import is_id
from shared.invoices.model import InvoiceKind
from shared.orders import model as orders
from shared.payments import model as payments
from shared.payments.returns.model import Origin
from tests.support.published import UndescribedEvent, check_entries, check_event

Json = dict[str, Any]


def test_the_hot_path_knows_whom_the_catalog_tells() -> None:
    told = {type_of(model) for model in CATALOG.values() if model.audience is Audience.MERCHANT}
    assert told == MERCHANT_TYPES


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_an_event_is_what_the_envelope_makes(name: str) -> None:
    example = example_of(CATALOG[name])
    given = {field: example[field] for field in ("type", "merchant_id", "at", "data", "version")}
    made = DomainEvent(subject_id="ord_1", **given).detail()
    check_event(SOURCE, example["type"], made)
    assert made.keys() == example.keys()
    assert all(is_id(each.partition("_")[0], each) for each in (example["id"], example["merchant_id"]))


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (OrderQueuedData.model_fields["unpaid_reason"].annotation, orders.UnpaidReason),
        (PaymentStatus, orders.PaymentStatus),
        (Means, payments.Means),
        (InvoiceFacts.model_fields["invoice_kind"].annotation, InvoiceKind),
        (ReturnData.model_fields["origin"].annotation, Origin),
    ],
)
def test_closed_sets_of_words_are_the_products(field: Any, words: Any) -> None:
    assert set(get_args(field)) == {str(word) for word in words}


def changed(**changes: Any) -> Json:
    """The example of ``order.released`` with other fields in its ``data``."""
    example = example_of(CATALOG["order.released.v1"])
    data = example["data"] | changes
    return example | {"data": {name: value for name, value in data.items() if value != "left out"}}


@pytest.mark.parametrize(
    "detail",
    [
        changed(amount="2550"),
        changed(amount=25.5),
        changed(paid_by="left out"),
        changed(paid_by=None),
        changed(released_at="2026-11-22T03:12:42Z"),
        changed(currency="EURO"),
        changed(paid_means="cash"),
        changed(more="than is described"),
        changed() | {"version": 2},
        changed() | {"type": "order.forgotten"},
        changed() | {"id": "evt_1"},
    ],
)
def test_what_is_not_described_is_found(detail: Json) -> None:
    with pytest.raises(UndescribedEvent):
        check_entries([{"Source": SOURCE, "DetailType": detail["type"], "Detail": json.dumps(detail)}])


@pytest.mark.parametrize(("source", "kind"), [("orderpay", "order.queued"), ("another", "order.released")])
def test_an_event_under_another_name_is_found(source: str, kind: str) -> None:
    with pytest.raises(UndescribedEvent):
        check_event(source, kind, changed())


def test_schemas_let_readers_live_with_more_fields_and_never_promise_a_null() -> None:
    text = json.dumps(event_schemas())
    assert 'additionalProperties": false' not in text
    assert "null" not in text.replace('"string"}, {"type": "integer"}, {"type": "null"', "")


def test_the_ready_rule_matches_what_is_published() -> None:
    example = example_of(CATALOG["order.released.v1"])
    event = {"source": SOURCE, "detail-type": example["type"], "detail": example}
    assert matches(PATTERN, event)
    assert not matches(PATTERN, event | {"detail-type": "order.queued"})
    for other in (2, "1", True, None):
        assert not matches(PATTERN, event | {"detail": example | {"version": other}})
    assert (PATTERN["source"], PATTERN["detail-type"]) == ([event_bus.EVENT_SOURCE], event_bus.RELEASED)
    assert TEMPLATE["Resources"]["Released"]["Properties"]["EventPattern"] == PATTERN


def matches(pattern: Any, event: Any) -> bool:
    """As EventBridge compares exact values: of the same kind, and of an array in the event any that is in it.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
    """
    if isinstance(pattern, list):
        given = [json.dumps(each) for each in (event if isinstance(event, list) else [event])]
        return any(json.dumps(each) in given for each in pattern)
    return isinstance(event, dict) and all(
        name in event and matches(wanted, event[name]) for name, wanted in pattern.items()
    )


def test_the_page_tells_of_every_event_with_its_fields() -> None:
    page = event_page()
    for name, model in CATALOG.items():
        section = page.partition(f"## `{type_of(model)}` version")[2].partition("\n## ")[0]
        assert f"events/schemas/{name}.json" in section
        assert all(f"`{field}`" in section for field in model.example)
