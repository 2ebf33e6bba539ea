"""Top-ups by the calendar."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from shared.clock import parse_rfc3339
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import PAYPAL, Refilling
from tests.support.world import World


@pytest.fixture
def wallet(shop: Shop) -> Refilling:
    """Of a merchant with one card, who has agreed to automatic debit."""
    shop.consent()
    made = Refilling(shop)
    made.methods.link()
    return made


def test_it_tops_up_each_day_once(world: World, wallet: Refilling) -> None:
    answer = wallet.shop.change_wallet(top_up_schedule={"every": "day", "amount": 700})
    assert answer.status == 200, answer.text
    at = wallet.shop.wallet()["top_up_schedule"]["next_at"]
    assert at.startswith("2026-11-23T00:0")
    wallet.later(hours=1)
    assert wallet.payments() == []
    for day in range(1, 4):
        world.clock.moment = datetime.fromisoformat("2026-11-22T00:15:00+00:00") + timedelta(days=day)
        for _ in range(2):
            wallet.later(minutes=10)
        assert (len(wallet.payments()), wallet.balance()) == (day, 700 * day)
    audit(world)


def test_a_week_has_its_day(world: World, wallet: Refilling) -> None:
    wallet.shop.change_wallet(top_up_schedule={"every": "week", "weekday": "wednesday", "amount": 700})
    turns = []
    for _ in range(3):
        turns.append(parse_rfc3339(wallet.shop.wallet()["top_up_schedule"]["next_at"]))
        world.clock.moment = turns[-1]
        wallet.later(minutes=6)
    assert [turn.weekday() for turn in turns] == [2, 2, 2]
    assert [later - earlier for earlier, later in pairwise(turns)] == [timedelta(days=7)] * 2
    assert wallet.balance() == 2_100


def test_turns_that_nobody_saw_to_are_one_top_up(wallet: Refilling) -> None:
    wallet.shop.change_wallet(top_up_schedule={"every": "day", "amount": 700})
    wallet.later(days=5)
    wallet.later(minutes=6)
    assert wallet.balance() == 700


def test_it_waits_for_the_one_that_is_on_its_way(world: World, wallet: Refilling) -> None:
    paypal = wallet.methods.link(**PAYPAL)
    wallet.plan("pending_paid", paypal)
    world.clock.moment = datetime.fromisoformat("2026-11-22T23:59:50+00:00")
    wallet.shop.change_wallet(top_up_schedule={"every": "day", "amount": 700})
    assert wallet.ask(2_000, paypal).json["status"] == "processing"
    world.clock.moment += timedelta(minutes=11)
    jobs.wake()
    world.relay()
    world.refill_wallets()
    assert len(wallet.payments()) == 1
    with world.stripe.server.lock:
        world.stripe.simulator.tick()
    wallet.later(minutes=6)
    assert wallet.balance() == 2_700


def test_a_refusal_is_counted_and_told_and_the_next_turn_is_the_next(world: World, wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    wallet.shop.change_wallet(top_up_schedule={"every": "day", "amount": 700})
    wallet.later(days=1)
    assert (wallet.setting()["failures"], wallet.told()) == (1, ["top_up_failed"])
    wallet.later(hours=2)
    assert len(wallet.payments()) == 1
    wallet.later(days=1)
    assert (wallet.states(), wallet.balance()) == (["failed", "succeeded"], 700)


def test_it_ends_when_it_is_taken_away(wallet: Refilling) -> None:
    wallet.shop.change_wallet(top_up_schedule={"every": "day", "amount": 700})
    assert wallet.shop.change_wallet(top_up_schedule=None).status == 200
    wallet.later(days=2)
    assert (wallet.payments(), wallet.shop.wallet()["top_up_schedule"]) == ([], None)


@pytest.mark.parametrize("wish", [{"every": "week"}, {"every": "day", "weekday": "monday"}, {"every": "month"}])
def test_what_is_no_schedule_is_refused(wallet: Refilling, wish: dict[str, str]) -> None:
    assert wallet.shop.change_wallet(top_up_schedule={"amount": 700} | wish).status == 422
