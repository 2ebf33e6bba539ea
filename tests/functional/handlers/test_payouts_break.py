"""Payouts whose recording breaks, or runs twice at once: each line counts once."""

import pytest

from shared.stripe_gateway import stripe_payouts
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.paying_out import Bank, adds_up, run, shown, some_of_everything
from tests.support.world import World


def test_no_crash_loses_or_doubles_a_line(
    world: World, interruptions: Interruptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_payouts, "LINES", 3)
    changes, died = 0, True
    while died:
        world.start_over()
        some_of_everything(world)
        payout_id = Bank(world).pay_out()
        died = interruptions.kills(Bank(world).told, after=changes)
        world.seen_events.clear()
        Bank(world).told()
        run()
        payout = shown(world, payout_id).json
        assert payout["reconciliation"] == "recorded", f"died after {interruptions.calls}"
        adds_up(payout)
        assert payout["sums"]["total"]["count"] == 12
        changes += 1
    assert changes > 6


def test_two_runs_at_once_count_each_page_once(world: World, interruptions: Interruptions) -> None:
    place, met = 0, True
    while met:
        world.start_over()
        some_of_everything(world)
        payout_id = Bank(world).pay_out()
        world.deliver_webhooks()
        happened: list[int] = []

        def other(happened: list[int] = happened) -> None:
            happened.append(1)
            run()

        interruptions.at(place, other, run)
        run()
        adds_up(shown(world, payout_id).json)
        met, place = bool(happened), place + 1
    assert place > 6
