"""Invoices from the operator's draft to the money: by checkout page and by link, void, all at once, and commissions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import httpx
import pytest

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]

_LINE: Final = {"description": "Printing", "quantity": 3, "unit_amount": 1_500}


@pytest.fixture
def debtor(stack: LocalStack, shop: Shop) -> Shop:
    """A merchant that may pay all that it owes at once."""
    body_of(stack.operator.patch(f"/v1/merchants/{shop.id}", {"balance_payment": True}), 200)
    return shop


def drafted(stack: LocalStack, shop: Shop, **fields: object) -> Json:
    """A new invoice; a draft unless it is to be sent."""
    body = {"currency": "EUR", "lines": [_LINE], "due_date": "2099-12-31", **fields}
    return body_of(stack.operator.post(f"/v1/merchants/{shop.id}/invoices", body), 201)


def sent(stack: LocalStack, shop: Shop, amount: int = 4_500) -> str:
    """The id of an invoice that is to be paid."""
    return str(drafted(stack, shop, lines=[{"description": "Printing", "unit_amount": amount}], send=True)["id"])


def pay(shop: Shop, **what: object) -> httpx.Response:
    """Ask for a payment by hosted checkout."""
    return shop.api.post("/v1/payments", {**what, "method": "checkout"})


def await_invoice(shop: Shop, invoice: str, pay_state: str) -> Json:
    """The invoice once its merchant sees this state."""
    wanted: Callable[[Json], bool] = lambda shown: shown["pay_state"] == pay_state  # noqa: E731
    return eventually(lambda: shop.api.read(f"/v1/invoices/{invoice}"), wanted)


def test_a_draft_is_sent_and_paid_on_the_hosted_page(stack: LocalStack, shop: Shop) -> None:
    draft = drafted(stack, shop)
    assert (draft["status"], draft["amount"], draft["number"]) == ("draft", 4_500, None)
    problem_of(shop.api.get(f"/v1/invoices/{draft['id']}"), 404, "not_found")
    problem_of(pay(shop, invoice=draft["id"]), 409, "invoice_draft")
    assert list(shop.api.listed("/v1/invoices")) == []

    shown = body_of(stack.operator.post(f"/v1/invoices/{draft['id']}/send"), 200)

    assert (shown["status"], shown["pay_state"]) == ("open", "Pay")
    assert shown["number"].startswith("INV-")
    changed = stack.operator.patch(f"/v1/invoices/{draft['id']}", {"lines": [_LINE, _LINE]})
    problem_of(changed, 409, "invoice_sent")
    assert [each["id"] for each in shop.api.listed("/v1/invoices")] == [draft["id"]]
    document = shop.api.get(f"/v1/invoices/{draft['id']}/document")
    assert (document.status_code, document.content[:5]) == (200, b"%PDF-")

    payment = body_of(shop.api.post(f"/v1/invoices/{draft['id']}/pay", {"method": "checkout"}), 201)
    shop.stripe.pay(payment["checkout_url"])

    assert await_invoice(shop, draft["id"], "Paid")["payment"] == payment["id"]
    problem_of(pay(shop, invoice=draft["id"]), 409, "invoice_paid")
    problem_of(stack.operator.post(f"/v1/invoices/{draft['id']}/void"), 409, "invoice_paid")
    assert stack.released(draft["id"]) == []


def test_a_link_pays_an_invoice_and_its_refund_goes_back(stack: LocalStack, shop: Shop) -> None:
    invoice = sent(stack, shop)
    link = body_of(shop.api.post(f"/v1/invoices/{invoice}/payment-links", {}), 201)
    assert shop.api.read(f"/v1/invoices/{invoice}")["payment_link"] == link["url"]

    shop.stripe.pay(shop.press_pay(link["url"]))

    payment = await_invoice(shop, invoice, "Paid")["payment"]
    assert shop.await_link(link["id"], "paid")["amount"] == 4_500
    refund = body_of(stack.operator.post(f"/v1/payments/{payment}/refunds", {"amount": 500}), 201)
    assert (refund["to"], refund["invoices"]) == ("provider", [{"invoice": invoice, "amount": 500}])
    shown = shop.api.read(f"/v1/invoices/{invoice}")
    assert (shown["pay_state"], shown["refunded_amount"]) == ("Paid", 500)


def test_a_void_closes_what_is_open_for_it(stack: LocalStack, shop: Shop) -> None:
    invoice = sent(stack, shop)
    link = body_of(shop.api.post(f"/v1/invoices/{invoice}/payment-links", {}), 201)
    page = shop.press_pay(link["url"])

    voided = body_of(stack.operator.post(f"/v1/invoices/{invoice}/void", {"reason": "twice"}), 200)

    assert (voided["status"], voided["pay_state"], voided["void_reason"]) == ("void", None, "twice")
    assert shop.stripe.session_at(page)["status"] == "expired"
    shop.await_link(link["id"], "void")
    problem_of(pay(shop, invoice=invoice), 409, "invoice_void")


def test_one_that_is_being_paid_waits_for_its_money(stack: LocalStack, shop: Shop) -> None:
    invoice = sent(stack, shop)
    shop.stripe.pay(body_of(pay(shop, invoice=invoice), 201)["checkout_url"], paypal="pending_paid")

    await_invoice(shop, invoice, "Pending")
    problem_of(pay(shop, invoice=invoice), 409, "payment_pending")
    problem_of(stack.operator.post(f"/v1/invoices/{invoice}/void"), 409, "payment_pending")
    assert shop.api.read("/v1/balance")["EUR"] == {"amount": 0, "invoices": 0, "pending": 4_500, "payable": False}


def test_the_whole_balance_is_paid_at_once(stack: LocalStack, debtor: Shop) -> None:
    problem_of(pay(debtor, balance=True), 409, "nothing_due")
    invoices = [sent(stack, debtor, amount) for amount in (4_500, 1_200, 800)]
    single = body_of(pay(debtor, invoice=invoices[0]), 201)["checkout_url"]
    balance = eventually(lambda: debtor.api.read("/v1/balance"), lambda all_: all_.get("EUR", {}).get("invoices") == 3)
    assert balance["EUR"] == {"amount": 6_500, "invoices": 3, "pending": 0, "payable": True}

    payment = body_of(pay(debtor, balance=True), 201)

    assert payment["amount"] == 6_500
    assert {each["invoice"]: each["outcome"] for each in payment["results"]} == dict.fromkeys(invoices, "pending")
    assert debtor.stripe.session_at(single)["status"] == "expired"
    later = sent(stack, debtor, 2_000)
    debtor.stripe.pay(payment["checkout_url"])
    assert {await_invoice(debtor, each, "Paid")["payment"] for each in invoices} == {payment["id"]}
    balance = eventually(lambda: debtor.api.read("/v1/balance"), lambda all_: all_["EUR"]["invoices"] == 1)
    assert balance["EUR"]["amount"] == 2_000
    assert debtor.api.read(f"/v1/invoices/{later}")["pay_state"] == "Pay"


def test_a_single_invoice_takes_over_the_page_of_all(stack: LocalStack, debtor: Shop) -> None:
    first, second = sent(stack, debtor, 4_500), sent(stack, debtor, 1_200)
    eventually(lambda: debtor.api.read("/v1/balance"), lambda all_: all_.get("EUR", {}).get("invoices") == 2)
    whole = body_of(pay(debtor, balance=True), 201)

    single = body_of(pay(debtor, invoice=first), 201)
    assert debtor.stripe.session_at(whole["checkout_url"])["status"] == "expired"
    debtor.stripe.pay(single["checkout_url"])

    assert await_invoice(debtor, first, "Paid")["payment"] == single["id"]
    assert debtor.api.read(f"/v1/payments/{whole['id']}")["status"] == "cancelled"
    assert debtor.api.read(f"/v1/invoices/{second}")["pay_state"] == "Pay"


def test_who_may_not_pay_it_all_at_once_is_told(stack: LocalStack, shop: Shop) -> None:
    sent(stack, shop)
    problem_of(pay(shop, balance=True), 409, "balance_payment_off")


def test_a_commission_follows_the_money_of_its_order(stack: LocalStack, shop: Shop) -> None:
    terms = {"commission": {"basis_points": 250, "minimum": 20}}
    assert body_of(stack.operator.patch(f"/v1/merchants/{shop.id}", terms), 200)["commission"] == terms["commission"]
    order = shop.place(amount=4_000, collect="link")
    shop.stripe.pay(shop.press_pay(order["payment_link"]))
    payment = shop.await_paid(order["id"])["payments"][0]["id"]
    await_owed(stack, order["id"], 100)

    body_of(stack.operator.post(f"/v1/payments/{payment}/refunds", {"amount": 1_000}), 201)
    await_owed(stack, order["id"], 75)
    body_of(stack.operator.post(f"/v1/payments/{payment}/refunds", {}), 201)
    await_owed(stack, order["id"], 0)

    stack.run_job("bill_commissions")
    listed = body_of(stack.operator.get(f"/v1/merchants/{shop.id}/invoices"), 200)
    assert listed["data"] == [], "its month is not over"


def await_owed(stack: LocalStack, order: str, amount: int) -> None:
    """Wait until so much is owed for an order."""
    eventually(
        lambda: [int(item["owed"]) for item in stack.items_under(order) if item["sk"] == "commission"],
        lambda owed: owed == [amount],
    )


def test_numbers_have_no_gaps_whoever_sends_at_once(stack: LocalStack, shop: Shop) -> None:
    """The counter and the invoice that takes a number are one transaction."""
    drafts = [drafted(stack, shop)["id"] for _ in range(12)]
    send = partial(_sent_at_last, stack)

    with ThreadPoolExecutor(len(drafts)) as threads:
        numbers = sorted(int(number.removeprefix("INV-")) for number in threads.map(send, drafts))

    assert numbers == list(range(numbers[0], numbers[0] + len(drafts)))


def _sent_at_last(stack: LocalStack, invoice: str) -> str:
    """Its number; who is sent away because others are being sent comes again."""
    answer = eventually(lambda: stack.operator.post(f"/v1/invoices/{invoice}/send"), lambda got: got.status_code != 503)
    return str(body_of(answer, 200)["number"])
