"""Captures that the provider refuses for good: nothing is taken, and whoever asked is told, however late."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_reserved_money_ends import notices, told
from tests.functional.handlers.two_stage import TwoStage

CAPTURE = "/v1/payment_intents/*/capture"
LOST = {"kind": "timeout", "path": CAPTURE, "count": 2, "effect": False}
REFUSED = {"kind": "fail", "status": 400, "path": CAPTURE, "count": 1}


@pytest.fixture
def reserved(shop: Shop) -> TwoStage:
    """An order for which 4590 cents are reserved."""
    return TwoStage(shop).reserve()


def refuse_later(order: TwoStage, amount: int = 3_000) -> None:
    """The shop is answered 202, and the schedule is refused."""
    order.world.faults(calls=[LOST])
    assert order.capture(amount).status == 202
    order.world.faults(calls=[REFUSED])
    order.world.pass_time(minutes=6)
    assert jobs.repair() == jobs.ONE
    order.world.settle_down()


def test_what_the_schedule_is_refused_is_told(reserved: TwoStage) -> None:
    refuse_later(reserved)
    (event,) = told(reserved.world, "order.capture_refused")["order.capture_refused"]
    assert (event["refused_capture"], event["authorized_amount"]) == (3_000, 4_590)
    assert event["payment_id"] == reserved.payment()["id"]
    assert notices(reserved.shop) == ["capture_refused"]
    order = reserved.read()
    assert (order["payment_status"], order["authorization"]["amount"]) == ("pending", 4_590)
    assert order["authorization"]["capture_refused_at"] == event["capture_refused_at"]
    assert reserved.capture().status == 200
    assert len(reserved.released()) == 1


def test_each_refusal_is_told_and_its_notice_once(reserved: TwoStage) -> None:
    refuse_later(reserved)
    refuse_later(reserved, 2_000)
    events = told(reserved.world, "order.capture_refused")["order.capture_refused"]
    assert sorted(each["refused_capture"] for each in events) == [2_000, 3_000]
    (notice,) = Notified(reserved.shop).listed()
    assert notice["values"]["amount"] == 4_590
    kinds = [each["type"] for each in reserved.shop.timeline(reserved.order_id).json["data"]]
    assert kinds.count("capture_refused") == 2


def test_a_refusal_says_nothing_of_the_next_reservation(reserved: TwoStage) -> None:
    refuse_later(reserved)
    reserved.lapse()
    reserved.world.settle_down()
    reserved.reserve()
    assert reserved.read()["authorization"]["capture_refused_at"] is None
    assert len(told(reserved.world, "order.capture_refused")["order.capture_refused"]) == 1


def test_a_refusal_that_money_overtook_is_not_told(reserved: TwoStage, interruptions: Interruptions) -> None:
    """Somebody captured it in the provider's dashboard, after our look."""
    reserved.world.faults(calls=[LOST])
    assert reserved.capture().status == 202
    reserved.world.faults(calls=[REFUSED])
    reserved.world.pass_time(minutes=6)

    def elsewhere() -> None:
        reserved.capture_elsewhere()
        reserved.world.deliver_webhooks()

    interruptions.before("TransactWriteItems", elsewhere)
    jobs.repair()
    assert len(reserved.released()) == 1
    assert "order.capture_refused" not in told(reserved.world, "order.capture_refused")
    assert notices(reserved.shop) == []
