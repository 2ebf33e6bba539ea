"""What others are told of an endpoint: that it was switched off and on, and nothing else of how it fares."""

from datetime import timedelta

import pytest

from shared.callbacks.endpoint import (
    DisabledReason,
    Endpoint,
    changed_update,
    disabled,
    enabled,
    endpoint_from_item,
    failed,
    succeeded,
)
from shared.errors import InvalidRequest
from shared.events.audience import MERCHANT_TYPES
from shared.events.catalog.table import CATALOG
from shared.events.envelope import DomainEvent
from shared.payments.outbox.events import events_of
from shared.runtime.target_wiring import check_target
from shared.table.port import Item
from tests.support.simulation.table import MemoryTable
from tests.unit.callbacks.test_endpoint import NEW, NOW


def told(*steps: Endpoint) -> list[list[DomainEvent]]:
    """The events of each change, from none to the first and so on."""
    table = MemoryTable()
    before: Endpoint | None = None
    old: Item | None = None
    found: list[list[DomainEvent]] = []
    for step in steps:
        item: Item = table.update(changed_update(before, step))
        found.append(events_of(old, item))
        old, before = dict(item), endpoint_from_item(item)
    return found


def test_switched_off_and_on_is_told_once_each() -> None:
    off = disabled(NEW, NOW, DisabledReason.GONE)
    later = NOW + timedelta(days=1)
    changes = told(NEW, failed(NEW, NOW), succeeded(failed(NEW, NOW), NOW), off, off, enabled(off, later), NEW)
    assert [[event.type for event in events] for events in changes] == [
        [],
        [],
        [],
        ["callback_endpoint.disabled"],
        [],
        ["callback_endpoint.enabled"],
        [],
    ]
    (first,), (second,) = changes[3], changes[5]
    assert first.data == {"url": NEW.url, "reason": "gone"}
    assert second.data == {"url": NEW.url}
    assert (first.subject_id, first.merchant_id) == ("mer_1", "mer_1")
    assert first.at < second.at


def test_a_failing_one_that_recovers_is_no_news() -> None:
    broken = NEW
    for _ in range(5):
        broken = failed(broken, NOW)
    assert told(NEW, broken, succeeded(broken, NOW), broken, enabled(broken, NOW)) == [[]] * 5


def test_both_are_told_to_merchants_and_described() -> None:
    for kind in ("callback_endpoint.disabled", "callback_endpoint.enabled"):
        assert kind in MERCHANT_TYPES
        assert f"{kind}.v1" in CATALOG


def test_what_a_deployment_lets_merchants_choose_is_asked_when_they_do() -> None:
    check_target("loopback", "http://127.0.0.1:8080/")
    with pytest.raises(InvalidRequest):
        check_target("public", "http://127.0.0.1:8080/")
    with pytest.raises(InvalidRequest):
        check_target("loopback", "https://8.8.8.8/")
