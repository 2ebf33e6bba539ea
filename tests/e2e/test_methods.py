"""Payment methods on the deployed stack: linked on the provider's pages, put in order, unlinked, lost elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.linked import MASTERCARD, PAYPAL, VISA, WISH, held, link, linked, switch, until
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never


@pytest.fixture
def two(shop: Shop) -> list[str]:
    """A Visa and a PayPal account of the merchant's."""
    return [link(shop, VISA), link(shop, PAYPAL)]


def test_methods_are_linked_put_in_order_and_unlinked(shop: Shop) -> None:
    nothing = shop.api.read("/v1/payment-methods")
    assert (nothing["linked"], nothing["available"], nothing["show_available"]) == ([], ["card", "paypal"], True)

    card, paypal = link(shop, VISA), link(shop, PAYPAL)

    shown = shop.api.read("/v1/payment-methods")
    assert shown["show_available"] is False
    assert [(each["id"], each["priority"]) for each in shown["linked"]] == [(card, 1), (paypal, 2)]
    assert [(each["kind"], each["last4"], each["email"]) for each in shown["linked"]] == [
        ("card", "4242", None),
        ("paypal", None, "owner@shop.example"),
    ]
    problem_of(shop.api.patch("/v1/payment-methods", {"priority": [card]}), 422, "priority_mismatch")
    body_of(shop.api.patch("/v1/payment-methods", {"priority": [paypal, card]}), 200)
    assert [each["id"] for each in linked(shop)] == [paypal, card]
    assert shop.api.delete(f"/v1/payment-methods/{card}").status_code == 204
    assert [each["type"] for each in held(shop)] == ["paypal"]
    problem_of(shop.api.delete(f"/v1/payment-methods/{paypal}"), 409, "last_method")
    never(lambda: linked(shop), lambda now: [each["id"] for each in now] != [paypal])


def test_a_set_up_is_one_under_its_key_and_another_merchants_methods_are_not_there(
    stack: LocalStack, shop: Shop, two: list[str]
) -> None:
    first, again = (body_of(shop.api.post("/v1/payment-methods", WISH, "k"), 201) for _ in "ab")
    assert (first["id"], first["url"], first["status"]) == (again["id"], again["url"], "open")
    other = {**WISH, "accepted_by": "Somebody Else"}
    problem_of(shop.api.post("/v1/payment-methods", other, "k"), 422, "idempotency_mismatch")
    stranger = stack.new_shop()
    assert stranger.api.delete(f"/v1/payment-methods/{two[0]}").status_code == 404
    assert linked(stranger) == []


def test_of_unlinks_at_one_instant_one_method_stays(shop: Shop, two: list[str]) -> None:
    three = [*two, link(shop, MASTERCARD)]
    with ThreadPoolExecutor(len(three)) as threads:
        answers = list(threads.map(lambda each: shop.api.delete(f"/v1/payment-methods/{each}"), three))
    assert sorted(answer.status_code for answer in answers)[-1] in (409, 503)
    (left,) = until(shop, lambda now: len(now) == 1)
    eventually(lambda: held(shop), lambda now: len(now) == 1)
    problem_of(shop.api.delete(f"/v1/payment-methods/{left['id']}"), 409, "last_method")


def test_a_method_that_is_being_charged_stays_until_that_is_over(stack: LocalStack, shop: Shop, two: list[str]) -> None:
    card, _ = two
    at_provider = next(each["id"] for each in held(shop) if each["type"] == "card")
    switch(stack, "outcomes", payment_method=at_provider, outcome="pending_paid", count=1)
    order = shop.place(collect="none")
    body_of(shop.api.post("/v1/payments", {"orders": [order["id"]], "method": card}), 201, 202)
    problem_of(shop.api.delete(f"/v1/payment-methods/{card}"), 409, "method_in_use")
    shop.await_paid(order["id"])
    assert eventually(lambda: shop.api.delete(f"/v1/payment-methods/{card}").status_code, lambda got: got != 409) == 204


def test_what_is_lost_at_the_provider_is_dead_and_its_merchant_is_told(
    stack: LocalStack, shop: Shop, two: list[str]
) -> None:
    card, paypal = two
    by_type = {each["type"]: each["id"] for each in held(shop)}
    switch(stack, "detach_method", payment_method=by_type["card"])
    switch(stack, "cancel_agreement", payment_method=by_type["paypal"])
    until(shop, lambda now: [each["health"] for each in now] == ["dead", "dead"])
    assert [each["health_reason"] for each in linked(shop)] == ["detached", "agreement_ended"]
    told = eventually(lambda: shop.api.read("/v1/notifications")["data"], lambda notices: len(notices) == 2)
    assert {(each["kind"], each["subject"]["id"]) for each in told} == {("method_dead", card), ("method_dead", paypal)}
    assert shop.api.delete(f"/v1/payment-methods/{card}").status_code == 204


def test_what_is_done_at_the_providers_portal_is_done_here(stack: LocalStack, shop: Shop) -> None:
    back = {"return_url": "https://shop.example/account"}
    problem_of(shop.api.post("/v1/portal-sessions", back), 409, "nothing_linked")
    link(shop, VISA)
    (visa,) = held(shop)
    portal = body_of(shop.api.post("/v1/portal-sessions", back), 201)["url"]
    assert back["return_url"] in stack.http.get(portal).text
    stack.http.post(portal, data=MASTERCARD).raise_for_status()
    stack.http.post(portal, data={"remove": visa["id"]}).raise_for_status()
    now = until(shop, lambda seen: [each["health"] for each in seen] == ["dead", "ok"])
    assert [each["brand"] for each in now] == ["visa", "mastercard"]


def test_what_no_webhook_tells_of_is_seen_when_somebody_asks(stack: LocalStack, shop: Shop, fault_free: None) -> None:
    stack.stripe.set_faults(deliveries=[{"kind": "drop", "types": ["*"]}])
    page = body_of(shop.api.post("/v1/payment-methods", WISH), 201)
    stack.http.post(page["url"], data=VISA)
    assert linked(shop) == []
    (method,) = shop.api.read("/v1/payment-methods", refresh="true")["linked"]
    assert (method["last4"], method["health"]) == ("4242", "ok")


def test_a_card_near_its_end_is_told_of_by_the_schedule(stack: LocalStack, shop: Shop) -> None:
    now = datetime.now(UTC)
    month = now + timedelta(minutes=30)
    card = link(shop, {"card_number": "4242424242424242", "exp": f"{month:%m/%y}"})
    (shown,) = linked(shop)
    assert (shown["exp_month"], shown["exp_year"]) == (month.month, month.year)
    # Of a card that is near its end when it is linked nobody has to be reminded: who links it has it in hand.
    stack.run_job("remind_methods")
    assert shop.api.read("/v1/notifications")["data"] == []

    stack.let_reminder_come(shop.id)
    stack.run_job("remind_methods")

    # On the first of a month of 31 days it is not yet 30 days to its end.
    ends = (month.replace(day=1) + timedelta(days=31)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    near = ends - timedelta(days=30) <= now
    assert [each["health"] for each in linked(shop)] == ["expiring" if near else "ok"]
    told = shop.api.read("/v1/notifications")["data"]
    assert [(each["kind"], each["subject"]["id"]) for each in told] == [("method_expiring", card)] * near
    stack.run_job("remind_methods")
    assert shop.api.read("/v1/notifications")["data"] == told
