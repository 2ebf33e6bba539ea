"""Paying an invoice by hosted checkout and by link: once, in full, on the platform's account, and back the same way."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.auditing import found_on
from tests.functional.handlers.books import audit, nothing_is_stuck, sessions
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


def bought(desk: Desk, invoice: str) -> str:
    """The merchant pays it in a hosted checkout; the payment's id."""
    answer = desk.pay(invoice)
    assert desk.world.pay(answer.json["checkout_url"]).status_code == 303
    desk.world.settle_down()
    assert desk.read(invoice)["pay_state"] == "Paid"
    return str(answer.json["id"])


def test_a_hosted_checkout_pays_an_invoice_in_full(world: World, desk: Desk) -> None:
    invoice = desk.invoice(4_500)
    answer = desk.pay(invoice)
    assert (answer.status, answer.json["amount"], answer.json["status"]) == (201, 4_500, "pending")
    pending = [{"invoice": invoice, "outcome": "pending", "reason": None, "shortfall": None}]
    assert answer.json["results"] == pending
    assert desk.see(invoice).json["pay_state"] == "Pay", "nobody has submitted it"
    assert desk.balance()["EUR"]["amount"] == 4_500
    world.pay(answer.json["checkout_url"])
    world.settle_down()
    shown = desk.see(invoice).json
    assert (shown["pay_state"], shown["payment"], desk.balance()) == ("Paid", answer.json["id"], {})
    payment = desk.shop.payment(answer.json["id"]).json
    assert (payment["status"], payment["results"][0]["outcome"]) == ("succeeded", "paid")
    (session,) = sessions(world)
    assert session["metadata"]["orderpay_payment"] == answer.json["id"]
    assert world.released() == [], "nothing goes into production for it"
    audit(world)
    assert found_on(world) == []


def test_a_repeat_goes_on_with_the_same_payment_and_the_own_button_is_the_same(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    first, second, third = desk.pay(invoice, "k"), desk.pay(invoice, "k"), desk.press(invoice, "k")
    assert (first.json["id"], first.json["checkout_url"]) == (second.json["id"], second.json["checkout_url"])
    assert third.json["id"] == first.json["id"]
    assert len(sessions(world)) == 1


def test_another_checkout_takes_the_open_one_over_and_closes_it_first(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    first, second = desk.pay(invoice).json, desk.pay(invoice).json
    assert world.pay(first["checkout_url"]).status_code == 410
    world.pay(second["checkout_url"])
    world.settle_down()
    assert desk.read(invoice)["payment"] == second["id"]
    audit(world)


def test_each_state_that_cannot_be_paid_says_so_by_its_own_code(world: World, desk: Desk) -> None:
    draft, void, paid, pending = desk.draft(), desk.invoice(), desk.invoice(), desk.invoice(1_200)
    desk.operate("void", void)
    bought(desk, paid)
    world.pay(desk.pay(pending).json["checkout_url"], paypal="pending_paid")
    world.deliver_webhooks()
    expected = {
        draft: "invoice_draft", void: "invoice_void", paid: "invoice_paid", pending: "payment_pending"
    }  # fmt: skip
    for invoice, code in expected.items():
        for answer in (desk.pay(invoice), desk.press(invoice, f"k-{invoice}"), desk.ask_link(invoice)):
            assert (answer.status, answer.json["code"]) == (409, code)
    shown = desk.see(pending).json
    assert (shown["status"], shown["pay_state"]) == ("pending", "Pending")
    assert desk.balance()["EUR"] == {"amount": 0, "invoices": 0, "pending": 1_200, "payable": False}
    voiding = desk.operate("void", pending)
    assert (voiding.status, voiding.json["code"]) == (409, "payment_pending")
    voiding = desk.operate("void", paid)
    assert (voiding.status, voiding.json["code"]) == (409, "invoice_paid")
    world.pass_time(minutes=1)
    world.settle_down()
    assert desk.read(pending)["pay_state"] == "Paid"
    audit(world)
    nothing_is_stuck(world)


def test_a_submitted_payment_that_fails_leaves_the_invoice_to_be_paid(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    world.pay(desk.pay(invoice).json["checkout_url"], paypal="pending_failed")
    world.deliver_webhooks()
    assert desk.read(invoice)["pay_state"] == "Pending"
    world.pass_time(minutes=1)
    world.settle_down()
    assert desk.read(invoice)["pay_state"] == "Pay"
    bought(desk, invoice)
    audit(world)


def test_a_page_that_nobody_pays_ends_and_frees_the_invoice(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    desk.pay(invoice)
    world.pass_time(hours=25)
    jobs.repair()
    nothing_is_stuck(world)
    assert world.items("invoice")[0].get("claim") is None


@pytest.mark.parametrize("body", [{"orders": ["ord_1"]}, {"method": "credits"}, {"invoice": None}, {"amount": 1}])
def test_an_invoice_is_paid_alone_in_full_and_not_from_credits(desk: Desk, body: Json) -> None:
    assert desk.pay(desk.invoice(), **body).status == 422
    assert desk.world.items("payment") == []


def test_another_merchants_invoice_is_404(world: World, desk: Desk) -> None:
    invoice, stranger = desk.invoice(), Desk(Shop(world, world.merchant()))
    for answer in (stranger.pay(invoice), stranger.press(invoice, "k"), stranger.ask_link(invoice)):
        assert (answer.status, answer.json["code"]) == (404, "not_found")
    order = desk.shop.order()
    assert (desk.pay(order).status, desk.ask_link(order).status, desk.shop.ask_link(invoice).status) == (404, 404, 404)


def test_a_link_pays_an_invoice_by_the_same_page(world: World, desk: Desk) -> None:
    invoice = desk.invoice(4_500)
    link = desk.link(invoice)
    assert (link["invoice_id"], link["order_id"], link["amount"]) == (invoice, None, 4_500)
    assert (desk.shop.page(link), desk.see(invoice).json["payment_link"]) == ("open", link["url"])
    url = desk.shop.checkout(link)
    world.pay(url)
    world.settle_down()
    assert (desk.shop.page(link), desk.read(invoice)["pay_state"]) == ("paid", "Paid")
    assert desk.shop.read_link(link["id"])["status"] == "paid"
    audit(world)
    assert found_on(world) == []


def test_a_link_for_an_invoice_is_for_all_of_it_under_its_own_number(desk: Desk) -> None:
    invoice = desk.invoice(4_500)
    bodies: list[Json] = [{"amount": 4_499}, {"invoice_number": "mine"}]
    for body in bodies:
        answer = desk.ask_link(invoice, **body)
        assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, list(body))
    assert desk.ask_link(invoice, amount=4_500, invoice_number="INV-000001").status == 201


def test_a_new_link_takes_the_place_of_the_old_one(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    old, new = desk.link(invoice), desk.link(invoice)
    assert (desk.shop.page(old), desk.shop.page(new)) == ("void", "open")
    assert desk.see(invoice).json["payment_link"] == new["url"]


def test_an_invoice_that_is_paid_otherwise_closes_its_link(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    link = desk.link(invoice)
    bought(desk, invoice)
    assert (desk.shop.page(link), desk.shop.read_link(link["id"])["status"]) == ("settled", "void")
    assert desk.shop.read_link(link["id"])["close_reason"] == "invoice paid by other means"
    nothing_is_stuck(world)


def test_a_void_invoice_closes_the_checkout_of_its_link_at_the_provider_too(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    link = desk.link(invoice)
    url = desk.shop.checkout(link)
    assert desk.operate("void", invoice).status == 200
    assert world.pay(url).status_code == 410
    assert desk.shop.press(link).status == 409
    world.settle_down()
    assert desk.shop.read_link(link["id"])["status"] == "void"
    assert desk.shop.page(link) == "void"
    audit(world)
    nothing_is_stuck(world)


def test_money_that_was_quicker_than_the_void_wins(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    world.pay(desk.pay(invoice).json["checkout_url"])
    answer = desk.operate("void", invoice)
    assert (answer.status, answer.json["code"]) == (409, "invoice_paid")
    assert desk.read(invoice)["pay_state"] == "Paid"
    audit(world)


def test_a_link_that_is_forgotten_is_no_longer_named(world: World, desk: Desk) -> None:
    invoice = desk.invoice()
    link = desk.link(invoice)
    world.pay(desk.shop.checkout(link))
    world.settle_down()
    world.pass_time(days=91)
    jobs.expire()
    jobs.purge()
    assert world.items("link") == []
    assert {"link_id", "link_token", "forget_at"}.isdisjoint(world.items("invoice")[0])


def test_what_was_paid_for_an_invoice_goes_back_where_it_came_from(world: World, desk: Desk) -> None:
    provider = ProviderSide(world)
    payment = bought(desk, invoice := desk.invoice(4_500))
    first = desk.shop.refund(payment, amount=1_000)
    assert (first.status, first.json["to"], first.json["orders"]) == (201, "provider", [])
    assert first.json["invoices"] == [{"invoice": invoice, "amount": 1_000}]
    shown = desk.read(invoice)
    assert (shown["refunded_amount"], shown["pay_state"]) == (1_000, "Paid")
    refund = desk.shop.refund(payment)
    assert (refund.json["amount"], desk.read(invoice)["refunded_amount"]) == (3_500, 4_500)
    assert desk.shop.refund(payment).json["code"] == "already_returned"
    assert [each["amount"] for each in provider.refunds()] == [1_000, 3_500]
    world.settle_down()
    audit(world)


def test_a_dispute_of_an_invoices_payment_is_counted_and_taken_back_when_won(world: World, desk: Desk) -> None:
    provider = ProviderSide(world)
    payment = bought(desk, invoice := desk.invoice(4_500))
    dispute = provider.dispute(payment)
    world.settle_down()
    assert desk.read(invoice)["disputed_amount"] == 4_500
    provider.end_dispute(dispute, "won")
    world.settle_down()
    assert desk.read(invoice)["disputed_amount"] == 0
    audit(world)
