"""Hosted checkout: every way a buyer can end, through real HTTP and the real SDK."""

import html

import pytest
import stripe

from tests.functional.local.stripe_support import VISA, Shop

DECLINES = [
    ("4000 0000 0000 0002", "card_declined", "generic_decline"),
    ("4000000000009995", "card_declined", "insufficient_funds"),
    ("4000000000009987", "card_declined", "lost_card"),
    ("4000000000009979", "card_declined", "stolen_card"),
    ("4000000000000069", "expired_card", None),
    ("4000000000000127", "incorrect_cvc", None),
    ("4000000000000119", "processing_error", None),
    ("4000000000000341", "card_declined", "generic_decline"),
]
PAID = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def intent_of(session: stripe.checkout.Session) -> stripe.PaymentIntent:
    """The expanded payment intent."""
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    return session.payment_intent


def test_a_card_pays_and_the_events_come_in_order(shop: Shop) -> None:
    session = shop.open_session()
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    page = shop.http.get(str(session.url))
    assert page.status_code == 200
    assert "€19.99" in page.text
    assert "https://shop.example/basket" in page.text

    answer = shop.post(session, card_number="4242 4242 4242 4242", exp="12 / 34", cvc="123", email="ada@example.com")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"https://shop.example/paid?session={session.id}"
    paid = shop.look(session.id)
    intent = intent_of(paid)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", 1999, "eur")
    assert paid.customer_details is not None
    assert paid.customer_details.email == "ada@example.com"
    assert intent.metadata.to_dict() == {"payment": "pay_1"}
    assert shop.receiver.wait_for(4) == PAID
    assert shop.event_types() == PAID


@pytest.mark.parametrize("card", ["5555555555554444", "378282246310005", "6011111111111117", "3566002020360505"])
def test_other_brands_pay(shop: Shop, card: str) -> None:
    assert shop.paid_session(card).payment_status == "paid"


@pytest.mark.parametrize(("card", "code", "decline_code"), DECLINES)
def test_a_refused_card_leaves_the_session_open(shop: Shop, card: str, code: str, decline_code: str | None) -> None:
    session = shop.open_session()

    answer = shop.post(session, card_number=card)

    assert answer.status_code == 402
    refused = shop.look(session.id)
    error = intent_of(refused).last_payment_error
    assert error is not None
    told = error.to_dict()
    assert (told["code"], told.get("decline_code")) == (code, decline_code)
    assert html.escape(told["message"]) in answer.text
    assert (refused.status, refused.payment_status, intent_of(refused).status) == (
        "open",
        "unpaid",
        "requires_payment_method",
    )
    assert shop.event_types() == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert shop.post(session, card_number=VISA).status_code == 303
    assert intent_of(shop.look(session.id)).id == intent_of(refused).id


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"card_number": "4242424242424241"},
        {"card_number": "4111111111111111"},
        {"card_number": "<script>"},
        {"card_number": VISA, "exp": "01/20"},
        {"card_number": VISA, "exp": "13/40"},
        {"card_number": VISA, "cvc": "12"},
    ],
)
def test_a_form_that_no_bank_would_see_leaves_no_trace(shop: Shop, fields: dict[str, str]) -> None:
    session = shop.open_session()
    answer = shop.post(session, **fields)
    assert answer.status_code == 402
    assert "<script>" not in answer.text
    assert shop.event_types() == []


@pytest.mark.parametrize("card", ["4000002500003155", "4000002760003184"])
def test_the_bank_asks_and_the_buyer_answers(shop: Shop, card: str) -> None:
    session = shop.open_session()
    asked = shop.post(session, card_number=card)
    assert asked.status_code == 200
    assert "3D Secure" in asked.text
    assert "3D Secure" in shop.http.get(str(session.url)).text
    waiting = intent_of(shop.look(session.id))
    assert waiting.status == "requires_action"
    assert waiting.next_action is not None
    assert waiting.next_action.redirect_to_url is not None
    url = str(waiting.next_action.redirect_to_url.url)
    assert shop.http.get(url).headers["location"] == session.url

    assert shop.post(session, authentication="fail").status_code == 402
    assert shop.look(session.id).status == "open"
    shop.post(session, card_number=card)
    assert shop.post(session, authentication="approve").status_code == 303
    assert shop.look(session.id).payment_status == "paid"


def test_answers_without_a_question_lead_back_to_the_form(shop: Shop) -> None:
    session = shop.open_session()
    answer = shop.post(session, authentication="approve")
    assert (answer.status_code, answer.headers["location"]) == (303, session.url)
    assert shop.look(session.id).status == "open"


def test_paypal_approved_and_refused(shop: Shop) -> None:
    session = shop.open_session()
    assert "PayPal" in shop.post(session, payment_method="paypal").text
    assert shop.post(session, paypal="refuse").status_code == 402
    shop.post(session, payment_method="paypal")
    assert shop.post(session, paypal="approve").status_code == 303
    paid = intent_of(shop.look(session.id))
    assert isinstance(paid.latest_charge, stripe.Charge)
    assert paid.latest_charge.id.startswith("py_")
    assert paid.latest_charge.payment_method_details is not None
    assert paid.latest_charge.payment_method_details.type == "paypal"


@pytest.mark.parametrize(
    ("answer", "end", "event"),
    [
        ("pending_paid", "paid", "checkout.session.async_payment_succeeded"),
        ("pending_failed", "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_a_result_that_comes_later(shop: Shop, answer: str, end: str, event: str) -> None:
    session = shop.open_session()
    assert shop.post(session, paypal=answer).status_code == 303
    waiting = shop.look(session.id)
    assert (waiting.status, waiting.payment_status, intent_of(waiting).status) == ("complete", "unpaid", "processing")
    assert event not in shop.event_types()
    assert shop.post(session, card_number=VISA).status_code == 409

    shop.sim("advance", {"seconds": 61})

    assert shop.look(session.id).payment_status == end
    assert shop.event_types()[-1] == event


def test_paypal_is_not_offered_where_it_cannot_work(shop: Shop) -> None:
    session = shop.open_session(currency="jpy", amount=500, allowed_payment_method_types=["card", "paypal"])
    assert session.allowed_payment_method_types == ["card"]
    assert session.payment_method_types == ["card"]
    assert shop.post(session, paypal="approve").status_code == 402


def test_a_customer_is_made_only_when_asked_for(shop: Shop) -> None:
    guest = shop.paid_session()
    known = shop.paid_session(customer_creation="always")
    assert guest.customer is None
    assert isinstance(known.customer, str)
    assert shop.client.v1.customers.retrieve(known.customer).email == "buyer@example.com"


def test_nothing_due_needs_no_card(shop: Shop) -> None:
    session = shop.open_session(amount=0)
    assert shop.post(session).status_code == 303
    done = shop.look(session.id)
    assert (done.status, done.payment_status, done.payment_intent) == ("complete", "no_payment_required", None)


def test_unknown_pages(shop: Shop) -> None:
    for path in ("/", "/c/pay/cs_test_nothing", "/c/authenticate/pi_nothing"):
        assert shop.http.get(shop.running.url + path).status_code == 404
    assert shop.http.put(str(shop.open_session().url)).status_code == 405
