"""When an invoice is overdue its merchant is told, whether it is charged by itself or pays by hand."""

from datetime import timedelta

import pytest

from shared.clock import parse_rfc3339
from tests.functional.handlers import jobs
from tests.functional.handlers.owing import Debtor
from tests.functional.handlers.shop import Shop
from tests.support.world import World


@pytest.fixture
def debtor(shop: Shop) -> Debtor:
    """A merchant that owes something."""
    return Debtor(shop)


def test_a_merchant_that_pays_by_hand_is_told_when_it_is_overdue_and_never_charged(
    world: World, debtor: Debtor
) -> None:
    debtor.shop.set_merchant(collection="manual")
    debtor.linked.card()
    invoice = debtor.desk.invoice(due_date="2026-11-23")
    jobs.collect()
    assert (debtor.collection(invoice)["next_at"], debtor.notices()) == (None, [])
    world.pass_time(hours=25)
    assert (jobs.collect(), debtor.notices()) == (jobs.ONE, [])
    world.pass_time(hours=20)
    jobs.collect()
    assert (debtor.notices(), debtor.account()["collection"]) == ([("invoice_overdue", invoice)], "manual")
    for _ in range(40):
        world.pass_time(days=1)
        jobs.collect()
    assert (debtor.linked.intents(), debtor.account()["restriction"]) == ([], None)
    assert len(debtor.notices()) == 1
    debtor.shop.set_merchant(collection="automatic")
    world.pass_time(days=1)
    jobs.collect()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid", "a change takes a day at most"


def test_an_overdue_invoice_is_told_once_after_its_day(world: World, debtor: Debtor) -> None:
    invoice = debtor.desk.invoice(due_date="2026-11-22")
    jobs.collect()
    assert debtor.notices("invoice_overdue") == []
    world.clock.moment = parse_rfc3339("2026-11-22T23:59:59Z")
    jobs.collect()
    assert debtor.notices("invoice_overdue") == []
    world.clock.moment = parse_rfc3339("2026-11-23T00:00:00Z")
    jobs.collect()
    jobs.collect()
    told = {"amount": 4_500, "currency": "EUR", "number": "INV-000001", "due_date": "2026-11-22"}
    assert (debtor.notices("invoice_overdue"), debtor.told("invoice_overdue")) == (
        [("invoice_overdue", invoice)],
        [told],
    )
    debtor.fail_to_the_end()
    assert len(debtor.notices("invoice_overdue")) == 1


def test_what_is_being_paid_is_not_called_overdue(world: World, debtor: Debtor) -> None:
    invoice = debtor.desk.invoice(due_date="2026-11-22")
    world.pay(debtor.desk.pay(invoice).json["checkout_url"], paypal="pending_failed")
    world.deliver_webhooks()
    world.clock.moment += timedelta(days=1)
    jobs.collect()
    assert debtor.notices("invoice_overdue") == []
    world.pass_time(hours=2)
    world.deliver_webhooks()
    jobs.collect()
    assert debtor.notices("invoice_overdue") == [("invoice_overdue", invoice)]


def test_the_last_day_there_is_can_be_a_due_date(debtor: Debtor) -> None:
    debtor.linked.card()
    invoice = debtor.desk.invoice(due_date="9999-12-31")
    jobs.collect()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
