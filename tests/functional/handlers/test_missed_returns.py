"""Refunds and disputes that no webhook told of, or whose webhook failed for good."""

import json
import re
from pathlib import Path

import pytest

from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from shared.payments.linking.events import METHOD_TYPES
from shared.payments.settling import missed_events, webhooks
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.books_of_returns import provider_agrees
from tests.functional.handlers.dead_letters import TOLD, redrive
from tests.functional.handlers.paying_out import Bank
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies
from tests.support.world import World


def test_every_kind_that_is_asked_for_is_acted_on_and_the_other_way_round() -> None:
    # The newer API's events are in no list of the older: a refused checkout there makes us look at its account.
    kinds = [kind for kinds in webhooks._LOOKS for kind in kinds if not kind.startswith("v2.")]
    asked = (*missed_events.TYPES, *missed_events.PLATFORM_TYPES)
    assert [each for each in asked if not each.startswith(tuple(kinds))] == []
    assert [kind for kind in kinds if not any(each.startswith(kind) for each in asked)] == []
    assert max(len(missed_events.TYPES), len(missed_events.PLATFORM_TYPES)) <= 20
    assert len(set(asked)) == len(asked)


def test_who_sets_up_endpoints_is_told_of_every_event_that_is_acted_on() -> None:
    page = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text()
    rows = re.findall(r"^\| `([a-z_.]+)` \| (yes)? ?\| (yes)? ?\|", page, re.MULTILINE)
    asked = (*missed_events.TYPES, *missed_events.PLATFORM_TYPES)
    assert [name for name, *_ in rows] == list(asked)
    assert {name for name, _, connected in rows if not connected} == set(METHOD_TYPES)
    assert {name for name, platform, _ in rows if not platform} == {
        each for each in missed_events.TYPES if each.startswith("account.")
    }


@pytest.fixture
def payment(world: World, shop: Shop) -> str:
    """An order's payment that is settled; from then on no webhook is delivered."""
    paid = shop.buy(shop.order())
    world.settle_down()
    with world.stripe.server.lock:
        new_endpoint(world.stripe.simulator.world, "http://127.0.0.1:9/lost")
    world.faults(deliveries=[{"kind": "drop", "types": ["*"]}])
    return paid


def test_a_refund_in_the_dashboard_is_found(world: World, shop: Shop, payment: str) -> None:
    ProviderSide(world).refund(payment, 1_000)
    assert jobs.find_missed()[1] == {}
    assert shop.payment(payment).json["returned"] == 1_000
    assert jobs.find_missed() == jobs.NOTHING
    world.settle_down()
    assert shop.payment(payment).json["returned"] == 1_000
    audit(world)
    provider_agrees(world)


def test_a_payout_is_found(world: World, shop: Shop, payment: str) -> None:
    payout_id = Bank(world).pay_out()
    assert jobs.find_missed() == (2, {})
    (payout,) = world.items("payout")
    assert (payout["id"], payout["due_pk"].startswith("due")) == (payout_id, True)
    assert jobs.find_missed() == jobs.NOTHING


def test_a_dispute_is_found(world: World, shop: Shop, payment: str) -> None:
    ProviderSide(world).dispute(payment)
    assert jobs.find_missed()[1] == {}
    (order,) = shop.listed().json["data"]
    assert order["payment_status"] == "disputed"
    world.settle_down()
    audit(world)
    provider_agrees(world)


def test_a_dispute_whose_webhook_failed_for_good_is_not_lost(world: World, shop: Shop, payment: str) -> None:
    ProviderSide(world).dispute(payment)
    for event in world.stripe_events():
        if event["id"] not in world.seen_events:
            world.seen_events.add(event["id"])
            assert world.post_webhook(json.dumps(event)).status == 200
    with world.stripe.server.lock:
        for event in world.stripe.simulator.world.platform.events.values():
            event["pending_webhooks"] = 0  # we answered 200
    assert redrive(*bodies(world.resources.webhook_queue_url)) == TOLD
    assert jobs.find_missed() == jobs.NOTHING
    world.pass_time(minutes=5)
    assert jobs.find_missed()[1] == {}
    (order,) = shop.listed().json["data"]
    assert order["payment_status"] == "disputed"
    audit(world)
    provider_agrees(world)
