"""Payment intents: off-session charges, a second method after a refusal, authorizations."""

from typing import Any

import pytest
import stripe

from tests.functional.local.stripe_support import Shop


def saved_method(shop: Shop, card: str = "4242424242424242") -> tuple[str, str]:
    """A customer and a card saved by a checkout in setup mode."""
    customer = shop.client.v1.customers.create({"email": "ada@example.com"})
    shape: Any = {"mode": "setup", "currency": "eur", "customer": customer.id, "success_url": "https://shop.example/ok"}
    session = shop.client.v1.checkout.sessions.create(shape)
    if shop.post(session, card_number=card).status_code == 200:
        assert shop.post(session, authentication="approve").status_code == 303
    done = shop.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    assert done.setup_intent.status == "succeeded"
    return customer.id, str(done.setup_intent.payment_method)


def charge(shop: Shop, customer: str | None, method: str, **more: Any) -> stripe.PaymentIntent:
    """An off-session charge."""
    shape: Any = {"amount": 700, "currency": "eur", "payment_method": method, "confirm": True, "off_session": True}
    if customer:
        shape["customer"] = customer
    shape |= more
    return shop.client.v1.payment_intents.create(shape)


def test_a_saved_card_pays_off_session(shop: Shop) -> None:
    customer, method = saved_method(shop)
    assert charge(shop, customer, method).status == "succeeded"
    assert [m.id for m in shop.client.v1.customers.payment_methods.list(customer).data] == [method]


def test_a_card_saved_with_the_buyer_needs_no_bank_later(shop: Shop) -> None:
    assert charge(shop, *saved_method(shop, "4000002500003155")).status == "succeeded"


def test_the_bank_always_asks(shop: Shop) -> None:
    customer, method = saved_method(shop, "4000002760003184")
    with pytest.raises(stripe.CardError) as caught:
        charge(shop, customer, method)
    assert caught.value.http_status == 402
    assert caught.value.code == "authentication_required"
    assert caught.value.error is not None
    assert caught.value.error.payment_intent is not None
    assert caught.value.error.payment_intent.status == "requires_payment_method"


def test_a_refused_intent_is_confirmed_with_the_next_method(shop: Shop) -> None:
    customer, bad = saved_method(shop, "4000000000000341")
    with pytest.raises(stripe.CardError) as caught:
        charge(shop, customer, bad)
    assert caught.value.error is not None
    intent = caught.value.error.payment_intent
    assert intent is not None
    good = shop.client.v1.payment_methods.attach("pm_card_visa", {"customer": customer})

    paid = shop.client.v1.payment_intents.confirm(intent.id, {"payment_method": good.id, "off_session": True})

    assert (paid.id, paid.status, paid.last_payment_error) == (intent.id, "succeeded", None)
    statuses = [c.status for c in shop.client.v1.charges.list({"payment_intent": intent.id}).data]
    assert statuses == ["succeeded", "failed"]


@pytest.mark.parametrize(
    ("payer", "status"),
    [("ada@example.com", "succeeded"), ("ada+pending_paid@example.com", "processing")],
)
def test_a_paypal_account_off_session(shop: Shop, payer: str, status: str) -> None:
    method = shop.client.v1.payment_methods.create({"type": "paypal", "billing_details": {"email": payer}})
    intent = charge(shop, None, method.id)
    assert intent.status == status
    shop.sim("advance", {"seconds": 61})
    assert shop.client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_detached_method_is_refused(shop: Shop) -> None:
    customer, method = saved_method(shop)
    shop.client.v1.payment_methods.detach(method)
    with pytest.raises(stripe.InvalidRequestError):
        charge(shop, customer, method)


def test_another_customers_method_is_refused(shop: Shop) -> None:
    _, method = saved_method(shop)
    other = shop.client.v1.customers.create()
    with pytest.raises(stripe.InvalidRequestError):
        charge(shop, other.id, method)


def test_two_stages(shop: Shop) -> None:
    held = charge(shop, None, "pm_card_visa", amount=5000, capture_method="manual")
    assert (held.status, held.amount_capturable, held.amount_received) == ("requires_capture", 5000, 0)
    taken = shop.client.v1.payment_intents.capture(
        held.id, {"amount_to_capture": 4000, "expand": ["latest_charge.balance_transaction"]}
    )
    assert isinstance(taken.latest_charge, stripe.Charge)
    assert (taken.status, taken.amount_received) == ("succeeded", 4000)
    assert (taken.latest_charge.amount_captured, taken.latest_charge.refunded) == (4000, False)
    assert taken.latest_charge.amount_refunded == 0, "what is let go is no refund"
    whole = shop.client.v1.refunds.create({"payment_intent": held.id})
    assert whole.amount == 4000
    assert shop.client.v1.charges.retrieve(taken.latest_charge.id).refunded
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.client.v1.payment_intents.capture(held.id)
    assert caught.value.code == "payment_intent_unexpected_state"


def test_an_authorization_ends_after_a_week(shop: Shop) -> None:
    held = charge(shop, None, "pm_card_visa", capture_method="manual")
    shop.sim("advance", {"seconds": 7 * 86400})
    ended = shop.client.v1.payment_intents.retrieve(held.id, {"expand": ["latest_charge"]})
    assert (ended.status, ended.cancellation_reason) == ("canceled", "expired")
    assert isinstance(ended.latest_charge, stripe.Charge)
    assert (ended.latest_charge.refunded, ended.latest_charge.amount_refunded) == (False, 0)


def test_what_is_let_go_at_our_word_is_no_refund_either(shop: Shop) -> None:
    held = charge(shop, None, "pm_card_visa", capture_method="manual")
    ended = shop.client.v1.payment_intents.cancel(held.id, {"expand": ["latest_charge"]})
    assert isinstance(ended.latest_charge, stripe.Charge)
    assert (ended.status, ended.latest_charge.refunded) == ("canceled", False)
    assert "charge.refunded" not in shop.event_types()


def test_checkout_in_two_stages_is_unpaid_until_captured(shop: Shop) -> None:
    session = shop.paid_session(payment_intent_data={"capture_method": "manual"})
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    shop.client.v1.payment_intents.capture(session.payment_intent.id)
    assert shop.look(session.id).payment_status == "paid"


def test_the_buyer_answers_for_an_intent_of_the_api(shop: Shop) -> None:
    asked = charge(
        shop, None, "pm_card_threeDSecure2Required", off_session=False, return_url="https://shop.example/back?a=1"
    )
    assert asked.next_action is not None
    assert asked.next_action.redirect_to_url is not None
    url = str(asked.next_action.redirect_to_url.url)
    assert shop.http.get(url).status_code == 200
    answer = shop.http.post(url, data={"authentication": "approve"})
    expected = f"https://shop.example/back?a=1&payment_intent={asked.id}&redirect_status=succeeded"
    assert (answer.status_code, answer.headers["location"]) == (303, expected)
    assert shop.http.post(url, data={"authentication": "approve"}).status_code == 409
    assert len(shop.client.v1.charges.list({"payment_intent": asked.id}).data) == 1


def test_checkout_keeps_its_intents_to_itself(shop: Shop) -> None:
    session = shop.open_session()
    shop.post(session, card_number="4000000000000002")
    intent = shop.look(session.id).payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    with pytest.raises(stripe.InvalidRequestError, match="created by Checkout"):
        shop.client.v1.payment_intents.cancel(intent.id)
    with pytest.raises(stripe.InvalidRequestError, match="created by Checkout"):
        shop.client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})


def test_cancel_and_then_nothing(shop: Shop) -> None:
    intent = shop.client.v1.payment_intents.create({"amount": 700, "currency": "eur"})
    gone = shop.client.v1.payment_intents.cancel(intent.id)
    assert gone.status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
