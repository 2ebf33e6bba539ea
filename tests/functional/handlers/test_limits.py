"""Spending limits bind what is debited by itself, are kept under races, and let go when the day turns or they rise."""

from collections.abc import Callable, Iterator

import pytest

from shared.clock import rfc3339
from shared.table.keys import NOT_DUE
from shared.table.port import Update
from shared.wallets.store import settings_update
from shared.wallets.waking import wake_no_later
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import Json


@pytest.fixture
def funded(shop: Shop) -> Iterator[Shop]:
    """A shop with consent and 100000 cents, whose books are audited in the end."""
    shop.consent()
    shop.fund(100_000)
    yield shop
    audit(shop.world)
    nothing_is_stuck(shop.world)


def limit(shop: Shop, **limits: int | None) -> None:
    answer = shop.change_wallet(limits=limits)
    assert answer.status == 200, answer.text
    assert limits.items() <= answer.json["limits"].items()


def placed(shop: Shop, *amounts: int) -> list[str]:
    orders = [shop.order(amount) for amount in amounts]
    shop.world.settle_down()
    return orders


def why(shop: Shop, orders: list[str]) -> list[str | None]:
    shown = [shop.read(order) for order in orders]
    return [order["unpaid_reason"] if order["payment_status"] == "unpaid" else None for order in shown]


def wallet_item(shop: Shop) -> Json:
    (found,) = [item for item in shop.world.items("wallet") if item["merchant_id"] == shop.id]
    return found


def midnight(shop: Shop) -> None:
    """The day turns: ten past, UTC."""
    start = shop.world.clock.moment.replace(hour=0, minute=10, second=0)
    shop.world.pass_time(seconds=(start - shop.world.clock.moment).total_seconds() + 24 * 3600)


def test_an_order_over_its_limit_waits_and_says_so_and_is_not_tried_again_at_midnight(funded: Shop) -> None:
    limit(funded, per_order=1_000)
    orders = placed(funded, 1_001, 1_000)
    assert why(funded, orders) == ["over_limit", None]
    assert "due_sk" not in wallet_item(funded)


def test_the_daily_limit_counts_what_was_taken_on_the_day_and_the_rest_goes_on_when_the_day_turns(
    funded: Shop,
) -> None:
    limit(funded, per_day=5_000)
    first = placed(funded, 3_000)
    second = placed(funded, 2_500, 2_000, 1)
    assert why(funded, [*first, *second]) == [None, "over_limit", None, "over_limit"]
    assert funded.wallet()["spent"] == {"day": "2026-11-22", "amount": 5_000}
    assert jobs.wake() == jobs.NOTHING
    midnight(funded)
    assert jobs.wake() == jobs.ONE
    funded.world.settle_down()
    assert why(funded, second) == [None, None, None]
    assert funded.wallet()["spent"] == {"day": "2026-11-23", "amount": 2_501}
    assert "due_sk" not in wallet_item(funded)


def test_what_the_next_day_cannot_take_either_waits_for_the_day_after(funded: Shop) -> None:
    limit(funded, per_day=1_000)
    orders = placed(funded, 1_000, 900, 800, 700)
    for day in range(1, 4):
        assert why(funded, orders) == [None] * day + ["over_limit"] * (4 - day)
        midnight(funded)
        assert jobs.wake() == jobs.ONE
        funded.world.settle_down()
    assert why(funded, orders) == [None] * 4
    assert jobs.wake() == jobs.NOTHING


def test_a_drain_on_the_same_day_that_pays_nothing_keeps_the_wallet_due(funded: Shop) -> None:
    limit(funded, per_day=1_000)
    placed(funded, 1_000, 900)
    due = wallet_item(funded)["due_sk"]
    funded.world.table.update(_undue(funded))
    assert "due_sk" not in wallet_item(funded)
    funded.drain()
    funded.world.settle_down()
    assert wallet_item(funded)["due_sk"] < due, "it looks again first"
    funded.world.pass_time(minutes=1)
    assert jobs.wake() == jobs.ONE
    funded.world.settle_down()
    assert wallet_item(funded)["due_sk"] == due


def test_an_order_that_no_day_can_take_wakes_nobody(funded: Shop) -> None:
    limit(funded, per_day=1_000)
    assert why(funded, placed(funded, 1_001)) == ["over_limit"]
    assert "due_sk" not in wallet_item(funded)


def test_what_is_paid_by_hand_knows_no_limit_and_does_not_count(funded: Shop) -> None:
    limit(funded, per_order=100, per_day=100)
    orders = placed(funded, 5_000)
    assert funded.pay(orders).json["results"][0]["outcome"] == "paid"
    assert why(funded, placed(funded, 100)) == [None]


def test_what_was_taken_before_the_limit_was_set_counts_too(funded: Shop) -> None:
    placed(funded, 4_000)
    limit(funded, per_day=5_000)
    assert why(funded, placed(funded, 1_001, 1_000)) == ["over_limit", None]


@pytest.mark.parametrize("raised", [{"per_order": 2_000}, {"per_order": None}])
def test_a_raised_or_cleared_limit_pays_what_it_held_back(funded: Shop, raised: dict[str, int | None]) -> None:
    limit(funded, per_order=1_000, per_day=9_000)
    orders = placed(funded, 2_000)
    limit(funded, **raised)
    assert funded.wallet()["limits"] == {"per_day": 9_000} | raised
    funded.world.settle_down()
    assert why(funded, orders) == [None]


def test_a_lowered_limit_starts_no_drain(funded: Shop) -> None:
    limit(funded, per_order=1_000)
    limit(funded, per_order=999)
    funded.world.relay()
    assert drains_asked_for(funded) == 0


def test_raising_to_the_same_limit_again_is_told_again(funded: Shop) -> None:
    limit(funded, per_order=1_000)
    for _ in range(2):
        limit(funded, per_order=2_000)
        limit(funded, per_order=500)
    funded.world.relay()
    assert drains_asked_for(funded) == 2


def drains_asked_for(shop: Shop) -> int:
    return len([body for body in shop.world.waiting_debits() if "drain" in body and not body["drain"]["after_top_up"]])


def test_both_limits_can_be_cleared_at_once(funded: Shop) -> None:
    limit(funded, per_order=1, per_day=1)
    assert funded.change_wallet(limits={"per_order": None, "per_day": None}).json["limits"] == {
        "per_order": None, "per_day": None
    }  # fmt: skip


@pytest.mark.parametrize("before", [{}, {"per_order": 900, "per_day": 900}])
@pytest.mark.parametrize("change", [{"per_order": 700}, {"per_day": 700}])
def test_a_debit_planned_under_other_limits_does_not_commit(
    funded: Shop, monkeypatch: pytest.MonkeyPatch, before: dict[str, int], change: dict[str, int]
) -> None:
    if before:
        limit(funded, **before)
    order = funded.order(800)
    funded.world.relay()
    meanwhile(monkeypatch, funded, lambda: limit(funded, **change))
    funded.world.debit()
    assert why(funded, [order]) == ["over_limit"]


def test_an_order_told_to_wait_under_a_limit_that_was_raised_meanwhile_is_paid(
    funded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(funded, per_order=100)
    order = funded.order(800)
    funded.world.relay()
    meanwhile(monkeypatch, funded, lambda: limit(funded, per_order=None))
    funded.world.debit()
    assert why(funded, [order]) == [None]


def test_a_wallet_that_was_made_due_earlier_meanwhile_stays_so(funded: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(funded, per_day=1_000)
    funded.order(900), funded.order(800)
    funded.world.relay()
    soon = funded.world.clock.now()
    meanwhile(monkeypatch, funded, lambda: wake_no_later(funded.world.table, funded.id, "EUR", soon))
    funded.world.debit()
    assert wallet_item(funded)["due_sk"].startswith(rfc3339(soon))


def test_the_daily_limit_costs_no_further_call(funded: Shop, interruptions: Interruptions) -> None:
    limit(funded, per_day=1_000)
    funded.world.settle_down()
    for amount in (900, 800):
        funded.order(amount)
        funded.world.relay()
        with interruptions.counting() as calls:
            funded.world.debit()
        assert calls == ["GetItem", "TransactWriteItems"]
    assert "due_sk" in wallet_item(funded)


def meanwhile(monkeypatch: pytest.MonkeyPatch, shop: Shop, act: Callable[[], object]) -> None:
    """Something happens between the debit's read and its write, once."""
    transact, tried = shop.world.table.transact, []

    def preceded(_: object, writes: object) -> None:
        tried.append(writes)
        if len(tried) == 1:
            act()
        transact(writes)  # type: ignore[arg-type]

    monkeypatch.setattr(type(shop.world.table), "transact", preceded)


def _undue(shop: Shop) -> Update:
    return settings_update(shop.id, "EUR", dict.fromkeys(NOT_DUE))
