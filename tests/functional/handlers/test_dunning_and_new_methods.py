"""A newly linked method: all that is open is tried once more, at once, and nothing of the schedule is used up."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.linking import Linking
from tests.functional.handlers.owing import DAYS, Debtor
from tests.functional.handlers.shop import Shop
from tests.support.world import World


@pytest.fixture
def debtor(shop: Shop) -> Debtor:
    """A merchant that owes something."""
    return Debtor(shop)


def test_a_newly_linked_method_tries_everything_open_at_once_and_ends_it(world: World, debtor: Debtor) -> None:
    invoice = debtor.exhausted()
    young = debtor.desk.invoice(1_200)
    jobs.collect()
    assert debtor.collection(young)["attempts"] == 1
    debtor.link()
    jobs.collect()
    assert {debtor.desk.read(each)["pay_state"] for each in (invoice, young)} == {"Paid"}
    jobs.collect()
    assert debtor.account()["restriction"] is None
    audit(world)


def test_a_method_that_is_linked_on_the_providers_page_is_tried_by_the_next_run(world: World, debtor: Debtor) -> None:
    invoice = debtor.desk.invoice()
    jobs.collect()
    assert debtor.collection(invoice)["last_failure"]["reason"] == "no_payment_method"
    Linking(debtor.shop).link()
    assert jobs.collect() == (2, {}), "the account and the invoice"
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
    assert jobs.collect() == jobs.NOTHING
    world.settle_down()
    audit(world)


def test_an_attempt_for_a_new_method_uses_nothing_of_the_schedule_up(world: World, debtor: Debtor) -> None:
    invoice = debtor.desk.invoice()
    jobs.collect()
    before = debtor.collection(invoice)
    debtor.linked.plan("insufficient_funds", count=None)
    for attempts in (1, 2):
        debtor.link()
        jobs.collect()
        jobs.collect()
        shown = debtor.collection(invoice)
        assert (shown["attempts"], shown["next_at"]) == (1, before["next_at"])
        assert (shown["last_failure"]["reason"], len(debtor.attempts(invoice))) == ("insufficient_funds", attempts)
    for days in DAYS:
        world.pass_time(days=days, minutes=1)
        jobs.collect()
    assert debtor.collection(invoice)["attempts"] == 5
    debtor.link()
    jobs.collect()
    assert (debtor.collection(invoice)["exhausted"], len(debtor.attempts(invoice))) == (True, 7)
    assert debtor.account()["restriction"] is not None


def test_a_new_method_is_tried_once_when_an_attempt_of_the_schedule_is_due_as_well(
    world: World, debtor: Debtor
) -> None:
    invoice = debtor.desk.invoice()
    debtor.linked.plan("insufficient_funds", count=None)
    debtor.link()
    world.pass_time(minutes=1)
    jobs.collect()
    assert (len(debtor.attempts(invoice)), debtor.collection(invoice)["attempts"]) == (1, 1)
    assert debtor.collection(invoice)["next_at"] > str(world.clock.moment.isoformat())


def test_a_wish_that_is_repeated_before_the_run_is_one(world: World, debtor: Debtor) -> None:
    debtor.link()
    (first,) = world.items("merchant")
    world.pass_time(minutes=1)
    debtor.link()
    (second,) = world.items("merchant")
    assert second["linked_at"] == first["linked_at"]
    assert jobs.collect() == jobs.ONE
    assert "linked_at" not in world.items("merchant")[0]


def test_what_was_put_off_is_tried_at_once_with_a_new_method(debtor: Debtor) -> None:
    debtor.shop.set_merchant(collection="manual")
    invoice = debtor.desk.invoice()
    jobs.collect()
    debtor.shop.set_merchant(collection="automatic")
    assert jobs.collect() == jobs.NOTHING
    debtor.link()
    jobs.collect()
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
