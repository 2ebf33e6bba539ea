"""Saved methods in the simulator: set-up by card and PayPal, agreements, what happens to them elsewhere, the portal."""

from typing import Any

import pytest
import stripe

from tests.functional.local.stripe_support import VISA, Json, Shop

DECLINED = "4000000000000002"


def customer_of(shop: Shop) -> str:
    """A customer."""
    return shop.client.v1.customers.create({"email": "ada@example.com"}).id


def set_up(shop: Shop, customer: str, **more: Any) -> stripe.checkout.Session:
    """An open set-up without a currency."""
    shape: Any = {"mode": "setup", "customer": customer, "success_url": "https://shop.example/ok", **more}
    return shop.client.v1.checkout.sessions.create(shape | {"allowed_payment_method_types": ["card", "paypal"]})


def intent_of(shop: Shop, session: stripe.checkout.Session) -> stripe.SetupIntent:
    """The set-up's intent as it stands."""
    found = shop.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]}).setup_intent
    assert isinstance(found, stripe.SetupIntent)
    return found


def saved_paypal(shop: Shop, customer: str) -> str:
    """A PayPal account that is saved."""
    session = set_up(shop, customer)
    assert shop.post(session, paypal="approve").status_code == 303
    return str(intent_of(shop, session).payment_method)


def saved_card(shop: Shop, customer: str, token: str = "pm_card_visa") -> str:
    """A card that is saved."""
    return shop.client.v1.payment_methods.attach(token, {"customer": customer}).id


def charge(shop: Shop, customer: str, method: str, **more: Any) -> stripe.PaymentIntent:
    """An off-session charge."""
    shape: Any = {"amount": 700, "currency": "eur", "payment_method": method, "confirm": True, "off_session": True}
    parameters: Any = {**shape, "customer": customer, **more}
    return shop.client.v1.payment_intents.create(parameters)


def refusal_of(shop: Shop, customer: str, method: str, **more: Any) -> Json:
    """Why an off-session charge is refused: the error of its 402."""
    with pytest.raises(stripe.CardError) as caught:
        charge(shop, customer, method, **more)
    body: Any = caught.value.json_body
    return dict(body["error"])


def last_event(shop: Shop, kind: str) -> Json:
    """The newest event of this type."""
    return dict(shop.client.v1.events.list({"type": kind, "limit": 1}).data[0].to_dict())


def test_a_set_up_without_a_currency_takes_both_kinds(shop: Shop) -> None:
    session = set_up(shop, customer_of(shop))
    assert (session.currency, session.payment_method_types) == (None, ["card", "paypal"])
    assert "PayPal" in shop.http.get(str(session.url)).text


def test_paypal_makes_an_agreement(shop: Shop) -> None:
    session = set_up(shop, customer_of(shop))
    assert shop.post(session, payment_method="paypal").status_code == 200
    assert shop.post(session, paypal="refuse").status_code == 402
    assert shop.post(session, paypal="approve").status_code == 303
    intent = intent_of(shop, session)
    mandate = shop.client.v1.mandates.retrieve(str(intent.mandate))
    assert (intent.status, mandate.status, mandate.payment_method) == ("succeeded", "active", intent.payment_method)


def test_a_cards_set_up_makes_none(shop: Shop) -> None:
    session = set_up(shop, customer_of(shop))
    assert shop.post(session, card_number=VISA).status_code == 303
    assert intent_of(shop, session).mandate is None


@pytest.mark.parametrize(
    ("answer", "status", "left"), [("pending_paid", "succeeded", 1), ("pending_failed", "requires_payment_method", 0)]
)
def test_paypals_result_comes_later(shop: Shop, answer: str, status: str, left: int) -> None:
    customer = customer_of(shop)
    session = set_up(shop, customer)
    assert shop.post(session, paypal=answer).status_code == 303
    assert shop.client.v1.checkout.sessions.retrieve(session.id).status == "complete"
    assert intent_of(shop, session).status == "processing"
    assert shop.client.v1.customers.payment_methods.list(customer).data == []
    shop.sim("advance", {"seconds": 61})
    assert intent_of(shop, session).status == status
    assert len(shop.client.v1.customers.payment_methods.list(customer).data) == left


def test_an_agreement_that_is_cancelled_is_told_and_pays_no_more(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_paypal(shop, customer)
    assert charge(shop, customer, method).status == "succeeded"
    ended = shop.sim("cancel_agreement", {"payment_method": method})
    event = last_event(shop, "mandate.updated")["data"]
    assert (event["object"]["status"], event["previous_attributes"]) == ("inactive", {"status": "active"})
    assert shop.client.v1.mandates.retrieve(ended["id"]).status == "inactive"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        charge(shop, customer, method)
    assert caught.value.code == "payment_intent_mandate_invalid"
    assert len(shop.client.v1.payment_intents.list().data) == 1


def test_a_set_up_that_expires_ends_its_intent(shop: Shop) -> None:
    session = set_up(shop, customer_of(shop))
    shop.client.v1.checkout.sessions.expire(session.id)
    assert intent_of(shop, session).status == "canceled"
    assert shop.event_types()[-2:] == ["setup_intent.canceled", "checkout.session.expired"]


def test_a_card_is_renewed_by_its_bank_or_changed_by_its_owner(shop: Shop) -> None:
    method = saved_card(shop, customer_of(shop))
    shop.sim("change_card", {"payment_method": method, "exp_month": 3, "exp_year": 2040})
    renewed = last_event(shop, "payment_method.automatically_updated")["data"]
    assert (renewed["object"]["card"]["exp_month"], renewed["object"]["card"]["exp_year"]) == (3, 2040)
    assert set(renewed["previous_attributes"]["card"]) == {"exp_month", "exp_year"}
    shop.client.v1.payment_methods.update(method, {"card": {"exp_month": 4, "exp_year": 2041}})
    assert last_event(shop, "payment_method.updated")["data"]["object"]["card"]["exp_year"] == 2041


def test_a_card_whose_last_month_is_over_is_refused_for_good(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_card(shop, customer)
    shop.sim("change_card", {"payment_method": method, "exp_month": 1, "exp_year": 2020})
    told = refusal_of(shop, customer, method)
    assert (told["code"], told["advice_code"]) == ("expired_card", "do_not_try_again")


def test_a_method_removed_in_the_dashboard_is_told_and_pays_no_more(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_card(shop, customer)
    shop.sim("detach_method", {"payment_method": method})
    event = last_event(shop, "payment_method.detached")["data"]
    assert (event["object"]["customer"], event["previous_attributes"]) == (None, {"customer": customer})
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again") as caught:
        charge(shop, customer, method)
    assert (caught.value.code, caught.value.param) == (None, None)
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        shop.client.v1.payment_methods.attach(method, {"customer": customer})


def test_a_deleted_customers_methods_look_attached_and_pay_no_more(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_card(shop, customer)
    shop.client.v1.customers.delete(customer)
    assert shop.event_types()[-1] == "customer.deleted"
    assert shop.client.v1.payment_methods.retrieve(method).customer == customer
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        charge(shop, customer_of(shop), method)


def test_paypal_does_not_pay_in_every_currency(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_paypal(shop, customer)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        charge(shop, customer, method, currency="jpy")
    assert caught.value.code == "payment_intent_incompatible_payment_method"
    assert shop.client.v1.payment_intents.list().data == []


def test_the_next_charges_come_to_what_was_planned(shop: Shop) -> None:
    customer = customer_of(shop)
    first, second = saved_card(shop, customer), saved_card(shop, customer)
    shop.sim("outcomes", {"payment_method": first, "outcome": "lost_card", "count": 2})
    shop.sim("outcomes", {"outcome": "insufficient_funds"})
    told = [refusal_of(shop, customer, method) for method in (first, second, first)]
    assert [each["decline_code"] for each in told] == ["lost_card", "insufficient_funds", "lost_card"]
    assert [each["advice_code"] for each in told] == ["do_not_try_again", "try_again_later", "do_not_try_again"]
    assert charge(shop, customer, first).status == "succeeded"


def test_what_was_planned_for_always_can_be_forgotten(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_card(shop, customer)
    shop.sim("outcomes", {"payment_method": method, "outcome": "do_not_honor", "count": None})
    for _ in range(3):
        assert refusal_of(shop, customer, method)["decline_code"] == "do_not_honor"
    shop.sim("outcomes", {"payment_method": method, "outcome": None})
    assert charge(shop, customer, method).status == "succeeded"


def test_a_result_can_be_planned_to_come_later(shop: Shop) -> None:
    customer = customer_of(shop)
    shop.sim("outcomes", {"outcome": "pending_failed"})
    intent = charge(shop, customer, saved_paypal(shop, customer))
    assert intent.status == "processing"
    shop.sim("advance", {"seconds": 61})
    assert shop.client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"


@pytest.mark.parametrize(
    ("switch", "body"),
    [
        ("outcomes", {}),
        ("outcomes", {"outcome": "lost_card", "count": 0}),
        ("change_card", {"payment_method": "pm_none"}),
        ("detach_method", {}),
        ("cancel_agreement", {"payment_method": "pm_none"}),
    ],
)
def test_switches_that_make_no_sense(shop: Shop, switch: str, body: Json) -> None:
    assert shop.http.post(f"{shop.running.url}/_sim/{switch}", json=body).status_code == 400


def test_the_switches_ask_for_the_right_kind(shop: Shop) -> None:
    customer = customer_of(shop)
    card, wallet = saved_card(shop, customer), saved_paypal(shop, customer)
    for switch, method in (("cancel_agreement", card), ("change_card", wallet)):
        body = {"payment_method": method, "exp_month": 1, "exp_year": 2040}
        assert shop.http.post(f"{shop.running.url}/_sim/{switch}", json=body).status_code == 400
