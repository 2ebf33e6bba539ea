"""Paying all that is due in one payment: a snapshot of the open invoices, of which none is ever paid twice."""

import pytest

from shared.invoices.balance import MAX_INVOICES
from tests.functional.handlers.auditing import found_on
from tests.functional.handlers.books import audit, nothing_is_stuck, sessions
from tests.functional.handlers.invoicing import Desk, outcomes, started
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


@pytest.fixture
def desk(world: World) -> Desk:
    """The invoices of a shop that may pay them all at once."""
    return Desk(Shop(world, world.merchant(balance_payment=True)))


def test_one_payment_pays_every_open_invoice_of_the_currency(world: World, desk: Desk) -> None:
    first, second, yen = desk.invoice(4_500), desk.invoice(1_200), desk.invoice(700, currency="JPY")
    draft, void = desk.draft(), desk.invoice()
    desk.operate("void", void)
    payment = started(desk, currency="EUR")
    assert (payment["amount"], payment["currency"], payment["means"]) == (5_700, "EUR", "checkout")
    assert outcomes(payment) == {first: ("pending", None), second: ("pending", None)}
    assert [desk.see(each).json["pay_state"] for each in (first, second)] == ["Pay", "Pay"], "nobody has submitted it"
    world.pay(payment["checkout_url"])
    world.settle_down()
    assert [desk.read(each)["payment"] for each in (first, second)] == [payment["id"]] * 2
    assert [desk.read(each)["status"] for each in (yen, draft, void)] == ["open", "draft", "void"]
    assert (desk.shop.payment(payment["id"]).json["status"], list(desk.balance())) == ("succeeded", ["JPY"])
    (session,) = sessions(world)
    assert (session["amount_total"], session["metadata"]["orderpay_payment"]) == (5_700, payment["id"])
    audit(world)
    nothing_is_stuck(world)
    assert found_on(world) == []


def test_what_is_sent_meanwhile_is_not_in_the_snapshot(world: World, desk: Desk) -> None:
    first, payment = desk.invoice(4_500), started(desk)
    later = desk.invoice(1_000)
    world.pay(payment["checkout_url"])
    world.settle_down()
    assert [desk.read(each)["pay_state"] for each in (first, later)] == ["Paid", "Pay"]
    assert started(desk)["amount"] == 1_000
    audit(world)


def test_a_repeat_goes_on_with_the_same_payment(world: World, desk: Desk) -> None:
    desk.invoice()
    first, second = desk.pay_all("k"), desk.pay_all("k")
    assert (first.json["id"], first.json["checkout_url"]) == (second.json["id"], second.json["checkout_url"])
    desk.invoice()
    assert desk.pay_all("k").json == first.json, "the snapshot stays what it was"
    assert len(sessions(world)) == 1
    other = desk.pay_all("k", currency="EUR")
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_only_who_may_can_pay_it_at_once_and_only_what_is_due(world: World, desk: Desk) -> None:
    plain = Desk(Shop(world, world.merchant()))
    plain.invoice()
    answer = plain.pay_all()
    assert (answer.status, answer.json["code"]) == (409, "balance_payment_off")
    for body in ({}, {"currency": "EUR"}):
        answer = desk.pay_all(**body)
        assert (answer.status, answer.json["code"]) == (409, "nothing_due")
    desk.invoice()
    answer = desk.pay_all(currency="USD")
    assert (answer.status, answer.json["code"]) == (409, "nothing_due")
    assert world.items("payment") == []


def test_of_several_currencies_one_is_named(world: World, desk: Desk) -> None:
    desk.invoice(4_500)
    desk.invoice(700, currency="JPY")
    answer = desk.pay_all()
    assert (answer.status, answer.json["code"]) == (422, "currency_required")
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [("currency", "currency_required")]
    assert (started(desk, currency="JPY")["amount"], world.items("payment")[0]["currency"]) == (700, "JPY")


@pytest.mark.parametrize(
    "body",
    [
        {"balance": False},
        {"invoice": "inv_1"},
        {"orders": ["ord_1"]},
        {"method": "credits"},
        {"currency": "EURO"},
        {"amount": 1},
        {"balance": False, "invoice": "inv_1", "currency": "EUR"},
    ],
)
def test_the_balance_is_paid_alone_in_full_and_not_from_credits(desk: Desk, body: Json) -> None:
    desk.invoice()
    assert desk.pay_all(**body).status == 422
    assert desk.world.items("payment") == []


def test_a_payment_takes_ninety_invoices_and_settles_them_together(world: World, desk: Desk) -> None:
    invoices = [desk.invoice(100) for _ in range(MAX_INVOICES)]
    payment = started(desk)
    world.pay(payment["checkout_url"])
    world.settle_down()
    assert {desk.read(each)["payment"] for each in invoices} == {payment["id"]}
    refund = desk.shop.refund(payment["id"])
    assert (refund.status, len(refund.json["invoices"])) == (201, MAX_INVOICES)
    audit(world)


def test_ninety_of_the_longest_fit_into_one_transaction(world: World, desk: Desk) -> None:
    text = "\u20ac" * 200
    desk.draft(lines=[{"description": text, "unit_amount": 100, "quantity": 1_000_000 // 100}] * 64, send=True)
    (item,) = world.items("invoice")
    size = sum(len(str(name)) + len(str(value).encode()) for name, value in item.items())
    assert 39_000 < size < 42_000
    assert MAX_INVOICES * size + 400_000 < 4 * 1024 * 1024, "and so does the largest payment"


def test_more_than_ninety_are_too_many_and_nothing_is_closed_for_them(world: World, desk: Desk) -> None:
    first, *_ = [desk.invoice(100) for _ in range(MAX_INVOICES + 1)]
    url = desk.pay(first).json["checkout_url"]
    answer = desk.pay_all()
    assert (answer.status, answer.json["code"]) == (422, "too_many_invoices")
    assert not desk.balance()["EUR"]["payable"]
    assert world.pay(url).status_code == 303
    world.settle_down()
    assert started(desk)["amount"] == 9_000


def test_a_sum_that_nobody_can_charge_closes_nothing(world: World, desk: Desk) -> None:
    first, _ = desk.invoice(60_000_000), desk.invoice(60_000_000)
    url = desk.pay(first).json["checkout_url"]
    answer = desk.pay_all()
    assert (answer.status, answer.json["code"]) == (422, "amount_too_large")
    assert not desk.balance()["EUR"]["payable"]
    assert world.pay(url).status_code == 303


def test_what_was_paid_goes_back_where_it_came_from_one_by_one_or_whole(world: World, desk: Desk) -> None:
    provider = ProviderSide(world)
    first, second = desk.invoice(4_500), desk.invoice(1_200)
    payment = started(desk)
    world.pay(payment["checkout_url"])
    world.settle_down()
    part = desk.shop.refund(payment["id"], amount=1_000)
    assert (part.status, part.json["code"]) == (422, "invoice_required")
    other = desk.shop.refund(payment["id"], invoice=desk.invoice())
    assert (other.status, other.json["code"]) == (422, "invoice_not_in_payment")
    both = desk.shop.refund(payment["id"], invoice=first, order=first)
    assert (both.status, both.json["errors"][0]["code"]) == (422, "one_target")
    one = desk.shop.refund(payment["id"], invoice=second, amount=1_000)
    assert (one.status, one.json["to"]) == (201, "provider")
    assert one.json["invoices"] == [{"invoice": second, "amount": 1_000}]
    assert desk.shop.refund(payment["id"]).json["amount"] == 4_700
    assert {each: desk.read(each)["refunded_amount"] for each in (first, second)} == {first: 4_500, second: 1_200}
    assert [each["amount"] for each in provider.refunds()] == [1_000, 4_700]
    world.settle_down()
    audit(world)


def test_nobody_pays_what_another_owes(world: World, desk: Desk) -> None:
    other = Desk(Shop(world, world.merchant(balance_payment=True)))
    theirs, ours = other.invoice(4_500), desk.invoice(1_200)
    assert set(outcomes(started(desk))) == {ours}
    assert other.read(theirs)["pay_state"] == "Pay"
