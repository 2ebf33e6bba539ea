"""The customer portal as a person uses it, and the tokens that are already set up."""

import pytest
import stripe

from tests.functional.local.stripe_support import VISA, Shop
from tests.functional.local.test_stripe_simulator_methods import charge, customer_of, refusal_of, saved_card

BACK = "https://shop.example/account"


def portal(shop: Shop, customer: str) -> str:
    """The page's address."""
    made = shop.client.v1.billing_portal.sessions.create({"customer": customer, "return_url": BACK})
    return made.url


def held(shop: Shop, customer: str) -> list[str]:
    """The ids of what is saved."""
    return [method.id for method in shop.client.v1.customers.payment_methods.list(customer).data]


def test_the_portal_shows_what_is_saved_and_the_way_back(shop: Shop) -> None:
    customer = customer_of(shop)
    saved_card(shop, customer)
    text = shop.http.get(portal(shop, customer)).text
    assert "visa ending in 4242" in text
    assert BACK in text
    assert shop.event_types()[-1] == "billing_portal.session.created"


def test_a_method_is_removed_there(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_card(shop, customer)
    url = portal(shop, customer)
    assert shop.http.post(url, data={"remove": method}).status_code == 200
    assert held(shop, customer) == []
    assert shop.event_types()[-1] == "payment_method.detached"
    assert shop.http.post(url, data={"remove": method}).status_code == 402


def test_only_the_customers_own_methods_are_removed_there(shop: Shop) -> None:
    other = customer_of(shop)
    method = saved_card(shop, other)
    assert shop.http.post(portal(shop, customer_of(shop)), data={"remove": method}).status_code == 402
    assert held(shop, other) == [method]


def test_a_card_is_added_there(shop: Shop) -> None:
    customer = customer_of(shop)
    url = portal(shop, customer)
    assert shop.http.post(url, data={"card_number": "4000000000000002", "exp": "12/40"}).status_code == 402
    assert shop.http.post(url, data={"card_number": VISA, "exp": "13/40"}).status_code == 402
    assert held(shop, customer) == []
    assert shop.http.post(url, data={"card_number": VISA, "exp": "12/40"}).status_code == 200
    assert len(held(shop, customer)) == 1
    assert shop.event_types()[-3:] == ["setup_intent.created", "payment_method.attached", "setup_intent.succeeded"]


def test_there_is_no_portal_of_nobody(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.billing_portal.sessions.create({"return_url": BACK})
    with pytest.raises(stripe.InvalidRequestError):
        portal(shop, "cus_nobody")
    assert shop.http.get(f"{shop.running.url}/p/session/none").status_code == 404


def test_a_card_that_is_set_up_already_needs_its_owner_only_when_he_is_there(shop: Shop) -> None:
    customer = customer_of(shop)
    method = saved_card(shop, customer, "pm_card_authenticationRequiredSetupForOffSession")
    assert charge(shop, customer, method).status == "succeeded"
    asked = charge(shop, customer, method, off_session=False, return_url=BACK)
    assert asked.status == "requires_action"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_chargeDeclinedLostCard", "lost_card"),
        ("pm_card_visa_chargeDeclinedStolenCard", "stolen_card"),
        ("pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_velocity_exceeded"),
        ("pm_card_authenticationRequired", "authentication_required"),
        ("pm_card_chargeCustomerFail", "generic_decline"),
    ],
)
def test_published_tokens(shop: Shop, token: str, code: str) -> None:
    assert refusal_of(shop, customer_of(shop), token)["decline_code"] == code
