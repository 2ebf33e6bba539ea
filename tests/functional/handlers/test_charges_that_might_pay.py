"""A charge ends without money only once it is certain that none can come: else what it was for would be paid twice."""

import pytest

from shared.payments.charging import asking
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked, outcomes
from tests.functional.handlers.test_charges_in_doubt import CHARGES, LOST
from tests.support.world import World


def test_a_look_that_is_refused_says_nothing_of_the_charge(world: World, desk: Desk, linked: Linked) -> None:
    """The charge took the money; that the list of charges answers with a 400 does not make it a refusal."""
    first = linked.card()
    refused = {"kind": "fail", "status": 400, "method": "GET", "path": CHARGES, "count": 1}
    world.faults(calls=[*LOST, refused])
    invoice = desk.invoice()
    answer = linked.pay(invoice=invoice)
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    assert desk.shop.payment(answer.json["id"]).json["status"] == "unknown"
    assert desk.see(invoice).json["pay_state"] == "Pending"
    world.pass_time(hours=2)
    jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "paid")])
    audit(world)


def test_a_key_that_was_used_otherwise_may_have_taken_the_money(
    world: World, desk: Desk, linked: Linked, interruptions: Interruptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new release sends other parameters under the key of a charge that the one before it had begun."""
    first = linked.card()
    invoice = desk.invoice()

    def pay() -> object:
        return linked.pay(invoice=invoice, key="k")

    with monkeypatch.context() as before:
        before.setattr(asking, "MERCHANT", "orderpay_merchant_before")
        assert interruptions.kills(pay, after=2), "the money is taken, and nobody has read the answer"
    assert [intent["status"] for intent in linked.intents()] == ["succeeded"]
    answer = linked.pay(invoice=invoice, key="k")
    assert answer.json["status"] == "unknown"
    world.pass_time(minutes=6)
    jobs.repair()
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "paid")])
    audit(world)


@pytest.mark.parametrize("effect", [True, False])
def test_a_closing_that_breaks_is_made_at_the_next_look(world: World, desk: Desk, linked: Linked, effect: bool) -> None:
    """Its 5xx is kept under its key for a day, which must not block what it was for as long."""
    linked.card()
    linked.plan("generic_decline")
    world.faults(calls=[{"kind": "fail", "status": 500, "path": "*/cancel", "count": 2, "effect": effect}])
    invoice = desk.invoice()
    answer = linked.pay(invoice=invoice)
    assert answer.json["status"] == "unknown", "it may not be closed yet"
    assert desk.see(invoice).json["pay_state"] == "Pending"
    world.pass_time(minutes=6)
    jobs.repair()
    assert desk.shop.payment(answer.json["id"]).json["status"] == "failed"
    assert desk.see(invoice).json["pay_state"] == "Pay"
    nothing_is_stuck(world)


def test_a_charge_of_another_deployment_is_not_taken_for_ours(world: World, desk: Desk, linked: Linked) -> None:
    """Two of them share an account, and one was made from a copy of the other's table."""
    first = linked.card()
    earlier = linked.pay(invoice=desk.invoice()).json
    world.faults(calls=[{"kind": "timeout", "path": CHARGES, "count": 2, "effect": False}])
    answer = linked.pay(invoice=desk.invoice()).json
    with world.stripe.server.lock:
        (intent,) = world.stripe.simulator.world.platform.intents.values()
        ours = dict(intent["metadata"])
        intent["metadata"] |= {"orderpay_deployment": "another", "orderpay_payment": answer["id"]}
    world.pass_time(minutes=6)
    jobs.repair()
    payment = desk.shop.payment(answer["id"]).json
    assert (payment["status"], outcomes(payment)) == ("succeeded", [(first, "paid")])
    assert len(linked.intents()) == 2, "it made its own"
    with world.stripe.server.lock:
        intent["metadata"] = ours
    assert earlier["status"] == "succeeded"
    audit(world)
