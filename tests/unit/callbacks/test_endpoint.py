"""How an endpoint fares: ok, failing, disabled, and back; and as a table item."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.callbacks.endpoint import (
    DISABLE_AFTER,
    FAILURES_IN_A_ROW,
    KIND,
    PROBES,
    DisabledReason,
    Endpoint,
    Health,
    changed_update,
    disabled,
    drained,
    enabled,
    endpoint_from_item,
    failed,
    probing,
    read_endpoint,
    succeeded,
    timed_out,
)
from shared.rotation import Secret
from shared.table.keys import due_attributes
from shared.table.port import ConditionFailed
from tests.support.simulation.table import MemoryTable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEW = Endpoint(
    merchant_id="mer_1", url="https://shop.example/hooks", secrets=(Secret("s1", "whsec_AAAA", NOW),), created_at=NOW
)


def failing(times: int = FAILURES_IN_A_ROW, at: datetime = NOW) -> Endpoint:
    endpoint = NEW
    for _ in range(times):
        endpoint = failed(endpoint, at)
    return endpoint


def test_five_failures_in_a_row_and_no_fewer_are_failing() -> None:
    assert failing(FAILURES_IN_A_ROW - 1).health is Health.OK
    broken = failing()
    assert broken.health is Health.FAILING
    assert broken.failing_since == NOW
    assert broken.probe_at == NOW + PROBES[0]


def test_a_success_between_failures_begins_the_row_anew() -> None:
    endpoint = succeeded(failing(FAILURES_IN_A_ROW - 1), NOW)
    assert endpoint == NEW
    assert failed(endpoint, NOW + timedelta(days=1)).failing_since == NOW + timedelta(days=1)


def test_what_is_held_is_due_when_a_failing_one_takes_a_callback_and_only_then() -> None:
    assert succeeded(failing(), NOW).probe_at == NOW
    assert succeeded(failing(1), NOW).probe_at is None
    assert succeeded(NEW, NOW) is NEW
    assert drained(succeeded(failing(), NOW)).probe_at is None


def test_a_probe_of_a_failing_one_is_not_taken_for_something_held() -> None:
    assert drained(failing()).probe_at is not None


def test_probes_come_ever_later_and_in_the_end_hourly() -> None:
    endpoint, at, waits = failing(), NOW, []
    for _ in range(6):
        assert endpoint.probe_at is not None
        at = endpoint.probe_at
        endpoint = failed(probing(endpoint, at), at)
        assert endpoint.probe_at is not None
        waits.append(endpoint.probe_at - at)
    assert waits == [*PROBES[1:], PROBES[-1], PROBES[-1]]


def test_three_days_of_failures_disable_it_and_not_a_moment_less() -> None:
    just_before = failed(failing(), NOW + DISABLE_AFTER - timedelta(milliseconds=1))
    assert just_before.health is Health.FAILING
    off = failed(failing(), NOW + DISABLE_AFTER)
    assert (off.health, off.disabled_reason) == (Health.DISABLED, DisabledReason.FAILING_TOO_LONG)
    assert off.disabled_at == NOW + DISABLE_AFTER
    assert off.probe_at is None


def test_a_few_failures_far_apart_do_not_disable_it() -> None:
    assert failed(failing(1), NOW + 2 * DISABLE_AFTER).health is Health.OK


def test_nothing_but_the_merchants_word_wakes_a_disabled_one() -> None:
    off = disabled(NEW, NOW, DisabledReason.GONE)
    assert failed(off, NOW) is off
    assert succeeded(off, NOW) is off
    assert disabled(off, NOW + timedelta(days=1), DisabledReason.FAILING_TOO_LONG) is off
    on = enabled(off, NOW + timedelta(days=1))
    assert (on.health, on.disabled_reason, on.disabled_at, on.failures) == (Health.OK, None, None, 0)
    assert on.probe_at == on.enabled_at == NOW + timedelta(days=1)


def test_enabling_what_never_failed_changes_nothing() -> None:
    assert enabled(NEW, NOW) is NEW
    assert enabled(failing(), NOW).health is Health.OK


def test_a_slow_one_keeps_off_the_fast_lane_for_ten_minutes() -> None:
    slow = timed_out(NEW, NOW)
    assert slow.slow(NOW + timedelta(minutes=10) - timedelta(milliseconds=1))
    assert not slow.slow(NOW + timedelta(minutes=10))
    assert slow.failures == 0


def test_a_replaced_secret_signs_until_it_expires() -> None:
    old = Secret("s0", "whsec_BBBB", NOW, NOW + timedelta(hours=1))
    both = replace(NEW, secrets=(*NEW.secrets, old))
    assert both.live_secrets(NOW + timedelta(minutes=59)) == both.secrets
    assert both.live_secrets(NOW + timedelta(hours=1)) == NEW.secrets


def test_a_secret_is_not_in_what_python_shows_of_it() -> None:
    assert "whsec_AAAA" not in repr(NEW)


def test_types_that_were_not_chosen_are_not_wanted() -> None:
    assert NEW.wants("order.released")
    some = replace(NEW, types=("order.released",))
    assert some.wants("order.released")
    assert not some.wants("order.cancelled")


Step = Callable[[Endpoint, datetime], Endpoint]
STEPS: tuple[Step, ...] = (
    failed,
    succeeded,
    timed_out,
    enabled,
    lambda endpoint, now: disabled(endpoint, now, DisabledReason.GONE),
    lambda endpoint, _: drained(endpoint),
)


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 200_000)), max_size=40))
def test_whatever_happens_it_is_stored_as_it_is_and_its_state_is_whole(steps: list[tuple[Step, int]]) -> None:
    table, endpoint, at = MemoryTable(), NEW, NOW
    table.update(changed_update(None, endpoint))
    for step, seconds in steps:
        at += timedelta(seconds=seconds)
        before = read_endpoint(table, "mer_1")
        assert before is not None
        after = step(before, at)
        item = table.update(changed_update(before, after))
        assert endpoint_from_item(item) == replace(after, version=before.version + 1)
        assert (after.health is Health.FAILING) <= (after.probe_at is not None)
        assert (
            (after.health is Health.DISABLED) == (after.disabled_reason is not None) == (after.disabled_at is not None)
        )
        assert (after.failures > 0) >= (after.health is Health.FAILING)
        assert ("due_pk" in item) == (after.probe_at is not None)
        if after.probe_at is not None:
            assert item.items() >= due_attributes(KIND, "mer_1", after.probe_at).items()


def test_what_another_has_changed_or_made_anew_meanwhile_is_not_changed_by_an_older_reading() -> None:
    table = MemoryTable()
    first = endpoint_from_item(table.update(changed_update(None, NEW)))
    with pytest.raises(ConditionFailed):
        table.update(changed_update(None, NEW))
    table.update(changed_update(first, failed(first, NOW)))
    with pytest.raises(ConditionFailed):
        table.update(changed_update(first, failed(first, NOW)))
    anew = MemoryTable()
    anew.update(changed_update(None, replace(NEW, created_at=NOW + timedelta(days=1))))
    with pytest.raises(ConditionFailed):
        anew.update(changed_update(first, failed(first, NOW)))
