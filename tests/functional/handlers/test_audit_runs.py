"""An audit that is cut off, killed or run twice at the same time comes to the same end, and counts nothing twice."""

import pytest

from functions.audit_books import handler
from shared.payments.audit import journal_stage, order_stage, run, settled_stage
from shared.payments.audit.run import Overtaken, run_audit
from shared.payments.audit.service import ask_for_audit
from shared.runtime.audit_wiring import audit_context
from shared.runtime.settings import read_settings
from shared.stripe_gateway import listing
from shared.stripe_gateway.client import AUDIT
from tests.functional.handlers.auditing import (
    DAY,
    ask,
    audit,
    balance_changed,
    change,
    line_altered,
    only,
    run_schedule,
)
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World

Outcome = tuple[Json, list[tuple[str, str]]]
"""What an audit looked at and what it found."""


@pytest.fixture
def spoiled(world: World, busy: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Something wrong in several stages that no audit mends, looked at in small steps."""
    run_schedule()
    line_altered(world)
    balance_changed(world)
    change(world, only(world, "order", amount=700), payment_status="pending")
    monkeypatch.setattr(journal_stage, "_PAGES", 2)
    for module in (order_stage, settled_stage, listing):
        monkeypatch.setattr(module, "_PAGE", 2)
    monkeypatch.setattr(run, "STEPS_TO_A_SAVE", 4)
    return busy


def outcome(world: World, audit_id: str) -> Outcome:
    """Of an audit that has come to its end."""
    shown = audit(world, audit_id)
    assert shown["state"] == "done"
    found = sorted((each["type"], each["subject"]) for each in shown["data"])
    assert shown["discrepancies"] == len(found)
    return shown["checked"], found


def test_a_crash_anywhere_changes_neither_counts_nor_findings(
    world: World, spoiled: Shop, interruptions: Interruptions
) -> None:
    expected = outcome(world, ask(whole=True)["id"])
    assert [kind for kind, _ in expected[1]] == ["balance_differs", "page_altered", "pending_without_payment"]
    known = {item["id"] for item in world.items("audit")}
    changes, died = 1, True
    while died:
        died = interruptions.kills(lambda: ask(whole=True), after=changes)
        (begun,) = {item["id"] for item in world.items("audit")} - known
        known.add(begun)
        run_schedule()
        assert outcome(world, begun) == expected, f"died after {interruptions.calls}"
        changes += 1
    assert changes > 8


def test_a_run_without_time_makes_one_step_and_the_next_goes_on(
    world: World, spoiled: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = outcome(world, ask(whole=True)["id"])
    monkeypatch.setattr(handler, "SECONDS", 0)
    asked = ask(whole=True)
    assert (asked["state"], asked["finished_at"]) == ("running", None)
    runs = 0
    while audit(world, asked["id"])["state"] == "running":
        run_schedule()
        runs += 1
    assert runs > 10
    assert outcome(world, asked["id"]) == expected


def test_of_two_runs_at_the_same_time_one_stops(world: World, spoiled: Shop) -> None:
    expected = outcome(world, ask(whole=True)["id"])
    worlds = audit_context(read_settings(handler.Settings), AUDIT)
    begun = ask_for_audit(world.table, DAY, world.clock.now(), whole=True)
    late = world.clock.now().replace(hour=23)
    finished = run_audit(worlds, begun, late, lambda _: None)
    assert finished.state == "done"
    with pytest.raises(Overtaken):
        run_audit(worlds, begun, late, lambda _: None)
    assert outcome(world, begun.id) == expected


def test_a_provider_that_fails_in_the_middle_costs_nothing(world: World, spoiled: Shop) -> None:
    expected = outcome(world, ask(whole=True)["id"])
    world.faults(calls=[{"kind": "fail", "path": "/v1/payment_intents/*", "status": 500, "count": 4}])
    asked = ask(whole=True)
    assert asked["state"] == "running"
    run_schedule()
    run_schedule()
    assert outcome(world, asked["id"]) == expected


def test_a_crash_while_it_mends_mends_once(world: World, interruptions: Interruptions) -> None:
    changes, died = 1, True
    while died:
        world.start_over()
        shop = Shop(world, world.merchant())
        order = shop.order(4_000, collect="link")
        world.pay(shop.checkout(shop.link(order)))
        died = interruptions.kills(ask, after=changes)
        run_schedule()
        asked = only(world, "audit", asked=True)["id"]
        checked, found = outcome(world, asked)
        assert (checked["charges"], [kind for kind, _ in found]) == (1, ["money_without_record"])
        assert audit(world, asked)["data"][0]["action"]["outcome"] == "checkout_paid"
        assert shop.read(order)["payment_status"] == "paid"
        changes += 1
    assert changes > 4


def test_metrics_tell_of_the_days_own_audits_apart(
    world: World, spoiled: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Json] = []
    monkeypatch.setattr(handler, "emit_counts", lambda counts, **_: told.append(dict(counts)))
    ask(whole=True)
    world.pass_time(hours=24)
    run_schedule()
    assert told == [
        {"AuditDiscrepancies": 3, "AuditsFinished": 0}, {"AuditDiscrepancies": 3, "AuditsFinished": 1}
    ]  # fmt: skip
