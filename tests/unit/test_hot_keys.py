"""What one merchant can have a second, computed from the items that the product's own code writes."""

from functools import cache

import pytest

from bench.hot_keys.ceilings import Ceiling, Flow, ceiling, ceilings
from bench.hot_keys.limits import LIMITS, PARTITION_WRITES
from bench.hot_keys.partitions import charges_of, kind_of
from bench.hot_keys.simulation.buckets import Buckets
from bench.hot_keys.simulation.timing import Timing
from bench.hot_keys.use_cases import UseCase, measured
from bench.units.charges import Change
from shared.table import keys
from shared.table.port import Item

WANTED = 4_000
LISTED, WAITING, WALLETS = "list index, shard of orders", "due index, shard of what waits", "merchant's wallets"


@cache
def use_cases() -> dict[str, UseCase]:
    """As built; played once."""
    return {each.name: each for each in measured()}


def found(name: str) -> Ceiling:
    return ceiling(use_cases()[name])


@pytest.mark.parametrize("orders", [97, 48])
def test_one_merchant_has_four_thousand_orders_a_second_taken_in_and_paid(orders: int) -> None:
    here = found(f"intake and debit, {orders} to a transaction")

    assert here.binding.kind == LISTED
    assert here.binding.a_second == 5_000 >= WANTED


def test_one_shard_would_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "ORDER_SHARDS", 1)

    assert found("intake and debit, 48 to a transaction").binding.a_second < WANTED


def test_a_wallet_takes_five_hundred_transactions_a_second_whatever_is_in_them() -> None:
    alone, half, full = (_by_kind(f"debit, {orders} to a transaction")[WALLETS] for orders in (1, 48, 97))

    assert (alone, half, full) == (500, 48 * 500, 97 * 500)


def test_a_debit_writes_to_no_index_and_the_table_counts_twice() -> None:
    units = use_cases()["debit, 48 to a transaction"].units

    assert (units["order"], units.get(LISTED), units.get(WAITING)) == (2, None, None)
    assert _by_kind("intake of a typical order") == {LISTED: 5_000}


def test_an_order_that_waits_enters_the_queue_and_leaves_it() -> None:
    here = _by_kind("intake, no credits, drained later")

    assert (here[WAITING], here[LISTED]) == (4_000, 5_000)
    assert found("intake, no credits, drained later").binding.a_second >= WANTED


def test_what_the_ceilings_do_not_reach_is_known() -> None:
    """These are the rows that the document must not hide."""
    low = {each.use_case: each.binding.a_second for each in ceilings(use_cases().values())}

    assert low["intake and debit of orders of 1 to 2 KB, 48 to a transaction"] == 5_000
    assert low["order with a link, paid by its buyer"] == 1_000
    assert low["intake and debit, 1 to a transaction"] == 500


def test_a_list_merges_eight_shards_at_most() -> None:
    assert max(keys.ORDER_SHARDS, keys.WAITING_SHARDS) <= 8


def test_a_wallets_worker_is_bound_by_its_times() -> None:
    small, large = Flow(5, 10, Timing()), Flow(97, 10, Timing())

    assert small.seconds == pytest.approx(0.023 + 0.004 + 0.010 + 53 * 0.0003)
    assert (small.joined, large.joined) == (10, 1)
    assert large.seconds == pytest.approx(0.023 + 10 * (0.004 + 0.010 + 100 * 0.0003))
    assert (small.a_second, large.a_second) == (945, 2_095)
    assert Flow(1, 10, Timing(0, 0, 0, 0, 0, 0, 0, 0, 1e-9)).a_second == 3_000, "the queue's partition binds then"


def test_charges_fall_on_the_partitions_that_are_written() -> None:
    before: Item = {"pk": "ord_1", "sk": "order", "list_pk": "mer_1#order#0", "list_sk": "1"}
    after = {**before, "due_pk": "mer_1#waiting#2", "due_sk": "1", "details": "x" * 1_500}

    charges = charges_of([Change(before, after)], transaction=True)

    assert charges == {("table", "ord_1"): 4, ("due", "mer_1#waiting#2"): 1}
    with pytest.raises(LookupError):
        kind_of(("list", "something#new"))


def test_a_bucket_takes_its_rate_and_no_more() -> None:
    buckets: Buckets[str] = Buckets(rate=100, depth_seconds=0.25)

    taken = sum(buckets.take({"key": 1}, step / 1_000) for step in range(2_000))

    assert taken == pytest.approx(25 + 200, abs=2)


def test_a_bucket_gives_all_or_nothing_and_others_are_untouched() -> None:
    buckets: Buckets[str] = Buckets(rate=100, depth_seconds=0.1)
    assert buckets.take({"hot": 10}, 0.0)

    assert not buckets.take({"hot": 1, "cold": 10}, 0.0)
    assert buckets.take({"cold": 10}, 0.0), "a refusal costs nothing"
    assert buckets.refused == {"hot": 1}
    assert buckets.take({"hot": 10}, 60.0)
    assert not buckets.take({"hot": 1}, 60.0), "unused time is not kept"
    assert not buckets.take({"hot": 1}, 59.0), "nor comes any from the past"


def test_each_limit_has_its_source() -> None:
    assert all(limit.source.startswith("https://") and "aws.amazon.com" in limit.source for limit in LIMITS)
    assert PARTITION_WRITES.value == 1_000


def _by_kind(name: str) -> dict[str, int]:
    return {bound.kind: bound.a_second for bound in found(name).bounds}
