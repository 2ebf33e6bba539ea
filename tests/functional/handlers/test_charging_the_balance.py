"""A whole balance that a linked method is charged for: the same snapshot as a checkout's."""

import pytest

from shared.invoices.balance import MAX_INVOICES
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.invoicing import Desk, outcomes, started
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_charges_in_doubt import LOST
from tests.support.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """The invoices of a shop that may pay them all at once."""
    return Desk(Shop(world, world.merchant(balance_payment=True)))


def test_a_charge_of_ninety_is_settled_or_given_back_together(world: World, desk: Desk) -> None:
    linked = Linked(desk.shop)
    linked.card()
    invoices = [desk.invoice(100) for _ in range(MAX_INVOICES)]
    linked.plan("insufficient_funds")
    failed = linked.pay(balance=True).json
    assert (failed["status"], {each["outcome"] for each in failed["results"]}) == ("failed", {"unpaid"})
    assert {item.get("claim") for item in world.items("invoice")} == {None}
    paid = linked.pay(balance=True).json
    assert (paid["status"], paid["amount"]) == ("succeeded", 9_000)
    assert {desk.read(each)["payment"] for each in invoices} == {paid["id"]}
    audit(world)
    nothing_is_stuck(world)


def test_a_charge_closes_open_pages_first_and_leaves_out_what_is_being_paid(world: World, desk: Desk) -> None:
    linked = Linked(desk.shop)
    linked.card()
    waits, due = desk.invoice(4_500), desk.invoice(1_200)
    world.pay(desk.pay(waits).json["checkout_url"], paypal="pending_paid")
    world.deliver_webhooks()
    url = desk.pay(due).json["checkout_url"]
    charged = linked.pay(balance=True, currency="EUR").json
    assert outcomes(charged) == {due: ("paid", None), waits: ("unpaid", "payment_pending")}
    assert (charged["amount"], world.pay(url).status_code) == (1_200, 410)
    world.pass_time(minutes=1)
    world.settle_down()
    assert desk.read(waits)["pay_state"] == "Paid"
    audit(world)
    nothing_is_stuck(world)


def test_a_charge_of_unknown_outcome_blocks_all_of_its_snapshot(world: World, desk: Desk) -> None:
    linked = Linked(desk.shop)
    linked.card()
    invoice = desk.invoice()
    world.faults(calls=LOST)
    assert linked.pay(balance=True, key="k").status == 202
    later = desk.invoice(700)
    assert started(desk)["amount"] == 700, "what was sent after it is free"
    for answer in (desk.pay(invoice), desk.operate("void", invoice), desk.ask_link(invoice)):
        assert (answer.status, answer.json["code"]) == (409, "payment_pending")
    world.pass_time(minutes=6)
    jobs.repair()
    world.settle_down()
    assert [desk.read(each)["pay_state"] for each in (invoice, later)] == ["Paid", "Pay"]
    audit(world)
