"""Two-stage payments: reserved, then captured in full or less, once; released only with the money."""

import pytest

from tests.functional.handlers.books import audit
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.test_reserved_money_ends import told
from tests.functional.handlers.two_stage import TwoStage
from tests.support.world import World


@pytest.fixture
def reserved(shop: Shop) -> TwoStage:
    """An order for which 4590 cents are reserved."""
    return TwoStage(shop).reserve()


def test_what_is_reserved_is_no_money_yet(reserved: TwoStage) -> None:
    order = reserved.read()
    assert (order["status"], order["payment_status"], order["released_at"]) == ("in_progress", "pending", None)
    assert order["authorization"]["amount"] == 4_590
    assert order["authorization"]["capture_before"] == "2026-11-29T03:12:42.000Z"
    assert order["auto_capture"] is False
    assert (reserved.payment()["state"], reserved.intent()["status"]) == ("authorized", "requires_capture")
    assert reserved.shop.page(reserved.link) == "authorized"
    assert reserved.released() == []


def test_all_of_it_is_captured_and_the_order_released_once(reserved: TwoStage) -> None:
    answer = reserved.capture()
    assert (answer.status, answer.json["payment_status"], answer.json["authorization"]) == (200, "paid", None)
    assert answer.json["payments"][0]["amount"] == 4_590
    assert reserved.intent()["amount_received"] == 4_590
    assert reserved.capture().status == reserved.capture(4_590).status == 200
    assert [each["order_id"] for each in reserved.released()] == [reserved.order_id]
    assert reserved.shop.page(reserved.link) == "paid"


def test_less_is_captured_and_the_rest_given_back(reserved: TwoStage) -> None:
    answer = reserved.capture(3_000)
    assert answer.json["payments"][0]["amount"] == 3_000
    assert reserved.intent()["amount_received"] == 3_000
    assert reserved.capture(3_000).status == 200
    for other in (None, 3_001, 2_999):
        assert reserved.capture(other).json["code"] == "already_captured"
    (event,) = reserved.released()
    assert event["paid_amount"] == 3_000
    assert reserved.world.items("surplus") == []


def test_the_payment_is_of_what_was_captured(reserved: TwoStage) -> None:
    assert reserved.shop.payment(reserved.payment()["id"]).json["amount"] == 4_590
    reserved.capture(3_000)
    assert reserved.shop.payment(reserved.payment()["id"]).json["amount"] == 3_000


def test_no_more_goes_back_than_was_captured(reserved: TwoStage) -> None:
    reserved.capture(3_000)
    payment = reserved.payment()["id"]
    assert reserved.shop.refund(payment, amount=3_001).status in (409, 422)
    assert reserved.shop.refund(payment, amount=3_000).status == 201
    reserved.world.settle_down()
    assert reserved.read()["payment_status"] == "refunded"


def test_less_is_no_change_of_the_order(reserved: TwoStage) -> None:
    """Its amount version is that of what was ordered; what was taken is told beside it, in every event."""
    assert reserved.capture(3_000).status == 200
    (event,) = reserved.released()
    assert (event["amount"], event["amount_version"], event["paid_amount"]) == (4_590, 1, 3_000)
    assert told(reserved.world, "order.changed") == {}
    reserved.shop.refund(reserved.payment()["id"], amount=1_000)
    reserved.world.settle_down()
    (back,) = told(reserved.world, "order.refunded")["order.refunded"]
    assert (back["amount"], back["paid_amount"], back["refunded_amount"]) == (4_590, 3_000, 1_000)
    replayed = reserved.shop.place(external_id="o-1", amount=4_590, collect="link", auto_capture=False)
    assert replayed.status == 200, replayed.text


def test_a_repeat_answers_what_became_of_the_order(reserved: TwoStage) -> None:
    assert reserved.capture(3_000).status == 200
    reserved.world.settle_down()
    reserved.shop.refund(reserved.payment()["id"])
    reserved.world.settle_down()
    assert reserved.cancel().status == 200
    again = reserved.capture(3_000)
    assert (again.status, again.json["status"], again.json["payment_status"]) == (200, "cancelled", "refunded")
    assert reserved.capture().json["code"] == "already_captured"
    assert reserved.capture(2_000).json["code"] == "already_captured"
    assert reserved.intent()["amount_received"] == 3_000


@pytest.mark.parametrize(
    ("amount", "code"), [(4_591, "more_than_authorized"), (0, "greater_than"), (-1, "greater_than"), ("5", "int_type")]
)
def test_what_cannot_be_captured_is_refused_by_field(reserved: TwoStage, amount: object, code: str) -> None:
    answer = reserved.capture(amount)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, code)
    assert reserved.intent()["status"] == "requires_capture"
    assert "capture_amount" not in reserved.payment()


def test_less_than_the_provider_takes_is_refused_and_another_amount_may_be_asked(reserved: TwoStage) -> None:
    assert reserved.capture(1).status == 422
    assert reserved.capture(4_000).status == 200


def test_nothing_is_captured_before_anybody_has_paid(shop: Shop) -> None:
    order = TwoStage(shop)
    assert order.capture().json["code"] == "not_authorized"
    order.checkout()
    assert order.capture().json["code"] == "not_authorized"
    assert shop.capture(shop.order(collect="none")).json["code"] == "not_authorized"


def test_an_order_that_is_paid_at_once_has_nothing_to_capture(shop: Shop) -> None:
    order = TwoStage(shop, asked={"auto_capture": True})
    order.submit()
    shop.world.settle_down()
    assert order.read()["payment_status"] == "paid"
    assert order.capture().json["code"] == "order_paid"


def test_another_merchant_cannot_capture_it(world: World, reserved: TwoStage) -> None:
    other = Shop(world, world.merchant())
    assert other.capture(reserved.order_id).status == 404
    assert reserved.intent()["status"] == "requires_capture"


def test_a_capture_that_comes_before_any_news_looks_at_the_provider(shop: Shop) -> None:
    order = TwoStage(shop)
    order.submit()
    assert order.capture().status == 200
    assert len(order.released()) == 1


def test_the_news_of_it_may_come_twice_late_and_after_the_capture(shop: Shop) -> None:
    order = TwoStage(shop)
    order.submit()
    early = shop.world.stripe_events()
    shop.world.settle_down()
    order.capture(3_000)
    shop.world.deliver_webhooks([event | {"id": f"{event['id']}x"} for event in early])
    assert order.read()["payment_status"] == "paid"
    assert len(order.released()) == 1


def test_on_the_merchants_own_account(shop: Shop) -> None:
    OwnAccount(shop).connected()
    order = TwoStage(shop).reserve()
    assert order.payment()["account"]
    assert order.capture(1_000).status == 200
    assert len(order.released()) == 1
    audit(shop.world)


@pytest.mark.parametrize(("currency", "amount", "less"), [("JPY", 5_000, 1_200), ("KWD", 12_340, 5_670)])
def test_in_currencies_with_other_exponents(shop: Shop, currency: str, amount: int, less: int) -> None:
    order = TwoStage(shop, amount, {"currency": currency}).reserve()
    assert order.capture(less).json["payments"][0]["amount"] == less
    assert len(order.released()) == 1
