"""Webhooks that never came: the money is found by the one job that asks for them, and counted once."""

from collections.abc import Mapping
from typing import Any

import pytest

from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from shared.payments.context import ChargingContext
from shared.payments.settling import missed_events, webhooks
from shared.stripe_gateway import missed_events as feed
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World

COMPLETED = "checkout.session.completed"


@pytest.fixture(autouse=True)
def _no_delivery(world: World) -> None:
    """The provider has an endpoint of ours, and everything on its way there is lost."""
    with world.stripe.server.lock:
        new_endpoint(world.stripe.simulator.world, "http://127.0.0.1:9/lost")
    world.faults(deliveries=[{"kind": "drop", "types": ["*"]}])


def marks(world: World) -> dict[str, Json]:
    return {item["pk"]: item for item in world.items("seen_event")}


def bought(shop: Shop, amount: int = 5_000) -> None:
    """A top-up that is paid at the provider, and nobody told us."""
    assert shop.world.pay(shop.top_up(amount).json["checkout_url"]).status_code == 303


def stored_event(world: World, kind: str) -> Json:
    """An event as the provider keeps it."""
    with world.stripe.server.lock:
        return next(e for e in world.stripe.simulator.world.platform.events.values() if e["type"] == kind)


def test_money_that_no_webhook_told_of_is_found_once(world: World, shop: Shop) -> None:
    bought(shop)
    link = shop.link(order := shop.order(collect="none"))
    world.pay(shop.checkout(link))
    handled, failed = jobs.find_missed()
    assert (handled, failed) == (4, {})
    assert shop.wallet()["balance"] == 5_000
    assert shop.read(order)["payment_status"] == "paid"
    assert {mark["handling"] for mark in marks(world).values()} == {"looked"}
    assert all(mark["ttl"] > world.clock.seconds() + 31 * 86_400 for mark in marks(world).values())
    assert jobs.find_missed() == jobs.NOTHING
    world.pass_time(days=1)
    assert jobs.find_missed() == jobs.NOTHING
    audit(world)
    nothing_is_stuck(world)


def test_a_webhook_that_comes_after_all_changes_nothing(world: World, shop: Shop) -> None:
    bought(shop)
    jobs.find_missed()
    world.settle_down()
    assert (shop.wallet()["balance"], shop.wallet()["sequence"]) == (5_000, 1)
    audit(world)


def test_what_was_delivered_is_left_alone(world: World, shop: Shop) -> None:
    bought(shop)
    with world.stripe.server.lock:
        for event in world.stripe.simulator.world.platform.events.values():
            event["pending_webhooks"] = 0
    assert jobs.find_missed() == jobs.NOTHING
    assert marks(world) == {}


def test_an_event_before_its_money_does_not_hide_the_money(world: World, shop: Shop) -> None:
    url = shop.top_up(5_000).json["checkout_url"]
    assert world.pay(url, paypal="pending_paid").status_code == 303
    assert jobs.find_missed()[0] >= 1
    assert shop.wallet()["balance"] == 0
    assert world.items("event") == [], "no event has had its effect on money yet"
    world.pass_time(hours=6)
    world.deliver_webhooks([event for event in world.stripe_events() if event["type"] == COMPLETED])
    assert shop.wallet()["balance"] == 5_000, "the very event that was handled too early"
    audit(world)


def test_events_of_another_deployment_are_not_asked_for(world: World, shop: Shop) -> None:
    bought(shop)
    with world.stripe.server.lock:
        for event in world.stripe.simulator.world.platform.events.values():
            event["data"]["object"]["metadata"]["orderpay_deployment"] = "orderpay-prod"
    assert jobs.find_missed() == jobs.NOTHING
    assert marks(world) == {}
    assert [payment["state"] for payment in world.items("payment")] == ["pending"]


def test_every_page_is_read(world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_PAGE", 2)
    for _ in range(3):
        bought(shop)
    assert jobs.find_missed() == (6, {})
    assert shop.wallet()["balance"] == 15_000
    assert world.items("events_place") == []
    audit(world)


def test_a_run_has_its_limit_and_the_next_goes_on_behind_it(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_PAGE", 2)
    monkeypatch.setattr(missed_events, "PAGES", 1)
    for _ in range(3):
        bought(shop)
    assert [jobs.find_missed()[0] for _ in range(3)] == [2, 2, 2]
    assert shop.wallet()["balance"] == 15_000
    bought(shop)
    assert jobs.find_missed() == (2, {}), "from the newest on again"
    assert shop.wallet()["balance"] == 20_000


def test_only_so_many_new_ones_are_handled_in_one_run(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_PAGE", 2)
    monkeypatch.setattr(missed_events, "PER_RUN", 2)
    for _ in range(2):
        bought(shop)
    assert [jobs.find_missed()[0] for _ in range(2)] == [2, 2]
    assert shop.wallet()["balance"] == 10_000


def test_a_place_that_the_provider_forgot_begins_anew(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_PAGE", 2)
    monkeypatch.setattr(missed_events, "PAGES", 1)
    for _ in range(2):
        bought(shop)
    jobs.find_missed()
    (place,) = world.items("events_place")
    with world.stripe.server.lock:
        world.stripe.simulator.world.platform.events.remove(place["after"])
    with pytest.raises(Exception, match="refused"):
        jobs.find_missed()
    jobs.find_missed()
    jobs.find_missed()
    assert shop.wallet()["balance"] == 10_000


def test_an_event_that_cannot_be_handled_waits_longer_each_time_and_blocks_nobody(world: World, shop: Shop) -> None:
    bought(shop)
    poison = stored_event(world, COMPLETED)
    session_id, poison["data"]["object"]["id"] = poison["data"]["object"]["id"], "cs_test_gone"
    assert jobs.find_missed() == (2, {"provider_rejected": 1})
    assert shop.wallet()["balance"] == 5_000, "its neighbour told of the money"
    for wait, tried in ({"minutes": 4}, 0), ({"minutes": 2}, 1), ({"minutes": 58}, 0), ({"minutes": 3}, 1), (
        {"hours": 23}, 0), ({"hours": 2}, 1), ({"hours": 25}, 1):  # fmt: skip
        world.pass_time(**wait)
        assert jobs.find_missed() == (tried, {"provider_rejected": 1} if tried else {})
    poison["data"]["object"]["id"] = session_id
    world.pass_time(hours=25)
    assert jobs.find_missed() == jobs.ONE
    assert marks(world)[poison["id"]]["handling"] == "looked"
    assert "due_pk" not in marks(world)[poison["id"]]
    world.pass_time(hours=25)
    assert jobs.find_missed() == jobs.NOTHING


def test_a_defect_in_one_is_told_after_the_others_had_their_turn(
    world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = webhooks.handle_event

    def defective(context: ChargingContext, event: Mapping[str, Any], *, livemode: bool) -> object:
        if event["type"] == COMPLETED:
            raise ZeroDivisionError
        return handle(context, event, livemode=livemode)

    monkeypatch.setattr(missed_events, "handle_event", defective)
    bought(shop)
    with pytest.raises(ZeroDivisionError):
        jobs.find_missed()
    assert shop.wallet()["balance"] == 5_000


def test_after_a_month_of_tries_it_is_given_up(world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed_events, "_MOST_TRIES", 1)
    bought(shop)
    poison = stored_event(world, COMPLETED)
    poison["data"]["object"]["id"] = "cs_test_gone"
    jobs.find_missed()
    world.pass_time(minutes=6)
    assert jobs.find_missed() == (1, {"event_given_up": 1})
    world.pass_time(days=2)
    assert jobs.find_missed() == jobs.NOTHING


def test_a_death_anywhere_finds_the_money_once(world: World, shop: Shop, interruptions: Interruptions) -> None:
    bought(shop)
    deaths = 0
    while interruptions.kills(jobs.find_missed, after=deaths):
        deaths += 1
        world.pass_time(minutes=6)
        jobs.find_missed()
        assert (shop.wallet()["balance"], shop.wallet()["sequence"]) == (5_000 * deaths, deaths)
        assert all("handled_at" in mark for mark in marks(world).values())
        bought(shop)
    assert deaths >= 5
    audit(world)


def test_two_runs_at_once_handle_each_event_once(world: World, shop: Shop, interruptions: Interruptions) -> None:
    bought(shop)
    interruptions.before("UpdateItem", jobs.find_missed)
    with interruptions.counting() as calls:
        assert jobs.find_missed()[1] == {}
    assert len([name for name in calls if name.startswith("stripe get events/")]) == 2
    assert (shop.wallet()["balance"], shop.wallet()["sequence"]) == (5_000, 1)
    assert [("handled_at" in mark, mark["tries"]) for mark in marks(world).values()] == [(True, 1)] * 2


def test_what_another_run_has_handled_meanwhile_is_left_alone(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    bought(shop)
    interruptions.before("BatchGetItem", lambda: interruptions.before("GetItem", jobs.find_missed))
    assert jobs.find_missed()[1] == {}
    assert [("handled_at" in mark, mark["tries"]) for mark in marks(world).values()] == [(True, 1)] * 2


def test_a_slow_run_does_not_take_the_place_back(
    world: World, shop: Shop, interruptions: Interruptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_PAGE", 2)
    monkeypatch.setattr(missed_events, "PAGES", 1)
    for _ in range(4):
        bought(shop)
    interruptions.before("BatchGetItem", lambda: (jobs.find_missed(), jobs.find_missed()))
    jobs.find_missed()
    (place,) = world.items("events_place")
    jobs.find_missed()
    assert world.items("events_place")[0]["after"] != place["after"], "on from there"
    jobs.find_missed()
    assert shop.wallet()["balance"] == 20_000
    assert "after" not in world.items("events_place")[0]
