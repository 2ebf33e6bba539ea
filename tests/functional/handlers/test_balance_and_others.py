"""The payment of a whole balance where other payments of its invoices are: one of them collects, never both."""

import pytest

from shared.payments.collecting import takeover
from shared.payments.reserving import balance
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.invoicing import Desk, outcomes, started
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


@pytest.fixture
def desk(world: World) -> Desk:
    """The invoices of a shop that may pay them all at once."""
    return Desk(Shop(world, world.merchant(balance_payment=True)))


def test_what_is_being_paid_is_left_out_of_snapshot_and_amount(world: World, desk: Desk) -> None:
    waits, due = desk.invoice(4_500), desk.invoice(1_200)
    world.pay(desk.pay(waits).json["checkout_url"], paypal="pending_paid")
    world.deliver_webhooks()
    payment = started(desk)
    assert payment["amount"] == 1_200
    assert outcomes(payment) == {due: ("pending", None), waits: ("unpaid", "payment_pending")}
    world.pay(payment["checkout_url"])
    world.pass_time(minutes=1)
    world.settle_down()
    assert outcomes(desk.shop.payment(payment["id"]).json)[waits] == ("unpaid", "payment_pending")
    assert [desk.read(each)["pay_state"] for each in (waits, due)] == ["Paid", "Paid"]
    assert desk.read(waits)["payment"] != payment["id"]
    audit(world)
    nothing_is_stuck(world)


def test_when_all_is_being_paid_the_answer_says_that(world: World, desk: Desk) -> None:
    waits = desk.invoice()
    world.pay(desk.pay(waits).json["checkout_url"], paypal="pending_paid")
    for delivered in (False, True):
        answer = desk.pay_all()
        assert (answer.status, answer.json["code"]) == (409, "payment_pending"), delivered
        world.deliver_webhooks()


def test_an_outcome_that_is_not_known_blocks_its_invoice_alone(world: World, desk: Desk) -> None:
    unknown, due = desk.invoice(4_500), desk.invoice(1_200)
    world.lose_answers(with_effect=True)
    assert desk.pay(unknown).status == 202
    assert outcomes(started(desk)) == {due: ("pending", None), unknown: ("unpaid", "payment_pending")}


def test_open_pages_of_single_invoices_are_closed_first(world: World, desk: Desk) -> None:
    first, second, third = desk.invoice(4_500), desk.invoice(1_200), desk.invoice(800)
    link = desk.link(second)
    urls = [desk.pay(first).json["checkout_url"], desk.shop.checkout(link)]
    payment = started(desk)
    assert (payment["amount"], set(outcomes(payment))) == (6_500, {first, second, third})
    assert [world.pay(url).status_code for url in urls] == [410, 410]
    world.pay(payment["checkout_url"])
    world.settle_down()
    assert {desk.read(each)["payment"] for each in (first, second, third)} == {payment["id"]}
    assert (desk.shop.page(link), desk.shop.read_link(link["id"])["status"]) == ("settled", "void")
    audit(world)
    nothing_is_stuck(world)


def test_money_that_was_quicker_is_not_asked_for_again(world: World, desk: Desk) -> None:
    quick, due = desk.invoice(4_500), desk.invoice(1_200)
    world.pay(desk.pay(quick).json["checkout_url"])
    payment = started(desk)
    assert (payment["amount"], outcomes(payment)) == (1_200, {due: ("pending", None)})
    assert desk.read(quick)["pay_state"] == "Paid"
    world.settle_down()
    audit(world)


def test_when_the_money_was_quicker_for_all_nothing_is_due(world: World, desk: Desk) -> None:
    world.pay(desk.pay(desk.invoice()).json["checkout_url"])
    answer = desk.pay_all()
    assert (answer.status, answer.json["code"]) == (409, "nothing_due")


def test_a_single_invoice_takes_over_the_page_of_the_whole_balance(world: World, desk: Desk) -> None:
    first, second = desk.invoice(4_500), desk.invoice(1_200)
    whole = started(desk)
    single = desk.pay(first).json
    assert world.pay(whole["checkout_url"]).status_code == 410
    assert [item.get("claim") for item in world.items("invoice")].count(None) == 1, "the other is free again"
    world.pay(single["checkout_url"])
    world.settle_down()
    assert (desk.read(first)["payment"], desk.read(second)["pay_state"]) == (single["id"], "Pay")
    assert desk.shop.payment(whole["id"]).json["status"] == "cancelled"
    audit(world)
    nothing_is_stuck(world)


def test_the_button_of_a_link_takes_over_the_page_of_the_whole_balance(world: World, desk: Desk) -> None:
    first, _ = desk.invoice(4_500), desk.invoice(1_200)
    link, whole = desk.link(first), started(desk)
    url = desk.shop.checkout(link)
    assert (world.pay(whole["checkout_url"]).status_code, world.pay(url).status_code) == (410, 303)
    world.settle_down()
    assert [desk.read(first)["pay_state"], desk.balance()["EUR"]["amount"]] == ["Paid", 1_200]
    audit(world)
    nothing_is_stuck(world)


def test_a_second_payment_of_the_balance_takes_over_the_first(world: World, desk: Desk) -> None:
    desk.invoice()
    first, second = started(desk), started(desk)
    assert (world.pay(first["checkout_url"]).status_code, world.pay(second["checkout_url"]).status_code) == (410, 303)
    world.settle_down()
    audit(world)


def test_a_submitted_payment_of_the_balance_blocks_every_other_means(world: World, desk: Desk) -> None:
    first, second = desk.invoice(4_500), desk.invoice(1_200)
    whole = started(desk)
    world.pay(whole["checkout_url"], paypal="pending_failed")
    world.deliver_webhooks()
    assert [desk.see(each).json["pay_state"] for each in (first, second)] == ["Pending", "Pending"]
    for answer in (desk.pay_all(), desk.pay(first), desk.ask_link(second), desk.operate("void", second)):
        assert (answer.status, answer.json["code"]) == (409, "payment_pending")
    world.pass_time(minutes=1)
    world.settle_down()
    assert [desk.see(each).json["pay_state"] for each in (first, second)] == ["Pay", "Pay"], "it failed"
    assert started(desk)["amount"] == 5_700
    audit(world)


def test_a_void_of_one_closes_the_page_of_all_and_frees_the_rest(world: World, desk: Desk) -> None:
    gone, due = desk.invoice(4_500), desk.invoice(1_200)
    whole = started(desk)
    assert desk.operate("void", gone).status == 200
    assert world.pay(whole["checkout_url"]).status_code == 410
    assert (desk.read(gone)["status"], started(desk)["amount"]) == ("void", 1_200)
    assert desk.read(due)["pay_state"] == "Pay"
    world.settle_down()
    audit(world)


def test_a_void_that_comes_after_the_money_is_refused(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    world.pay(started(desk)["checkout_url"])
    answer = desk.operate("void", invoice)
    assert (answer.status, answer.json["code"]) == (409, "invoice_paid")
    audit(world)


def test_a_page_that_nobody_pays_ends_and_frees_all(world: World, desk: Desk) -> None:
    desk.invoice()
    desk.invoice()
    started(desk)
    world.pass_time(hours=25)
    jobs.repair()
    nothing_is_stuck(world)
    assert [item.get("claim") for item in world.items("invoice")] == [None, None]


@pytest.mark.parametrize("rival", ["the balance", "one of it"])
def test_of_two_payments_at_one_moment_one_is_made(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, rival: str
) -> None:
    first, _ = desk.invoice(4_500), desk.invoice(1_200)
    freed, won = balance._freed, list[Json]()

    def meanwhile(*arguments: object) -> object:
        found = freed(*arguments)  # type: ignore[arg-type]
        if not won:
            won.append({})
            won[0] = (desk.pay_all() if rival == "the balance" else desk.pay(first)).json
        return found

    monkeypatch.setattr(balance, "_freed", meanwhile)
    lost = desk.pay_all()
    assert (lost.status, lost.json["code"]) == (409, "payment_pending")
    (payment,) = world.items("payment")
    assert payment["id"] == won[0]["id"]
    assert world.pay(won[0]["checkout_url"]).status_code == 303
    world.settle_down()
    audit(world)
    nothing_is_stuck(world)


def test_of_one_currency_is_taken_what_was_free_when_it_was_read_again(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A buyer presses a link's button after its page was closed, before the balance claims it."""
    first, due = desk.invoice(4_500), desk.invoice(1_200)
    link = desk.link(first)
    desk.shop.checkout(link)
    closed, pages = takeover.close_claim, list[str]()

    def pressed(*arguments: object) -> None:
        closed(*arguments)  # type: ignore[arg-type]
        pages.append(desk.shop.checkout(link))

    monkeypatch.setattr(balance, "close_claim", pressed)
    payment = started(desk)
    assert outcomes(payment) == {due: ("pending", None), first: ("unpaid", "payment_pending")}
    assert [world.pay(url).status_code for url in (pages[0], payment["checkout_url"])] == [303, 303]
    world.settle_down()
    assert [desk.read(each)["pay_state"] for each in (first, due)] == ["Paid", "Paid"]
    audit(world)
