"""A set-up comes to its end, whoever tells of it, in whatever order, or nobody does."""

import pytest

from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.jobs import NOTHING, find_missed
from tests.functional.handlers.linking import MASTERCARD, Linking, remind
from tests.functional.handlers.shop import Shop
from tests.support.world import GOOD_CARD, World


@pytest.fixture
def methods(shop: Shop) -> Linking:
    """Of a merchant with none."""
    return Linking(shop)


def test_a_lost_event_of_a_set_up_is_found(world: World, methods: Linking) -> None:
    methods.begin()
    assert remind() == NOTHING
    world.pass_time(minutes=6)
    assert remind() == (1, {})
    assert len(methods.ids()) == 1
    assert methods.setups()[0]["status"] == "complete"
    world.pass_time(days=1)
    assert remind() == NOTHING


def test_undelivered_events_of_methods_are_looked_for(world: World, methods: Linking) -> None:
    with world.stripe.server.lock:
        new_endpoint(world.stripe.simulator.world, "http://127.0.0.1:9/lost")
    world.faults(deliveries=[{"kind": "drop", "types": ["*"]}])
    methods.begin(paypal="pending_paid")
    assert find_missed()[1] == {}
    world.pass_time(seconds=61)
    assert find_missed()[1] == {}
    (method,) = methods.ids()
    methods.provider.cancel_agreement(methods.provider_id(method))
    assert find_missed() == (1, {})
    assert methods.health() == [("dead", "agreement_ended")]
    assert find_missed() == NOTHING


def test_a_page_that_nobody_fills_in_ends(world: World, methods: Linking) -> None:
    methods.ask()
    world.pass_time(days=1)
    world.deliver_webhooks()
    assert methods.setups()[0]["status"] == "expired"
    assert "due_pk" not in methods.setups()[0]


def test_a_page_that_nobody_ever_had_ends(world: World, methods: Linking) -> None:
    world.lose_answers(with_effect=False)
    methods.ask("k")
    world.pass_time(days=1)
    remind()
    assert methods.setups()[0]["status"] == "expired"
    again = methods.ask("k")
    assert (again.json["status"], again.json["url"]) == ("expired", None)


def test_a_result_that_never_comes_ends_its_set_up(world: World, methods: Linking) -> None:
    methods.begin(paypal="pending_failed")
    world.deliver_webhooks()
    for _ in range(13):
        world.pass_time(days=1)
        remind()
    assert methods.setups()[0]["status"] == "failed"
    assert methods.ids() == []


def test_events_in_any_order_and_twice_link_once(world: World, methods: Linking) -> None:
    methods.begin()
    events = [event for event in world.stripe_events() if event["type"] != "customer.created"]
    world.deliver_webhooks([*reversed(events), *events])
    assert len(methods.ids()) == 1
    assert methods.setups()[0]["status"] == "complete"


def test_what_went_with_its_owner_before_it_was_linked_is_not_told_complete(world: World, methods: Linking) -> None:
    methods.begin()
    events = world.stripe_events()
    methods.delete_customer()
    world.deliver_webhooks([*world.stripe_events(), *events])
    assert (methods.ids(), methods.setups()[0]["status"]) == ([], "failed")
    assert "method_id" not in methods.setups()[0]


def test_what_was_linked_and_then_went_with_its_owner_is_told_complete(world: World, methods: Linking) -> None:
    methods.begin()
    (linked,) = [each for each in world.stripe_events() if each["type"] == "payment_method.attached"]
    world.deliver_webhooks([linked])
    (method,) = methods.ids()
    methods.delete_customer()
    world.deliver_webhooks()
    assert methods.health() == [("dead", "customer_deleted")]
    assert [(each["status"], each["method_id"]) for each in methods.setups()] == [("complete", method)]


def test_what_was_unlinked_before_its_page_was_told_of_is_told_complete(world: World, methods: Linking) -> None:
    methods.link(card_number=MASTERCARD, exp="12/40")
    methods.begin()
    linked = [each for each in world.stripe_events() if each["type"] == "payment_method.attached"]
    world.deliver_webhooks(linked)
    assert methods.unlink(methods.ids()[-1]).status == 204
    world.deliver_webhooks()
    assert len(methods.ids()) == 1
    assert methods.setups()[-1]["status"] == "complete"


def test_another_deployments_set_up_is_nobodys(world: World, methods: Linking) -> None:
    methods.begin()
    events = world.stripe_events()
    for event in events:
        marks = event["data"]["object"].get("metadata") or {}
        if "orderpay_deployment" in marks:
            marks["orderpay_deployment"] = "another"
    world.deliver_webhooks([event for event in events if event["type"].startswith(("checkout", "setup_intent"))])
    assert methods.ids() == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_set_up_is_believed_of_its_own_page_alone(
    world: World, methods: Linking, caplog: pytest.LogCaptureFixture, kept: bool
) -> None:
    """A page that bears the mark of a set-up and was not opened for it, whether that one has a page already or not."""
    if not kept:
        world.lose_answers(with_effect=False)
    methods.ask("one")
    other = methods.ask()
    (one, _) = methods.setups()
    methods.fill(other.json["url"], card_number=GOOD_CARD)
    (event,) = [each for each in world.stripe_events() if each["type"] == "checkout.session.completed"]
    event["data"]["object"]["metadata"]["orderpay_setup"] = one["id"]
    world.deliver_webhooks([event])
    (batch,) = [record for record in caplog.records if record.message == "batch"]
    assert [each["handling"] for each in vars(batch)["outcomes"]] == ["foreign"]
    assert methods.setups()[0]["status"] == ("open" if kept else "making")
    assert methods.ids() == []


def test_of_a_set_up_that_has_ended_nothing_is_asked(
    world: World, methods: Linking, interruptions: Interruptions
) -> None:
    methods.link()
    events = [each for each in world.stripe_events() if each["type"] == "checkout.session.completed"]
    with interruptions.counting() as calls:
        world.deliver_webhooks(events)
    assert [call for call in calls if call.startswith("stripe")] == []


def test_a_page_whose_time_is_over_is_not_asked_for_again(world: World, methods: Linking) -> None:
    world.lose_answers(with_effect=False)
    methods.ask("k")
    world.pass_time(days=1)
    again = methods.ask("k")
    assert (again.status, again.json["status"], again.json["url"]) == (201, "expired", None)


def test_a_look_that_fails_holds_up_no_other(world: World, methods: Linking) -> None:
    methods.begin()
    world.pass_time(minutes=6)
    world.faults(calls=[{"kind": "fail", "path": "/v1/checkout/sessions/*", "status": 500, "count": 3}])
    assert remind() == (1, {"provider_failed": 1})
    assert remind() == NOTHING
    world.pass_time(minutes=61)
    assert remind() == (1, {})
    assert len(methods.ids()) == 1
