"""Charges of which nobody knows at once what came: nothing else is tried until the provider has said so (rule M5)."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked, outcomes
from tests.support.world import World

CHARGES = "/v1/payment_intents"
LOST = [{"kind": "timeout", "path": CHARGES, "count": 1, "effect": effect} for effect in (True, False)]
"""The next charge, and the SDK's one repeat of it, get no answer; the first took effect."""


def test_a_time_out_never_falls_back_and_the_same_key_tells(world: World, desk: Desk, linked: Linked) -> None:
    first, _ = linked.card(), linked.card()
    world.faults(calls=LOST)
    invoice = desk.invoice()
    answer = linked.pay(invoice=invoice, key="k")
    assert (answer.status, answer.json["status"]) == (202, "unknown")
    assert desk.see(invoice).json["pay_state"] == "Pending"
    refused = desk.pay(invoice)
    assert (refused.status, refused.json["code"]) == (409, "payment_pending")
    assert linked.pay(invoice=invoice, key="k").json["status"] == "unknown"
    world.pass_time(minutes=6)
    jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "paid")])
    assert len(linked.intents()) == 1
    audit(world)


def test_a_charge_that_never_arrived_is_made_by_the_repair_job_once(world: World, desk: Desk, linked: Linked) -> None:
    first = linked.card()
    world.faults(calls=[{"kind": "timeout", "path": CHARGES, "count": 2, "effect": False}])
    answer = linked.pay(invoice=desk.invoice())
    assert (answer.json["status"], linked.intents()) == ("unknown", [])
    world.pass_time(minutes=6)
    jobs.repair()
    jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], outcomes(payment), len(linked.intents())) == ("succeeded", [(first, "paid")], 1)


@pytest.mark.parametrize("made", [True, False])
def test_a_5xx_is_looked_up_in_the_list_and_asked_again_under_another_key(
    world: World, desk: Desk, linked: Linked, made: bool
) -> None:
    first, second = linked.card(), linked.card()
    world.faults(calls=[{"kind": "fail", "status": 500, "path": CHARGES, "count": 2, "effect": made}])
    answer = linked.pay(invoice=desk.invoice())
    assert answer.json["status"] == "unknown"
    world.pass_time(minutes=6)
    jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "paid")])
    assert len(linked.intents()) == 1
    assert linked.health(second)[2] == ()
    audit(world)


def test_what_the_provider_breaks_on_each_time_fails_without_another_method(
    world: World, desk: Desk, linked: Linked
) -> None:
    linked.card(), linked.card()
    world.faults(calls=[{"kind": "fail", "status": 500, "method": "POST", "path": CHARGES, "count": 100}])
    answer = linked.pay(invoice=desk.invoice())
    for _ in range(8):
        world.pass_time(hours=25)
        jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], len(payment["attempts"]), payment["results"][0]["reason"]) == (
        "failed", 1, "provider_failed"
    )  # fmt: skip
    assert linked.intents() == []
    nothing_is_stuck(world)


@pytest.mark.parametrize(("later", "ends"), [("pending_paid", "succeeded"), ("pending_failed", "succeeded")])
def test_paypal_that_is_pending_waits_and_falls_back_only_when_it_fails(
    world: World, desk: Desk, linked: Linked, later: str, ends: str
) -> None:
    paypal, card = linked.paypal(), linked.card()
    linked.plan(later, paypal)
    invoice = desk.invoice()
    answer = linked.pay(invoice=invoice)
    assert (answer.status, answer.json["status"], outcomes(answer.json)) == (202, "processing", [(paypal, "pending")])
    assert desk.see(invoice).json["pay_state"] == "Pending"
    world.deliver_webhooks()
    jobs.repair()
    assert desk.shop.payment(answer.json["id"]).json["status"] == "processing"
    world.pass_time(days=2)
    world.deliver_webhooks()
    payment = desk.shop.payment(answer.json["id"]).json
    paid = [(paypal, "paid")] if later == "pending_paid" else [(paypal, "declined"), (card, "paid")]
    assert (payment["status"], outcomes(payment)) == (ends, paid)
    audit(world)
    nothing_is_stuck(world)


@pytest.mark.parametrize("order", ["webhook first", "answer first", "neither"])
def test_whoever_tells_first_changes_nothing(world: World, desk: Desk, linked: Linked, order: str) -> None:
    first, second = linked.card(), linked.card()
    linked.plan("generic_decline", first)
    invoice = desk.invoice()
    if order == "webhook first":
        world.faults(calls=LOST)
        answer = linked.pay(invoice=invoice)
        assert answer.json["status"] == "unknown"
        world.deliver_webhooks()
    else:
        answer = linked.pay(invoice=invoice)
    if order == "answer first":
        world.deliver_webhooks()
        world.deliver_webhooks(world.stripe_events())
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "declined"), (second, "paid")])
    assert len(linked.intents()) == 1
    audit(world)
    nothing_is_stuck(world)


def test_a_list_that_breaks_says_nothing_of_the_attempt(world: World, desk: Desk, linked: Linked) -> None:
    """A look that fails is no sign that the charge was not made: the same key is asked again, not another."""
    linked.card()
    world.faults(calls=[*LOST, {"kind": "fail", "status": 500, "method": "GET", "path": CHARGES, "count": 2}])
    answer = linked.pay(invoice=desk.invoice())
    for _ in range(2):
        world.pass_time(hours=2)
        jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert payment["status"] == "succeeded"
    assert len(linked.intents()) == 1
    (item,) = world.items("payment")
    assert item["attempts"].startswith("[[1,"), "still the first key"
