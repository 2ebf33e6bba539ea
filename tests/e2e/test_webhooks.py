"""Stripe's webhooks: who may send them, what they may change, and what happens when they do not come."""

from typing import Any

import pytest

from tests.support.caller import problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never

_EVENT: dict[str, Any] = {
    "id": "evt_forged",
    "object": "event",
    "type": "checkout.session.completed",
    "livemode": False,
    "data": {"object": {"id": "cs_test_forged", "object": "checkout.session", "metadata": {}}},
}


def test_a_forged_signature_is_refused(stack: LocalStack) -> None:
    problem_of(stack.stripe.deliver(_EVENT, secret="whsec_guess"), 400, "invalid_signature")


@pytest.mark.parametrize("age", [301 + 60, -301 - 60])
def test_a_signature_of_another_time_is_refused(stack: LocalStack, age: int) -> None:
    problem_of(stack.stripe.deliver(_EVENT, age=age), 400, "invalid_signature")


def test_a_missing_signature_is_refused(stack: LocalStack) -> None:
    answer = stack.http.post(stack.stripe.webhook_url, json=_EVENT)

    problem_of(answer, 400, "invalid_signature")


def test_what_is_not_ours_is_taken_and_ignored(stack: LocalStack) -> None:
    assert stack.stripe.deliver(_EVENT).status_code == 200


def test_a_lie_about_a_session_is_not_believed(shop: Shop) -> None:
    order = shop.place(collect="link")
    session = shop.stripe.session_at(shop.press_pay(order["payment_link"]))
    paid = session | {"status": "complete", "payment_status": "paid"}

    assert shop.stripe.deliver(_EVENT | {"id": "evt_lie", "data": {"object": paid}}).status_code == 200

    never(lambda: shop.read_order(order["id"]), lambda seen: seen["payment_status"] != "unpaid", seconds=3)


@pytest.mark.usefixtures("fault_free")
def test_duplicates_and_reordering_pay_a_link_once(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="link")
    checkout = shop.press_pay(order["payment_link"])
    shop.stripe.set_faults(
        deliveries=[{"kind": "duplicate", "copies": 2, "count": 10}, {"kind": "reorder", "size": 3, "count": 9}]
    )
    shop.stripe.pay(checkout)

    paid = shop.await_confirmed(order["id"])
    never(lambda: shop.read_order(order["id"]), lambda seen: seen != paid, seconds=3)
    eventually(lambda: stack.released(order["id"]), lambda events: len(events) > 0)
    assert len({event["detail"]["id"] for event in stack.released(order["id"])}) == 1


@pytest.mark.usefixtures("fault_free")
def test_the_repair_job_finds_a_payment_whose_webhook_never_came(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="link")
    checkout = shop.press_pay(order["payment_link"])
    payment_id = shop.stripe.session_at(checkout)["metadata"]["orderpay_payment"]
    shop.stripe.set_faults(deliveries=[{"kind": "drop"}])
    shop.stripe.pay(checkout)
    never(lambda: shop.read_order(order["id"]), lambda seen: seen["payment_status"] == "paid", seconds=2)

    stack.make_due(payment_id, "payment")
    stack.run_job("repair_payments")

    shop.await_paid(order["id"])


@pytest.mark.usefixtures("fault_free")
def test_a_call_whose_answer_is_lost_is_taken_up_again_under_the_same_key(shop: Shop) -> None:
    order = shop.place(collect="link")
    shop.stripe.set_faults(
        calls=[{"kind": "timeout", "method": "POST", "path": "/v1/checkout/sessions", "seconds": 0.2, "effect": True}]
    )

    shop.stripe.pay(shop.press_pay(order["payment_link"]))

    shop.await_paid(order["id"])
    link = order["payment_link"]
    assert len([session for session in shop.stripe.sessions() if session["cancel_url"] == link]) == 1


def test_an_expired_session_frees_the_order(shop: Shop) -> None:
    order = shop.place(collect="link")
    first = shop.press_pay(order["payment_link"])
    shop.stripe.expire_session(shop.stripe.session_at(first)["id"]).raise_for_status()

    second = eventually(lambda: shop.press_pay(order["payment_link"]), lambda url: url != first)

    shop.stripe.pay(second)
    shop.await_paid(order["id"])
