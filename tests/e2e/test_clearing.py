"""From paid to completed, with what the provider calls the money, and whether the payment was confirmed."""

from typing import Any

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.dashboard import Dashboard
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.stripe_side import GOOD_CARD
from tests.support.waiting import eventually

Json = dict[str, Any]
AVAILABLE_AT_ONCE = "4000000000000077"
CUSTOMER = {"name": "Mira Okafor", "email": "mira@buyer.example", "locale": "de"}


@pytest.fixture
def dashboard(stack: LocalStack) -> Dashboard:
    """The platform's account at the provider."""
    return Dashboard(stack.stripe)


def buy(shop: Shop, card: str = GOOD_CARD, **order: object) -> Json:
    """An order that a buyer has paid on its link."""
    placed = shop.place(amount=1_250, collect="link", **order)
    assert (placed["status"], placed["payments"], placed["confirmation"]) == ("in_progress", [], None)
    shop.stripe.pay(shop.press_pay(placed["payment_link"]), card, email="mira@buyer.example")
    return shop.await_paid(placed["id"])


def clear(stack: LocalStack, order: Json) -> None:
    """The job's turn has come for the order's money."""
    stack.make_due(order["payments"][0]["id"], "payment")
    answer = stack.run_job("clear_payments")
    assert (answer["failed"], answer["defects"]) == ({}, 0)


def facts(shop: Shop, order: Json) -> list[str]:
    """What happened to it."""
    return [entry["type"] for entry in shop.api.read(f"/v1/orders/{order['id']}/timeline")["data"]]


def test_an_order_is_completed_once_its_money_is_available(stack: LocalStack, shop: Shop) -> None:
    order = buy(shop, AVAILABLE_AT_ONCE)
    assert order["released_at"] is not None
    clear(stack, order)
    done = shop.await_order(order["id"], lambda each: each["status"] == "completed")
    assert (done["payment_status"], done["completed_at"] > done["paid_at"]) == ("paid", True)
    stack.run_job("clear_payments")
    assert shop.read_order(order["id"]) == done
    again = shop.order(external_id=order["external_id"], amount=1_250, collect="link")
    assert body_of(shop.api.post("/v1/orders", again), 200) == done
    eventually(lambda: facts(shop, order), lambda told: told[-1] == "completed")


def test_money_that_is_not_available_yet_completes_nothing(stack: LocalStack, shop: Shop) -> None:
    order = buy(shop)
    clear(stack, order)
    shown = shop.read_order(order["id"])
    assert (shown["status"], shown["completed_at"]) == ("in_progress", None)
    assert shown["payments"][0]["available_at"] > shown["paid_at"]


def test_a_payment_names_what_the_provider_calls_its_money(shop: Shop) -> None:
    order = buy(shop)
    (payment,) = order["payments"]
    (intent,) = shop.provider("/v1/payment_intents")
    (charge,) = shop.stripe.listed("/v1/charges", payment_intent=intent["id"])
    assert payment["method"] == {"kind": "card", "brand": "visa", "last4": "4242"}
    assert payment["provider"] == {
        "account": None,
        "payment_intent": intent["id"],
        "charge": charge["id"],
        "balance_transaction": charge["balance_transaction"],
        "payout": None,
    }
    assert (payment["amount"], payment["captured_amount"], payment["status"]) == (1_250, 1_250, "succeeded")
    (listed,) = [each for each in shop.api.listed("/v1/orders") if each["id"] == order["id"]]
    assert listed["payments"] == [payment]


def test_credits_are_available_at_once_and_come_back_when_the_order_is_cancelled(shop: Shop) -> None:
    shop.consent()
    shop.top_up(5_000)
    order = shop.place(amount=1_250)
    done = shop.await_order(order["id"], lambda each: each["status"] == "completed")
    assert done["completed_at"] == done["paid_at"] == done["released_at"]
    assert done["confirmation"] == {"status": "not_sent", "reason": "paid_by_merchant", "at": None}
    cancelled = body_of(shop.api.post(f"/v1/orders/{order['id']}/cancel", {}), 200)
    assert (cancelled["status"], cancelled["payment_status"]) == ("cancelled", "refunded")
    assert shop.wallet()["balance"] == 5_000


def test_a_disputed_order_waits_until_the_dispute_is_won(stack: LocalStack, shop: Shop, dashboard: Dashboard) -> None:
    order = buy(shop, AVAILABLE_AT_ONCE)
    dispute = dashboard.dispute(dashboard.intent_of(order["payments"][0]["id"]))
    shop.await_order(order["id"], lambda each: each["payment_status"] == "disputed")
    stack.run_job("clear_payments")
    assert shop.read_order(order["id"])["status"] == "in_progress"
    dashboard.end_dispute(dispute, "won")
    shop.await_paid(order["id"])
    stack.run_job("clear_payments")
    done = shop.await_order(order["id"], lambda each: each["status"] == "completed")
    assert done["payment_status"] == "paid"


def test_a_completed_order_is_refunded_and_never_cancelled(stack: LocalStack, shop: Shop) -> None:
    order = buy(shop, AVAILABLE_AT_ONCE)
    clear(stack, order)
    shop.await_order(order["id"], lambda each: each["status"] == "completed")
    problem_of(shop.api.post(f"/v1/orders/{order['id']}/cancel", {}), 409, "order_completed")
    payment = order["payments"][0]["id"]
    body_of(stack.operator.post(f"/v1/payments/{payment}/refunds", {}), 201)
    shown = shop.await_order(order["id"], lambda each: each["payment_status"] == "refunded")
    assert shown["status"] == "completed"


def test_a_confirmation_goes_out_once_and_the_order_says_so(shop: Shop) -> None:
    order = buy(shop, customer=CUSTOMER)
    told = shop.await_order(order["id"], lambda each: each["confirmation"]["status"] == "sent")["confirmation"]
    assert (told["reason"], told["at"] > order["paid_at"]) == (None, True)
