"""The product's own calls about saved methods, on the SDK, against the simulator."""

from datetime import datetime, timedelta

import pytest

from shared.clock import SystemClock
from shared.errors import ProviderRejected
from shared.stripe_gateway.methods import CustomerRequest, MethodKind, SetupRequest, SetupState
from shared.stripe_gateway.stripe_methods import StripeMethods
from tests.functional.local.stripe_support import VISA, Shop

MARK = {"orderpay_merchant": "mer_1"}


@pytest.fixture
def gateway(shop: Shop) -> StripeMethods:
    """As the product has it."""
    return StripeMethods(shop.client.v1)


def customer(gateway: StripeMethods, key: str = "customer:mer_1") -> str:
    """An owner of methods."""
    return gateway.create_customer(CustomerRequest(key=key, name="Paper", email="pay@shop.example", metadata=MARK))


def request(customer_id: str, key: str = "setup:set_1") -> SetupRequest:
    """A set-up."""
    return SetupRequest(
        key=key,
        customer_id=customer_id,
        success_url="https://shop.example/linked",
        cancel_url="https://shop.example/methods",
        expires_at=_now() + timedelta(hours=1),
        metadata={**MARK, "orderpay_setup": "set_1"},
    )


def _now() -> datetime:
    return SystemClock().now()


def test_a_customer_is_made_once_under_its_key(shop: Shop, gateway: StripeMethods) -> None:
    first = customer(gateway)
    assert customer(gateway) == first
    made = shop.client.v1.customers.retrieve(first)
    assert (made.name, made.email) == ("Paper", "pay@shop.example")
    nameless = CustomerRequest(key="customer:mer_2", name="Plain", email=None, metadata={})
    assert shop.client.v1.customers.retrieve(gateway.create_customer(nameless)).email is None


def test_a_card_is_saved_on_the_page(shop: Shop, gateway: StripeMethods) -> None:
    owner = customer(gateway)
    wanted = request(owner)
    opened = gateway.create_setup(wanted)
    assert (opened.state, opened.method_id, opened.customer_id) == (SetupState.OPEN, None, owner)
    assert gateway.create_setup(wanted).id == opened.id
    assert shop.http.post(str(opened.url), data={"card_number": VISA, "exp": "12/40"}).status_code == 303

    done = gateway.retrieve_setup(opened.id)

    assert (done.state, done.url, done.metadata["orderpay_setup"]) == (SetupState.COMPLETE, None, "set_1")
    (method,) = gateway.methods_of(owner) or []
    assert gateway.retrieve_method(str(done.method_id)) == method
    assert (method.id, method.kind, method.customer_id) == (done.method_id, MethodKind.CARD, owner)
    assert (method.brand, method.last4, method.exp_month, method.exp_year) == ("visa", "4242", 12, 2040)
    assert method.fingerprint
    assert method.email is None
    intents = shop.client.v1.setup_intents.list({"customer": owner}).data
    assert [(each.usage, each.metadata["orderpay_setup"]) for each in intents if each.metadata] == [
        ("off_session", "set_1")
    ]


def test_a_paypal_account_is_saved_once_its_result_is_there(shop: Shop, gateway: StripeMethods) -> None:
    owner = customer(gateway)
    opened = gateway.create_setup(request(owner))
    shop.http.post(str(opened.url), data={"paypal": "pending_paid"})
    waiting = gateway.retrieve_setup(opened.id)
    assert (waiting.state, waiting.method_id) == (SetupState.COMPLETE, None)
    shop.sim("advance", {"seconds": 61})
    (method,) = gateway.methods_of(owner) or []
    assert gateway.retrieve_setup(opened.id).method_id == method.id
    assert (method.kind, method.email, method.last4) == (MethodKind.PAYPAL, "pay@shop.example", None)


def test_a_set_up_is_closed_unless_it_is_complete(shop: Shop, gateway: StripeMethods) -> None:
    owner = customer(gateway)
    opened = gateway.create_setup(request(owner))
    assert gateway.expire_setup(opened.id).state is SetupState.EXPIRED
    assert gateway.expire_setup(opened.id).state is SetupState.EXPIRED
    other = gateway.create_setup(request(owner, "setup:set_2"))
    shop.http.post(str(other.url), data={"card_number": VISA})
    done = gateway.expire_setup(other.id)
    assert done.state is SetupState.COMPLETE
    assert done.method_id


def test_a_method_is_detached_once_and_for_all(shop: Shop, gateway: StripeMethods) -> None:
    owner = customer(gateway)
    saved = shop.client.v1.payment_methods.attach("pm_card_visa", {"customer": owner}).id
    gateway.detach(saved)
    gateway.detach(saved)
    left = gateway.retrieve_method(saved)
    assert left is not None
    assert left.customer_id is None
    assert gateway.methods_of(owner) == []
    gateway.detach("pm_nothing")


def test_a_method_that_the_provider_keeps_is_not_told_as_gone(shop: Shop, gateway: StripeMethods) -> None:
    owner = customer(gateway)
    saved = shop.client.v1.payment_methods.attach("pm_card_visa", {"customer": owner}).id
    shop.sim("faults", {"calls": [{"kind": "fail", "path": "/v1/payment_methods/*/detach", "status": 400}]})
    with pytest.raises(ProviderRejected):
        gateway.detach(saved)


def test_what_is_not_there_is_none(shop: Shop, gateway: StripeMethods) -> None:
    assert gateway.retrieve_method("pm_nothing") is None
    assert gateway.retrieve_mandate("mandate_nothing") is None
    assert gateway.methods_of("cus_nobody") is None


def test_the_methods_of_a_deleted_customer_are_nobodys(shop: Shop, gateway: StripeMethods) -> None:
    owner = customer(gateway)
    saved = shop.client.v1.payment_methods.attach("pm_card_visa", {"customer": owner}).id
    shop.client.v1.customers.delete(owner)
    assert gateway.methods_of(owner) is None
    left = gateway.retrieve_method(saved)
    assert left is not None
    assert left.customer_id is None


def test_every_page_of_methods_is_read(shop: Shop, gateway: StripeMethods) -> None:
    owner = customer(gateway)
    saved = [shop.client.v1.payment_methods.attach("pm_card_visa", {"customer": owner}).id for _ in range(101)]
    assert [method.id for method in gateway.methods_of(owner) or []] == saved[::-1]


def test_an_agreement_that_ended_is_told(shop: Shop, gateway: StripeMethods) -> None:
    opened = gateway.create_setup(request(customer(gateway)))
    shop.http.post(str(opened.url), data={"paypal": "approve"})
    method = str(gateway.retrieve_setup(opened.id).method_id)
    ended = shop.sim("cancel_agreement", {"payment_method": method})
    told = gateway.retrieve_mandate(ended["id"])
    assert told is not None
    assert (told.method_id, told.active) == (method, False)


def test_the_portal_leads_back(shop: Shop, gateway: StripeMethods) -> None:
    url = gateway.create_portal(customer(gateway), "https://shop.example/account")
    assert "https://shop.example/account" in shop.http.get(url).text
