"""Invoices are charged by themselves, again and again by a schedule, never twice and never beside another payment."""

from datetime import timedelta

import pytest

from shared.clock import parse_rfc3339
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.owing import DAYS, Debtor
from tests.functional.handlers.shop import Shop
from tests.support.world import World


@pytest.fixture
def debtor(shop: Shop) -> Debtor:
    """A merchant that owes something."""
    return Debtor(shop)


def test_an_invoice_is_charged_at_once_after_sending(world: World, debtor: Debtor) -> None:
    card = debtor.linked.card()
    invoice = debtor.desk.invoice(4_500)
    shown = debtor.collection(invoice)
    assert (shown["attempts"], shown["last_failure"], shown["exhausted"], shown["payments"]) == (0, None, False, [])
    assert shown["next_at"] == debtor.desk.see(invoice).json["sent_at"]
    assert jobs.collect() == jobs.ONE
    (payment,) = debtor.attempts(invoice)
    seen = debtor.desk.see(invoice).json
    assert (seen["pay_state"], seen["payment"], seen["collection"]["next_at"]) == ("Paid", payment["id"], None)
    assert debtor.shop.payment(payment["id"]).json["attempts"][0]["method"] == card
    assert (jobs.collect(), debtor.notices()) == (jobs.NOTHING, [])
    (intent,) = debtor.linked.intents()
    assert intent["description"] == "Invoice INV-000001"
    world.settle_down()
    audit(world)
    nothing_is_stuck(world)


def test_commissions_and_monthly_ones_are_collected_alike(debtor: Debtor) -> None:
    debtor.linked.card()
    invoices = [debtor.desk.invoice(kind=kind) for kind in ("commission", "monthly", "manual")]
    assert jobs.collect() == (3, {})
    assert {debtor.desk.read(each)["pay_state"] for each in invoices} == {"Paid"}


def test_a_draft_is_nobodys_business(world: World, debtor: Debtor) -> None:
    debtor.linked.card()
    draft = debtor.desk.draft()
    world.pass_time(days=40)
    assert jobs.collect() == jobs.NOTHING
    assert (debtor.desk.read(draft)["collection"], debtor.notices()) == (None, [])


def test_a_declined_charge_is_tried_again_by_the_schedule_until_the_account_is_restricted(
    world: World, debtor: Debtor
) -> None:
    debtor.linked.card()
    debtor.linked.plan("insufficient_funds", count=None)
    invoice = debtor.desk.invoice(due_date="2026-11-20")
    jobs.collect()
    for attempt, days in enumerate(DAYS, start=1):
        shown, now = debtor.collection(invoice), world.clock.moment
        assert (shown["attempts"], shown["last_failure"]["reason"]) == (attempt, "insufficient_funds")
        assert len(shown["payments"]) == len(debtor.attempts(invoice)) == attempt
        wait = parse_rfc3339(shown["next_at"]) - now
        assert timedelta(days=days) - timedelta(seconds=5) < wait <= timedelta(days=days)
        assert (debtor.account()["restriction"], debtor.desk.read(invoice)["pay_state"]) == (None, "Pay")
        world.pass_time(seconds=wait.total_seconds() - 5)
        assert jobs.collect() == jobs.NOTHING, "not a moment before"
        world.pass_time(seconds=6)
        jobs.collect()
    shown = debtor.collection(invoice)
    assert (shown["attempts"], shown["exhausted"], shown["next_at"]) == (5, True, None)
    restriction = debtor.account()["restriction"]
    assert [each["id"] for each in restriction["invoices"]] == [invoice]
    assert restriction["reason"] == "unpaid_invoices"
    payments = [payment["id"] for payment in debtor.attempts(invoice)]
    failed = [("charge_failed", each) for each in payments]
    overdue = ("invoice_overdue", invoice)
    assert debtor.notices() == [overdue, *failed, ("account_restricted", debtor.shop.id)]
    world.pass_time(days=60)
    jobs.collect()
    assert len(debtor.attempts(invoice)) == 5, "no sixth"
    world.settle_down()
    audit(world)
    nothing_is_stuck(world)


def test_no_account_becomes_restricted_for_what_is_not_due_yet(world: World, debtor: Debtor) -> None:
    debtor.linked.card()
    debtor.linked.plan("insufficient_funds", count=None)
    invoice = debtor.desk.invoice(due_date="2026-12-31")
    debtor.fail_to_the_end()
    shown = debtor.collection(invoice)
    assert (shown["attempts"], shown["exhausted"], shown["next_at"]) == (4, False, "2027-01-01T00:00:00.000Z")
    world.clock.moment = parse_rfc3339("2026-12-31T23:59:59Z")
    jobs.collect()
    assert (debtor.account()["restriction"], len(debtor.attempts(invoice))) == (None, 4)
    world.clock.moment = parse_rfc3339("2027-01-01T00:00:00Z")
    jobs.collect()
    assert [each["id"] for each in debtor.account()["restriction"]["invoices"]] == [invoice]
    assert [kind for kind, _ in debtor.notices()][4:] == ["invoice_overdue", "charge_failed", "account_restricted"]


def test_no_method_to_charge_is_a_failed_attempt_told_each_time(world: World, debtor: Debtor) -> None:
    invoice = debtor.desk.invoice(due_date="2027-12-06")
    jobs.collect()
    jobs.collect()
    shown = debtor.collection(invoice)
    assert (shown["attempts"], shown["last_failure"]["reason"], shown["payments"]) == (1, "no_payment_method", [])
    told = {"amount": 4_500, "currency": "EUR", "reason": "no_payment_method", "number": "INV-000001"}
    assert debtor.told("charge_failed") == [told]
    world.pass_time(days=2, minutes=1)
    jobs.collect()
    assert (debtor.collection(invoice)["attempts"], len(debtor.told("charge_failed"))) == (2, 2)
    debtor.linked.card()
    world.pass_time(days=5, minutes=1)
    jobs.collect()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"


def test_a_bank_that_wants_the_owner_is_a_failed_attempt_and_he_is_given_a_link(world: World, debtor: Debtor) -> None:
    debtor.linked.card()
    debtor.linked.plan("authentication_required")
    invoice = debtor.desk.invoice()
    jobs.collect()
    shown = debtor.collection(invoice)
    assert (shown["attempts"], shown["last_failure"]["reason"]) == (1, "authentication_required")
    assert [kind for kind, _ in debtor.notices()] == ["charge_requires_action"]
    link = debtor.desk.see(invoice).json["payment_link"]
    assert link is not None
    world.pass_time(days=2, minutes=1)
    jobs.collect()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid", "the bank may be content the next time"
    audit(world)


def test_a_charge_on_its_way_is_only_looked_at_and_its_failure_counts(world: World, debtor: Debtor) -> None:
    debtor.linked.paypal()
    debtor.linked.plan("pending_failed")
    invoice = debtor.desk.invoice()
    jobs.collect()
    assert debtor.desk.read(invoice)["pay_state"] == "Pending"
    assert (jobs.collect(), debtor.collection(invoice)["attempts"]) == (jobs.NOTHING, 0)
    world.pass_time(hours=1, minutes=1)
    world.deliver_webhooks()
    jobs.collect()
    assert debtor.collection(invoice)["attempts"] == 1
    assert len(debtor.attempts(invoice)) == 1
    audit(world)
    nothing_is_stuck(world)


def test_a_charge_on_its_way_that_pays_ends_it(world: World, debtor: Debtor) -> None:
    debtor.linked.paypal()
    debtor.linked.plan("pending_paid")
    invoice = debtor.desk.invoice()
    jobs.collect()
    world.pass_time(hours=1, minutes=1)
    jobs.collect()
    world.deliver_webhooks()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
    world.pass_time(days=60)
    assert jobs.collect() == jobs.NOTHING
    assert len(debtor.linked.intents()) == 1
    audit(world)


def test_an_unknown_outcome_makes_no_second_charge(world: World, debtor: Debtor) -> None:
    debtor.linked.card()
    world.faults(calls=[{"kind": "timeout", "path": "/v1/payment_intents", "count": 9, "effect": True}])
    invoice = debtor.desk.invoice()
    jobs.collect()
    world.faults(calls=[])
    for _ in range(3):
        world.pass_time(hours=1, minutes=1)
        jobs.collect()
    jobs.repair()
    jobs.collect()
    world.settle_down()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
    assert (len(debtor.linked.intents()), len(debtor.attempts(invoice))) == (1, 1)
    audit(world)


def test_an_open_checkout_is_waited_for_a_day_and_then_closed_for_the_charge(world: World, debtor: Debtor) -> None:
    debtor.linked.card()
    invoice = debtor.desk.invoice()
    pages = [debtor.desk.pay(invoice, "first").json["checkout_url"]]
    for hour in range(24):
        jobs.collect()
        assert debtor.linked.intents() == [], "somebody may be paying"
        world.pass_time(hours=1, minutes=1)
        if hour == 12:
            pages.append(debtor.desk.pay(invoice, "second").json["checkout_url"])
    jobs.collect()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
    assert [world.pay(page).status_code for page in pages] == [410, 410]
    assert len(debtor.linked.intents()) == 1
    audit(world)


def test_a_payment_that_was_submitted_is_never_charged_over(world: World, debtor: Debtor) -> None:
    debtor.linked.card()
    invoice = debtor.desk.invoice()
    world.pay(debtor.desk.pay(invoice).json["checkout_url"], paypal="pending_paid")
    world.deliver_webhooks()
    for _ in range(30):
        jobs.collect()
        world.clock.moment += timedelta(hours=1, minutes=1)
    assert [item["means"] for item in world.items("payment")] == ["checkout"]
    world.pass_time(minutes=1)
    world.settle_down()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
    jobs.collect()
    audit(world)


@pytest.mark.parametrize("how", ["void", "paid"])
def test_what_need_not_be_paid_any_more_is_not_charged(world: World, debtor: Debtor, how: str) -> None:
    invoice = debtor.desk.invoice()
    if how == "void":
        assert debtor.desk.operate("void", invoice).status == 200
    else:
        world.pay(debtor.desk.pay(invoice).json["checkout_url"])
        world.deliver_webhooks()
    debtor.linked.card()
    (item,) = world.items("invoice")
    assert ("due_pk" in item, jobs.collect()) == (False, jobs.NOTHING)
    assert debtor.desk.read(invoice)["collection"]["next_at"] is None
    world.pass_time(days=90)
    jobs.collect()
    assert debtor.notices("invoice_overdue") == []
