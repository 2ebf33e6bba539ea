"""Captures that the provider gives no certain answer to: what was asked goes on, once, and nothing else is asked."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage

CAPTURE = "/v1/payment_intents/*/capture"
LOOK = "/v1/checkout/sessions/*"


@pytest.fixture
def reserved(shop: Shop) -> TwoStage:
    """An order for which 4590 cents are reserved."""
    return TwoStage(shop).reserve()


def fail(order: TwoStage, status: int | None, *, effect: bool = False) -> None:
    """The next capture, and the SDK's one repeat of it, is answered so; ``None``: not at all."""
    how = {"kind": "timeout"} if status is None else {"kind": "fail", "status": status}
    fault = how | {"path": CAPTURE, "count": 1}
    repeated = status is None or status >= 500
    order.world.faults(calls=[fault | {"effect": effect}, *([fault | {"effect": False}] if repeated else [])])


def heal(order: TwoStage) -> None:
    """The provider answers as ever again."""
    order.world.browser.delete(f"{order.world.stripe.url}/_sim/faults").raise_for_status()


@pytest.mark.parametrize("effect", [True, False])
def test_a_lost_answer_is_pending_until_the_schedule_has_asked(reserved: TwoStage, effect: bool) -> None:
    fail(reserved, None, effect=effect)
    answer = reserved.capture(3_000)
    assert (answer.status, answer.json["payment_status"]) == (202, "pending")
    assert reserved.payment()["state"] == "authorized"
    reserved.world.seen_events |= {event["id"] for event in reserved.world.stripe_events()}
    reserved.world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    assert reserved.intent()["amount_received"] == 3_000
    assert len(reserved.released()) == 1


@pytest.mark.parametrize("effect", [True, False])
def test_a_repeat_by_the_shop_goes_on_as_well(reserved: TwoStage, effect: bool) -> None:
    fail(reserved, None, effect=effect)
    assert reserved.capture(3_000).status == 202
    assert reserved.capture(3_000).status == 200
    assert len(reserved.released()) == 1


@pytest.mark.parametrize("effect", [True, False])
def test_after_a_5xx_another_key_is_used(reserved: TwoStage, effect: bool) -> None:
    fail(reserved, 500, effect=effect)
    status = reserved.capture(3_000).status
    assert status == (200 if effect else 202)
    reserved.world.pass_time(minutes=6)
    jobs.repair()
    assert reserved.intent()["amount_received"] == 3_000
    assert len(reserved.released()) == 1


def test_the_news_of_the_money_may_be_quicker_than_the_answer(reserved: TwoStage) -> None:
    fail(reserved, None, effect=True)
    assert reserved.capture(3_000).status == 202
    reserved.world.deliver_webhooks()
    assert reserved.read()["payment_status"] == "paid"
    assert reserved.capture(3_000).status == 200
    assert len(reserved.released()) == 1


def test_what_lapses_while_it_is_captured_is_told_as_lapsed(reserved: TwoStage, interruptions: Interruptions) -> None:
    name = f"stripe post payment_intents/{reserved.intent()['id']}/capture"
    interruptions.before(name, reserved.lapse)
    assert reserved.capture().json["code"] == "authorization_lapsed"
    assert reserved.released() == []
    assert reserved.read()["payment_status"] == "unpaid"


def test_a_definite_refusal_leaves_all_of_it_reserved(reserved: TwoStage) -> None:
    fail(reserved, 400)
    answer = reserved.capture(3_000)
    assert (answer.status, answer.json["code"]) == (422, "provider_rejected")
    payment = reserved.payment()
    assert (payment["state"], "capture_amount" in payment) == ("authorized", False)
    assert reserved.capture(4_000).status == 200
    assert reserved.intent()["amount_received"] == 4_000
    assert len(reserved.released()) == 1


def test_a_provider_that_takes_no_call_is_asked_later(reserved: TwoStage) -> None:
    fail(reserved, 429)
    assert reserved.capture().status == 202
    reserved.world.pass_time(minutes=6)
    jobs.repair()
    assert len(reserved.released()) == 1


def test_it_is_not_looked_after_more_often_than_needed(reserved: TwoStage) -> None:
    world = reserved.world
    world.pass_time(hours=23)
    assert jobs.repair() == jobs.NOTHING
    world.pass_time(hours=2)
    assert jobs.repair() == jobs.ONE
    assert jobs.repair() == jobs.NOTHING


def test_of_two_amounts_at_once_the_first_that_is_stored_stands(
    reserved: TwoStage, interruptions: Interruptions
) -> None:
    fail(reserved, None)
    interruptions.before("UpdateItem", lambda: reserved.capture(2_000))
    assert reserved.capture(3_000).json["code"] == "already_captured"
    assert reserved.payment()["capture_amount"] == 2_000
    assert reserved.capture(2_000).status == 200
    assert len(reserved.released()) == 1


def test_a_provider_that_breaks_at_the_look_as_well_is_asked_later(
    reserved: TwoStage, interruptions: Interruptions
) -> None:
    world = reserved.world
    calls = [{"kind": "fail", "status": 500, "path": path, "count": 50, "effect": False} for path in (CAPTURE, LOOK)]
    world.faults(calls=calls)
    with interruptions.counting() as calls_made:
        assert reserved.capture(3_000).status == 202
    asked = [call for call in calls_made if call.startswith("stripe")]
    assert len(asked) == 4, "one capture and one look, each repeated by the SDK"
    heal(reserved)
    world.pass_time(minutes=6)
    jobs.repair()
    assert len(reserved.released()) == 1


def test_what_was_asked_is_asked_again_hourly_and_not_only_the_next_day(reserved: TwoStage) -> None:
    world = reserved.world
    world.faults(calls=[{"kind": "fail", "status": 500, "path": CAPTURE, "count": 50, "effect": False}])
    assert reserved.capture(3_000).status == 202
    for minutes in (6, 61, 61):
        world.pass_time(minutes=minutes)
        assert jobs.repair() == jobs.ONE
    heal(reserved)
    world.pass_time(minutes=61)
    assert jobs.repair() == jobs.ONE
    assert len(reserved.released()) == 1


def test_a_look_that_had_begun_before_does_not_put_off_what_is_asked(
    reserved: TwoStage, interruptions: Interruptions
) -> None:
    world = reserved.world
    world.pass_time(days=1, minutes=1)

    def ask() -> None:
        fail(reserved, None)
        assert reserved.capture(3_000).status == 202

    interruptions.before("UpdateItem", ask)
    jobs.repair()
    world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    assert len(reserved.released()) == 1
