"""A hot merchant beside quiet ones, in virtual time on the real functions; each run audits its books at its end."""

from functools import cache

import pytest

from bench.hot_keys.simulation.audit import audit
from bench.hot_keys.simulation.broken import Broken
from bench.hot_keys.simulation.limited_table import DEPTH_SECONDS
from bench.hot_keys.simulation.outcome import Outcome, outcome
from bench.hot_keys.simulation.run import Plan, Run
from bench.hot_keys.simulation.timing import Timing
from shared.orders import places
from shared.table.keys import order_key

CEILING = 5_000
GATEWAY = 5_000.0


@cache
def played(rate: float, seconds: float) -> Run:
    run = Run(Plan(rate, seconds, 2 * GATEWAY, timing=Timing.quick()))
    run.play()
    return run


def at_most(ceiling: float, seconds: float) -> float:
    """Orders a second that the shards take in so short a run: their buckets are full at its beginning."""
    return ceiling * (seconds + DEPTH_SECONDS) / seconds


def below() -> Outcome:
    return outcome(played(4_000, 0.4))


def above() -> Outcome:
    return outcome(played(8_000, 0.6))


def test_below_the_ceiling_what_is_offered_is_taken_and_paid() -> None:
    here = below()

    assert here.taken == pytest.approx(here.offered, rel=0.02)
    assert here.paid == pytest.approx(here.offered, rel=0.1)
    assert not here.throttled
    assert here.refused_share == 0


def test_above_the_ceiling_the_list_shards_refuse_and_the_rest_is_paid_later() -> None:
    here = above()

    assert here.throttled["list index, shard of orders"] > 0
    assert here.paid <= at_most(CEILING, 0.6) < here.offered
    assert here.backlog > 0
    assert 0 < here.rest_after < 60


@pytest.mark.parametrize("load", [below, above])
def test_quiet_merchants_feel_nothing(load: object) -> None:
    here = below() if load is below else above()

    assert here.quiet_sent > 5
    assert here.quiet_refused == 0
    assert here.quiet_taken_within < 0.05
    assert here.quiet_paid_within < 0.5


def test_beyond_the_gateways_rate_clients_come_back_until_they_are_taken() -> None:
    run = Run(Plan(2_000, 0.5, 200.0, timing=Timing.quick()))

    run.play()

    assert outcome(run).refused[429] > 0
    assert all(order.taken_at is not None for order in run.front.sent)


def test_with_one_shard_the_same_load_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "ORDER_SHARDS", 1)
    run = Run(Plan(2_000, 0.5, GATEWAY, timing=Timing.quick()))

    run.play()

    here = outcome(run)
    assert here.throttled["list index, shard of orders"] > 0
    assert here.paid <= at_most(1_000, 0.5) < 2_000


def test_the_audit_misses_nothing() -> None:
    run = Run(Plan(50, 0.5, GATEWAY, timing=Timing.quick()))
    run.play()
    first = run.front.sent[0].order_id
    page = next(key for key, item in run.memory.items.items() if item.get("kind") == "page")

    for key, changes in (
        (order_key(first), {"payment_status": "unpaid"}),
        (page, {"balance_after": 7}),
        (page, {"lines": "[]"}),
    ):
        kept = run.memory.items[key]
        run.memory.items[key] = {**kept, **changes}
        with pytest.raises(Broken):
            audit(run.memory, run.front.sent, [])
        run.memory.items[key] = kept
    with pytest.raises(Broken):
        audit(run.memory, run.front.sent, ["a message"])
    lost = run.memory.items.pop(order_key(first))
    with pytest.raises(Broken):
        audit(run.memory, run.front.sent, [])
    run.memory.items[order_key(first)] = lost
    audit(run.memory, run.front.sent, [])
