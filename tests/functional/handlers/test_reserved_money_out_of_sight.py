"""Money reserved on a merchant's own account whose owner closes it to us: told, and never paid twice."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.auditing import change
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_reserved_money_ends import notices, told
from tests.functional.handlers.two_stage import TwoStage

CAPTURE = "/v1/payment_intents/*/capture"
CLOSED = (1, {"account_unreachable": 1})


@pytest.fixture
def own(shop: Shop) -> OwnAccount:
    """Connected, and able to take cards."""
    return OwnAccount(shop).connected()


@pytest.fixture
def reserved(own: OwnAccount) -> TwoStage:
    """An order for which 4590 cents are reserved there; its owner closes the account the day after."""
    order = TwoStage(own.shop).reserve()
    assert order.payment()["account"] == own.id
    order.world.pass_time(days=1)
    close(own)
    return order


def close(own: OwnAccount) -> None:
    """Its owner takes our access back."""
    own.becomes(revoked=True)
    own.shop.world.settle_down()


def reconnect(own: OwnAccount) -> None:
    """And gives it again."""
    own.becomes(revoked=False, card="active", missing=[])
    assert own.name().status == 200


def captured_by_its_owner(own: OwnAccount, order: TwoStage) -> None:
    """In the dashboard, where nobody tells us."""
    own.becomes(revoked=False)
    order.capture_elsewhere()
    own.becomes(revoked=True)
    own.shop.world.seen_events |= {event["id"] for event in own.shop.world.stripe_events()}


def pass_days(order: TwoStage, days: int) -> None:
    """With the schedule in each of their hours."""
    for _ in range(days * 24):
        order.world.pass_time(hours=1)
        jobs.repair()
    order.world.seen_events |= {event["id"] for event in order.world.stripe_events()}
    order.world.settle_down()


def test_it_waits_until_it_must_be_over_and_is_told_once(own: OwnAccount, reserved: TwoStage) -> None:
    pass_days(reserved, 6)
    assert "order.authorization_lost" not in told(reserved.world)
    assert reserved.shop.explain(reserved.order_id).json["next_step"]["type"] == "capture"
    pass_days(reserved, 4)
    (lost,) = told(reserved.world)["order.authorization_lost"]
    assert (lost["payment_id"], lost["authorized_amount"]) == (reserved.payment()["id"], 4_590)
    assert "authorization_lost" in notices(reserved.shop)
    order = reserved.read()
    assert (order["payment_status"], order["authorization"]["lost_at"]) == ("pending", lost["lost_at"])
    assert reserved.shop.explain(reserved.order_id).json["next_step"]["type"] == "reconnect_account"
    kinds = [each["type"] for each in reserved.shop.timeline(reserved.order_id).json["data"]]
    assert kinds.count("authorization_lost") == 1


def test_it_is_asked_about_hourly_at_first_and_then_daily(own: OwnAccount, reserved: TwoStage) -> None:
    pass_days(reserved, 8)
    runs = []
    for _ in range(24):
        reserved.world.pass_time(hours=1)
        runs.append(jobs.repair())
    assert [run for run in runs if run != jobs.NOTHING] == [jobs.ONE], "told already, so it is no failure any more"


def test_another_buyer_cannot_pay_what_its_owner_may_have_captured(own: OwnAccount, reserved: TwoStage) -> None:
    pass_days(reserved, 5)
    captured_by_its_owner(own, reserved)
    pass_days(reserved, 4)
    assert reserved.shop.page(reserved.link) == "authorized"
    assert reserved.shop.press(reserved.link).status == 409
    reconnect(own)
    pass_days(reserved, 2)
    assert reserved.read()["payment_status"] == "paid"
    assert len(reserved.released()) == 1


def test_what_lapsed_there_is_found_once_it_is_connected_again(own: OwnAccount, reserved: TwoStage) -> None:
    pass_days(reserved, 9)
    reconnect(own)
    pass_days(reserved, 2)
    order = reserved.read()
    assert (order["payment_status"], order["authorization"]) == ("unpaid", None)
    assert reserved.payment()["failure"] == "authorization_lapsed"
    assert len(told(reserved.world)["order.authorization_lapsed"]) == 1
    assert reserved.released() == []


def test_its_shop_may_cancel_it_once_it_is_over(own: OwnAccount, reserved: TwoStage) -> None:
    pass_days(reserved, 9)
    answer = reserved.cancel()
    assert (answer.status, answer.json["status"], answer.json["payment_status"]) == (200, "cancelled", "unpaid")
    assert (reserved.payment()["state"], reserved.payment()["failure"]) == ("cancelled", "account_unreachable")
    reserved.world.settle_down()
    assert reserved.shop.page(reserved.link) == "cancelled"
    assert reserved.cancel().status == 200
    assert jobs.repair() == jobs.NOTHING
    nothing_is_stuck(reserved.world)
    assert "order.authorization_lapsed" not in told(reserved.world)


def test_what_its_owner_captured_of_a_cancelled_order_goes_back(own: OwnAccount, reserved: TwoStage) -> None:
    pass_days(reserved, 5)
    captured_by_its_owner(own, reserved)
    pass_days(reserved, 4)
    assert reserved.cancel().status == 200
    reconnect(own)
    reserved.world.seen_events.clear()
    reserved.world.settle_down()
    jobs.bring_back()
    reserved.world.settle_down()
    (surplus,) = reserved.world.items("surplus")
    assert (surplus["state"], surplus["account"], surplus["amount"]) == ("returned", own.id, 4_590)
    assert reserved.released() == []


def test_a_cancellation_before_that_ends_by_itself_when_it_is_over(own: OwnAccount, reserved: TwoStage) -> None:
    assert reserved.cancel().json["code"] == "account_unreachable"
    pass_days(reserved, 6)
    assert reserved.read()["status"] == "in_progress"
    pass_days(reserved, 2)
    assert reserved.read()["status"] == "cancelled"
    assert "order.authorization_lost" not in told(reserved.world)
    nothing_is_stuck(reserved.world)
    audit(reserved.world)


def test_what_was_being_captured_is_given_up_by_nobody(own: OwnAccount) -> None:
    order = TwoStage(own.shop).reserve()
    lost = {"kind": "timeout", "path": CAPTURE, "count": 1}
    order.world.faults(calls=[lost | {"effect": True}, lost | {"effect": False}])
    assert order.capture().status == 202
    close(own)
    pass_days(order, 10)
    assert order.cancel().json["code"] == "payment_pending"
    assert len(told(order.world)["order.authorization_lost"]) == 1
    reconnect(own)
    pass_days(order, 2)
    assert order.read()["payment_status"] == "paid"
    assert len(order.released()) == 1


def test_what_is_given_back_for_another_reason_never_cancels_its_order(own: OwnAccount, reserved: TwoStage) -> None:
    change(reserved.world, reserved.payment(), releasing="link_void")
    pass_days(reserved, 9)
    assert (reserved.read()["status"], reserved.read()["payment_status"]) == ("in_progress", "pending")
    assert len(told(reserved.world)["order.authorization_lost"]) == 1
