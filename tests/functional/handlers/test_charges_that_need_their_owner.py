"""What is offered to the owner of a method whose bank wants to see him."""

import pytest

from shared.errors import AccountUnreachable, Busy
from shared.payments.charging import ending
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.support.world import Json, World

NEEDED = "charge_requires_action"


def told(world: World) -> list[Json]:
    """What the merchant was told of charges that need somebody."""
    return [each["values"] for each in world.items("notice") if each["notice_kind"] == NEEDED]


def test_a_link_that_is_over_is_not_offered(world: World, desk: Desk, linked: Linked) -> None:
    """Before any job has closed it, its invoice still points to it."""
    linked.card()
    invoice = desk.invoice()
    over = desk.ask_link(invoice, expires_in_days=1).json["id"]
    world.pass_time(days=2)
    linked.plan("authentication_required")
    left = linked.pay(invoice=invoice).json
    assert left["status"] == "requires_action"
    assert left["action_link"] != over
    shown = desk.shop.read_link(left["action_link"])
    assert (shown["status"], [each["link"] for each in told(world)]) == ("open", [left["action_link"]])
    assert world.pay(desk.shop.checkout(shown)).status_code == 303
    world.settle_down()
    assert desk.see(invoice).json["pay_state"] == "Paid"
    audit(world)


def test_a_link_that_is_open_is_the_one_that_is_offered(world: World, desk: Desk, linked: Linked) -> None:
    linked.card()
    invoice = desk.invoice()
    link = desk.ask_link(invoice).json["id"]
    linked.plan("authentication_required")
    assert linked.pay(invoice=invoice).json["action_link"] == link
    assert len(world.items("link")) == 1


@pytest.mark.parametrize("end", ["paid", "void"])
def test_what_is_settled_before_the_offer_needs_nobody(
    world: World, desk: Desk, linked: Linked, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    linked.card()
    linked.plan("authentication_required")
    invoice = desk.invoice()
    with monkeypatch.context() as before:
        before.setattr(ending, "_offer", lambda _, payment: payment)
        left = linked.pay(invoice=invoice, key="k").json
    if end == "paid":
        assert linked.pay(invoice=invoice).json["status"] == "succeeded"
    else:
        assert desk.operate("void", invoice).status == 200
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    assert (desk.shop.payment(left["id"]).json["action_link"], told(world), world.items("link")) == (None, [], [])
    assert jobs.repair() == jobs.NOTHING
    audit(world)
    nothing_is_stuck(world)


def test_an_offer_that_fails_holds_up_nobody(
    world: World, desk: Desk, linked: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has its next turn later, as any look that failed, and not at every run."""
    linked.card()
    linked.plan("authentication_required")

    def busy(*_: object) -> None:
        raise Busy("the link is being changed")

    with monkeypatch.context() as failing:
        failing.setattr(ending, "_link_of", busy)
        assert linked.pay(invoice=desk.invoice()).status == 503
        world.pass_time(minutes=6)
        assert jobs.repair()[0] == 1
        assert jobs.repair() == jobs.NOTHING
    world.pass_time(hours=2)
    assert jobs.repair() == jobs.ONE
    assert len(told(world)) == 1
    assert jobs.repair() == jobs.NOTHING
    nothing_is_stuck(world)


def test_an_owner_is_told_without_a_link_where_none_can_be_made(
    world: World, desk: Desk, linked: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last link's checkout is on an account that the provider lets us reach no more."""
    linked.card()
    linked.plan("authentication_required")

    def unreachable(*_: object) -> None:
        raise AccountUnreachable("the account cannot be reached", provider_code="account_invalid")

    monkeypatch.setattr(ending, "make_link", unreachable)
    left = linked.pay(invoice=desk.invoice()).json
    assert (left["status"], left["action_link"], told(world)) == (
        "requires_action", None, [{"amount": 4_500, "currency": "EUR"}]
    )  # fmt: skip
    nothing_is_stuck(world)
