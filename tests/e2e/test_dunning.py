"""Invoices that are charged by themselves, on the real stack; time is moved by what the items say."""

from collections.abc import Callable
from typing import Any, Final

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]

_ATTACHES_AND_REFUSES: Final = "4000000000000341"
"""A card that can be saved, and whose every charge is refused (https://docs.stripe.com/testing#declined-payments)."""

_ATTEMPTS: Final = 5


def invoiced(stack: LocalStack, shop: Shop, due_date: str = "2099-12-31") -> str:
    """The id of an invoice that was sent."""
    line = {"description": "Printing", "unit_amount": 4_500}
    body = {"currency": "EUR", "lines": [line], "due_date": due_date, "send": True}
    return str(body_of(stack.operator.post(f"/v1/merchants/{shop.id}/invoices", body), 201)["id"])


def link_card(shop: Shop, number: str) -> str:
    """A card that its owner has just linked on the hosted page; its id."""
    known = {method["id"] for method in shop.api.read("/v1/payment-methods")["linked"]}
    body = {"terms": "We may charge it.", "accepted_by": "owner", "return_url": "https://shop.example/methods"}
    setup = body_of(shop.api.post("/v1/payment-methods", body), 201)
    assert shop.stripe.pay(setup["url"], number, exp="12/40").status_code == 303
    is_new: Callable[[Json], bool] = lambda shown: {each["id"] for each in shown["linked"]} > known  # noqa: E731
    linked = eventually(lambda: shop.api.read("/v1/payment-methods"), is_new)["linked"]
    return str(next(each["id"] for each in linked if each["id"] not in known))


def collected(stack: LocalStack, shop: Shop, invoice: str, wanted: Callable[[Json], bool]) -> Json:
    """The invoice as the merchant sees it once the job has brought it there; the schedule may be at it as well."""

    def look() -> Json:
        stack.run_job("collect_invoices")
        return shop.api.read(f"/v1/invoices/{invoice}")

    return eventually(look, wanted)


def tried(times: int) -> Callable[[Json], bool]:
    """So many attempts of the schedule have failed."""
    return lambda shown: shown["collection"]["attempts"] == times


def test_an_invoice_is_charged_by_itself(stack: LocalStack, shop: Shop) -> None:
    card = link_card(shop, "4242424242424242")

    paid = collected(stack, shop, invoiced(stack, shop), lambda shown: shown["pay_state"] == "Paid")

    payment = shop.api.read(f"/v1/payments/{paid['payment']}")
    assert (payment["means"], payment["amount"], payment["status"]) == ("saved_method", 4_500, "succeeded")
    assert [each["method"] for each in payment["attempts"]] == [card]
    assert shop.api.read("/v1/account")["restriction"] is None


def test_refusals_restrict_the_account_and_a_new_card_frees_it(stack: LocalStack, funded: Shop) -> None:
    link_card(funded, _ATTACHES_AND_REFUSES)
    invoice = invoiced(stack, funded, due_date="2026-01-01")
    for attempt in range(1, _ATTEMPTS + 1):
        shown = collected(stack, funded, invoice, tried(attempt))
        assert (shown["pay_state"], len(shown["collection"]["payments"])) == ("Pay", attempt)
        if attempt < _ATTEMPTS:
            stack.let_attempt_come(invoice)

    account = funded.api.read("/v1/account")
    assert [each["id"] for each in account["restriction"]["invoices"]] == [invoice]
    order = funded.place(amount=4_200)["id"]
    problem_of(funded.api.post("/v1/payments", {"orders": [order], "method": "credits"}), 409, "account_restricted")
    problem_of(funded.api.post(f"/v1/orders/{order}/payment-links", {}), 409, "account_restricted")
    funded.await_reason(order, "paused")
    assert funded.api.read(f"/v1/orders/{order}/explain")["next_step"]["type"] == "pay_invoices"

    link_card(funded, "5555555555554444")

    assert collected(stack, funded, invoice, lambda shown: shown["pay_state"] == "Paid")["collection"]["attempts"] == 5
    eventually(
        lambda: (stack.run_job("collect_invoices"), funded.api.read("/v1/account"))[1],
        lambda account: account["restriction"] is None,
    )
    funded.await_paid(order)
    kinds = [notice["kind"] for notice in funded.api.listed("/v1/notifications")]
    assert (kinds.count("account_restricted"), kinds.count("account_restored")) == (1, 1)
    assert kinds.count("charge_failed") == _ATTEMPTS


def test_who_pays_by_hand_is_not_charged(stack: LocalStack, shop: Shop) -> None:
    body_of(stack.operator.patch(f"/v1/merchants/{shop.id}", {"collection": "manual"}), 200)
    link_card(shop, "4242424242424242")
    invoice = invoiced(stack, shop)

    shown = collected(stack, shop, invoice, lambda shown: shown["collection"]["next_at"] is None)

    assert (shown["pay_state"], shown["collection"]["payments"]) == ("Pay", [])
    paid = body_of(shop.api.post(f"/v1/invoices/{invoice}/pay", {"method": "auto"}), 201)
    assert paid["status"] == "succeeded"
