"""Charges of linked methods on the deployed stack: one after another on one intent, and never twice."""

from collections import Counter
from functools import partial
from typing import Any

import httpx
import pytest

from tests.e2e import wishes
from tests.e2e.conftest import StartRace
from tests.support.caller import body_of, problem_of
from tests.support.linked import MASTERCARD, PAYPAL, VISA, held, link, switch
from tests.support.local_stack import LocalStack
from tests.support.race import Wish, code_of
from tests.support.shop import Shop
from tests.support.shop_audit import await_balanced
from tests.support.waiting import eventually

Json = dict[str, Any]
CHARGES = "/v1/payment_intents"


def owed(stack: LocalStack, shop: Shop, amount: int = 4_500) -> str:
    """The id of an invoice that is to be paid; nothing collects it by itself."""
    body_of(stack.operator.patch(f"/v1/merchants/{shop.id}", {"collection": "manual", "balance_payment": True}), 200)
    lines = [{"description": "Printing", "unit_amount": amount}]
    body = {"currency": "EUR", "lines": lines, "due_date": "2099-12-31", "send": True}
    return str(body_of(stack.operator.post(f"/v1/merchants/{shop.id}/invoices", body), 201)["id"])


def charge(shop: Shop, key: str | None = None, **what: object) -> httpx.Response:
    """Have something charged by whichever method pays."""
    return shop.api.post("/v1/payments", {"method": "auto", **what}, key)


def plan(stack: LocalStack, shop: Shop, kind: str, outcome: str) -> None:
    """The next charge of this merchant's method of a kind (or brand) comes to that."""
    method = next(each for each in held(shop) if kind in (each["type"], (each.get("card") or {}).get("brand")))
    switch(stack, "outcomes", payment_method=method["id"], outcome=outcome, count=1)


def turns(payment: Json) -> list[tuple[str, str]]:
    """Each attempt's method and what it came to."""
    return [(each["method"], each["outcome"]) for each in payment["attempts"]]


def await_payment(shop: Shop, payment: str, status: str) -> Json:
    """The payment once it has this status."""
    return eventually(lambda: shop.api.read(f"/v1/payments/{payment}"), lambda shown: shown["status"] == status)


def charged(shop: Shop, what: httpx.Response, status: str = "succeeded") -> Json:
    """The payment once it came to that: 202 is as good, when a webhook was quicker than the answer and went on."""
    return await_payment(shop, body_of(what, 201, 202)["id"], status)


def intents(shop: Shop) -> list[Json]:
    """The merchant's charges at the provider."""
    return shop.provider(CHARGES)


def test_a_declined_card_gives_the_next_one_its_turn_on_the_same_charge(stack: LocalStack, shop: Shop) -> None:
    visa, mastercard = link(shop, VISA), link(shop, MASTERCARD)
    plan(stack, shop, "visa", "insufficient_funds")
    invoice = owed(stack, shop)

    payment = charged(shop, charge(shop, invoice=invoice))

    assert turns(payment) == [(visa, "declined"), (mastercard, "paid")]
    assert payment["attempts"][0]["reason"] == "insufficient_funds"
    assert shop.api.read(f"/v1/invoices/{invoice}")["pay_state"] == "Paid"
    assert [(each["status"], each["amount_received"]) for each in intents(shop)] == [("succeeded", 4_500)]
    problem_of(charge(shop, invoice=invoice), 409, "invoice_paid")


def test_a_bank_that_wants_its_owner_leaves_a_link_and_a_notice(stack: LocalStack, shop: Shop) -> None:
    link(shop, VISA)
    plan(stack, shop, "visa", "authentication_required")
    invoice = owed(stack, shop)

    payment = charged(shop, charge(shop, invoice=invoice), "requires_action")

    assert [each["status"] for each in intents(shop)] == ["canceled"], "before a link is offered"
    # Whoever ends the charge makes the link after that.
    payment = eventually(lambda: shop.api.read(f"/v1/payments/{payment['id']}"), lambda shown: shown["action_link"])
    page = shop.read_link(payment["action_link"])["url"]
    found = eventually(
        lambda: shop.api.read("/v1/notifications")["data"],
        lambda told: "charge_requires_action" in {each["kind"] for each in told},
    )
    (notice,) = (each for each in found if each["kind"] == "charge_requires_action")
    assert notice["values"]["link"] == payment["action_link"]
    shop.stripe.pay(shop.press_pay(page))
    eventually(lambda: shop.api.read(f"/v1/invoices/{invoice}"), lambda shown: shown["pay_state"] == "Paid")


def test_a_call_without_an_answer_blocks_everything_until_it_is_known(
    stack: LocalStack, shop: Shop, fault_free: None
) -> None:
    visa, _ = link(shop, VISA), link(shop, MASTERCARD)
    invoice = owed(stack, shop)
    lost = {"kind": "timeout", "method": "POST", "path": CHARGES}
    silence = [{"kind": "drop", "types": ["*"]}]  # A webhook would be quicker than our answer.
    stack.stripe.set_faults(calls=[lost | {"effect": True}, lost | {"count": 9}], deliveries=silence)

    unknown = body_of(charge(shop, "once", invoice=invoice), 201, 202)

    problem_of(charge(shop, invoice=invoice), 409, "payment_pending")
    problem_of(shop.api.post(f"/v1/invoices/{invoice}/pay", {"method": "checkout"}), 409, "payment_pending")
    problem_of(stack.operator.post(f"/v1/invoices/{invoice}/void"), 409, "payment_pending")
    stack.stripe.clear_faults()
    assert unknown["status"] == "unknown"
    stack.make_due(unknown["id"], "payment")
    stack.run_job("repair_payments")
    paid = await_payment(shop, unknown["id"], "succeeded")
    assert turns(paid) == [(visa, "paid")]
    assert len(intents(shop)) == 1


@pytest.mark.parametrize(("later", "paid"), [("pending_paid", ["paid"]), ("pending_failed", ["declined", "paid"])])
def test_paypal_is_waited_for_and_a_card_has_its_turn_only_if_it_fails(
    stack: LocalStack, shop: Shop, later: str, paid: list[str]
) -> None:
    link(shop, PAYPAL), link(shop, VISA)
    plan(stack, shop, "paypal", later)
    invoice = owed(stack, shop)

    waiting = body_of(charge(shop, invoice=invoice), 201, 202)

    assert waiting["status"] in ("processing", "succeeded")
    ended = await_payment(shop, waiting["id"], "succeeded")
    assert [outcome for _, outcome in turns(ended)] == paid
    assert [each["status"] for each in intents(shop)] == ["succeeded"]


def test_orders_are_paid_from_credits_or_by_a_method(stack: LocalStack, shop: Shop) -> None:
    visa = link(shop, VISA)
    shop.top_up(1_000)
    first, second = (shop.place(amount=1_000, collect="none")["id"] for _ in range(2))

    covered, carded = (charged(shop, charge(shop, orders=[order])) for order in (first, second))

    assert [each["means"] for each in (covered, carded)] == ["credits", "saved_method"]
    assert turns(carded) == [(visa, "paid")]
    for order in (first, second):
        shop.await_paid(order)
    await_balanced(stack, shop, [first, second])


def rivals_for(stack: LocalStack, shop: Shop, invoice: str, seconds: float) -> list[Wish]:
    """Who wants an invoice paid, or gone: three of them are one request that comes again."""
    page = {"invoice": invoice, "method": "checkout"}
    return [
        *(partial(charge, shop, f"k-{number}", invoice=invoice) for number in range(4)),
        *[partial(charge, shop, "same", invoice=invoice)] * 3,
        partial(charge, shop, "all", balance=True),
        partial(shop.api.post, "/v1/payments", page, "page"),
        wishes.soon(partial(stack.operator.post, f"/v1/invoices/{invoice}/void"), seconds),
    ]


def test_many_at_once_charge_an_invoice_once(stack: LocalStack, start_race: StartRace) -> None:
    """Charges, checkouts, a void, the whole balance: one collects, or none does because it was voided."""
    race = start_race("one invoice")
    for shop in race.shops(stack, 3):
        link(shop, VISA), link(shop, MASTERCARD)
        plan(stack, shop, "visa", "generic_decline")
        invoices = [owed(stack, shop, amount) for amount in (700, 1_100)]
        rivals = rivals_for(stack, shop, invoices[0], race.last_seconds)
        answers = race.run(rivals)
        stack.await_quiet()
        shown = {each: shop.api.read(f"/v1/invoices/{each}") for each in invoices}
        taken = sum(each["amount_received"] for each in intents(shop) if each["status"] == "succeeded")
        paid = [each for each in shown.values() if each["pay_state"] == "Paid"]
        assert taken == sum(each["amount"] for each in paid), (shown, [code_of(each) for each in answers])
        assert stack.surplus(shop.id) == []
        assert not [each for each in shown.values() if each["pay_state"] == "Pending"]
        race.note([], Counter(str(each["status"]) for each in shown.values()))


def test_a_card_that_was_stolen_is_charged_no_more_and_its_merchant_is_told(stack: LocalStack, shop: Shop) -> None:
    visa, mastercard = link(shop, VISA), link(shop, MASTERCARD)
    plan(stack, shop, "visa", "stolen_card")

    payment = charged(shop, charge(shop, invoice=owed(stack, shop)))

    assert turns(payment) == [(visa, "declined"), (mastercard, "paid")]
    methods = {each["id"]: each for each in shop.api.read("/v1/payment-methods")["linked"]}
    assert (methods[visa]["health"], methods[visa]["health_reason"]) == ("unusable", "declined")
    eventually(
        lambda: {(each["kind"], each["subject"]["id"]) for each in shop.api.read("/v1/notifications")["data"]},
        lambda told: ("method_dead", visa) in told,
    )
    problem_of(shop.api.post("/v1/payments", {"invoice": owed(stack, shop), "method": visa}), 409, "method_unusable")
    assert turns(charged(shop, charge(shop, invoice=owed(stack, shop)))) == [(mastercard, "paid")]
