"""The product's own charges of saved methods, on the SDK, against the simulator."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.errors import InvalidRequest, OutcomeUnknown, ProviderFailed, ProviderRejected, ProviderUnavailable
from shared.stripe_gateway.charges import ChargeRequest, ChargeState, MethodRefused, charge_key
from shared.stripe_gateway.port import DeclineReason
from shared.stripe_gateway.stripe_charges import StripeCharges
from tests.functional.local.stripe_support import Shop
from tests.functional.local.test_stripe_simulator_methods import customer_of, saved_card, saved_paypal

CREATE = "/v1/payment_intents"


class Payer:
    """A customer with cards, and the gateway that charges them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.gateway = StripeCharges(shop.client_with(0, timeout=1.0).v1)
        self.customer = customer_of(shop)
        self.first, self.second = saved_card(shop, self.customer), saved_card(shop, self.customer)

    def request(self, method: str | None = None, payment: str = "pay_1", **more: Any) -> ChargeRequest:
        """The payment's first attempt."""
        values: dict[str, Any] = {"amount": 700, "currency": "EUR", "description": "Invoice 7", **more}
        return ChargeRequest(
            key=charge_key(payment, 1, method or self.first),
            customer_id=self.customer,
            method_id=method or self.first,
            metadata={"orderpay_payment": payment},
            **values,
        )

    def plan(self, outcome: str, method: str | None = None) -> None:
        """The next charge comes to that."""
        self.shop.sim("outcomes", {"outcome": outcome, "payment_method": method})

    def confirm(self, intent_id: str, attempt: int = 2) -> Any:
        """The second method, on the same intent."""
        return self.gateway.confirm_charge(intent_id, self.second, charge_key("pay_1", attempt, self.second))

    def intents(self) -> int:
        """How many were made."""
        return len(self.shop.client.v1.payment_intents.list().data)


@pytest.fixture
def payer(shop: Shop) -> Payer:
    """Someone who can be charged."""
    return Payer(shop)


def now() -> datetime:
    """As the simulator's clock."""
    return SystemClock().now()


def test_a_charge_takes_the_money_once(payer: Payer) -> None:
    paid = payer.gateway.create_charge(payer.request())
    assert (paid.state, paid.received, paid.currency, paid.refusal) == (ChargeState.SUCCEEDED, 700, "EUR", None)
    assert (paid.method_id, paid.customer_id, paid.metadata["orderpay_payment"]) == (
        payer.first,
        payer.customer,
        "pay_1",
    )
    assert payer.gateway.create_charge(payer.request()) == paid
    assert payer.gateway.retrieve_charge(paid.intent_id) == paid
    assert payer.intents() == 1


def test_a_decline_is_an_answer_and_the_next_method_pays_the_same_intent(payer: Payer) -> None:
    payer.plan("insufficient_funds")
    declined = payer.gateway.create_charge(payer.request())
    assert (declined.state, declined.received, declined.method_id) == (ChargeState.DECLINED, 0, payer.first)
    assert declined.refusal is not None
    assert (declined.refusal.hard, declined.refusal.reason) == (False, DeclineReason.INSUFFICIENT_FUNDS)
    paid = payer.confirm(declined.intent_id)
    assert (paid.intent_id, paid.state, paid.method_id) == (declined.intent_id, ChargeState.SUCCEEDED, payer.second)
    assert payer.intents() == 1


def test_two_declines_are_told_apart(payer: Payer) -> None:
    payer.plan("lost_card", payer.first)
    payer.plan("do_not_honor", payer.second)
    first = payer.gateway.create_charge(payer.request())
    second = payer.confirm(first.intent_id)
    assert first.refusal is not None
    assert second.refusal is not None
    assert (first.refusal.code, first.refusal.hard) == ("lost_card", True)
    assert (second.refusal.code, second.refusal.hard) == ("do_not_honor", False)
    assert first.refusal.attempt != second.refusal.attempt


def test_an_owner_who_must_confirm_is_no_decline(payer: Payer) -> None:
    asked = payer.gateway.create_charge(payer.request("pm_card_authenticationRequired"))
    assert asked.state is ChargeState.NEEDS_ACTION
    assert asked.refusal is not None
    assert (asked.refusal.needs_authentication, asked.refusal.hard) == (True, False)
    assert payer.confirm(asked.intent_id).state is ChargeState.SUCCEEDED


def test_an_intent_that_waits_for_its_owner_takes_another_method(payer: Payer) -> None:
    payer.plan("requires_action")
    asked = payer.gateway.create_charge(payer.request())
    assert asked.state is ChargeState.NEEDS_ACTION
    assert asked.refusal is not None
    assert asked.refusal.needs_authentication
    assert payer.confirm(asked.intent_id).state is ChargeState.SUCCEEDED


@pytest.mark.parametrize(
    ("outcome", "state"), [("pending_paid", ChargeState.SUCCEEDED), ("pending_failed", ChargeState.DECLINED)]
)
def test_paypals_result_comes_later(payer: Payer, outcome: str, state: ChargeState) -> None:
    payer.plan(outcome)
    wallet = saved_paypal(payer.shop, payer.customer)
    waiting = payer.gateway.create_charge(payer.request(wallet))
    assert (waiting.state, waiting.received) == (ChargeState.PROCESSING, 0)
    assert payer.confirm(waiting.intent_id).state is ChargeState.PROCESSING
    payer.shop.sim("advance", {"seconds": 61})
    assert payer.gateway.retrieve_charge(waiting.intent_id).state is state


def test_the_same_call_again_tells_how_it_is_now(payer: Payer) -> None:
    payer.plan("insufficient_funds")
    declined = payer.gateway.create_charge(payer.request())
    payer.confirm(declined.intent_id)
    assert payer.gateway.create_charge(payer.request()).state is ChargeState.SUCCEEDED


def test_what_is_settled_is_not_charged_again(payer: Payer) -> None:
    paid = payer.gateway.create_charge(payer.request())
    assert payer.confirm(paid.intent_id) == paid
    assert payer.gateway.cancel_charge(paid.intent_id, "pay:pay_1:cancel") == paid
    assert len(payer.shop.client.v1.charges.list({"payment_intent": paid.intent_id}).data) == 1


def test_a_cancelled_charge_never_takes_money(payer: Payer) -> None:
    payer.plan("insufficient_funds")
    declined = payer.gateway.create_charge(payer.request())
    for _ in range(2):
        cancelled = payer.gateway.cancel_charge(declined.intent_id, "pay:pay_1:cancel")
        assert (cancelled.state, cancelled.refusal) == (ChargeState.CANCELLED, None)
    assert payer.gateway.cancel_charge(declined.intent_id, "pay:pay_1:cancel:2").state is ChargeState.CANCELLED
    assert payer.confirm(declined.intent_id).state is ChargeState.CANCELLED


def test_a_detached_method_is_not_tried_and_is_gone(payer: Payer) -> None:
    payer.shop.sim("detach_method", {"payment_method": payer.first})
    with pytest.raises(MethodRefused) as caught:
        payer.gateway.create_charge(payer.request())
    assert caught.value.gone
    assert payer.intents() == 0


def test_a_method_that_is_not_there_is_gone(payer: Payer) -> None:
    with pytest.raises(MethodRefused) as caught:
        payer.gateway.create_charge(payer.request("pm_nothing"))
    assert caught.value.gone


def test_a_detached_second_method_leaves_the_intent_as_it_was(payer: Payer) -> None:
    payer.plan("insufficient_funds")
    declined = payer.gateway.create_charge(payer.request())
    payer.shop.sim("detach_method", {"payment_method": payer.second})
    with pytest.raises(MethodRefused):
        payer.confirm(declined.intent_id)
    assert payer.gateway.retrieve_charge(declined.intent_id) == declined


def test_a_method_that_does_not_fit_stays(payer: Payer) -> None:
    wallet = saved_paypal(payer.shop, payer.customer)
    with pytest.raises(MethodRefused) as caught:
        payer.gateway.create_charge(payer.request(wallet, currency="JPY"))
    assert not caught.value.gone


def test_the_methods_of_a_deleted_customer_are_gone(payer: Payer) -> None:
    payer.shop.client.v1.customers.delete(payer.customer)
    payer.customer = customer_of(payer.shop)
    with pytest.raises(MethodRefused) as caught:
        payer.gateway.create_charge(payer.request())
    assert caught.value.gone


def test_without_a_look_nobody_knows(payer: Payer) -> None:
    payer.shop.sim("detach_method", {"payment_method": payer.first})
    payer.shop.sim("faults", {"calls": [{"kind": "fail", "path": "/v1/payment_methods/*", "status": 500}]})
    with pytest.raises(ProviderUnavailable):
        payer.gateway.create_charge(payer.request())
    with pytest.raises(MethodRefused):
        payer.gateway.create_charge(payer.request())


def test_an_agreement_that_ended_is_gone(payer: Payer) -> None:
    wallet = saved_paypal(payer.shop, payer.customer)
    payer.shop.sim("cancel_agreement", {"payment_method": wallet})
    with pytest.raises(MethodRefused) as caught:
        payer.gateway.create_charge(payer.request(wallet))
    assert (caught.value.gone, caught.value.provider_code) == (True, "payment_intent_mandate_invalid")


def test_what_no_method_could_pay_is_rejected(payer: Payer) -> None:
    with pytest.raises(InvalidRequest):
        payer.gateway.create_charge(payer.request(amount=1))
    payer.customer = "cus_nobody"
    with pytest.raises(ProviderRejected) as caught:
        payer.gateway.create_charge(payer.request())
    assert not isinstance(caught.value, MethodRefused)


@pytest.mark.parametrize("effect", [True, False])
def test_no_answer_is_unknown_and_the_same_call_resolves_it(payer: Payer, effect: bool) -> None:
    payer.shop.sim("faults", {"calls": [{"kind": "timeout", "path": CREATE, "seconds": 2, "effect": effect}]})
    with pytest.raises(OutcomeUnknown):
        payer.gateway.create_charge(payer.request())
    assert payer.gateway.create_charge(payer.request()).state is ChargeState.SUCCEEDED
    assert payer.intents() == 1


def test_a_failure_that_took_the_money_is_found_in_the_list(payer: Payer) -> None:
    payer.shop.sim("faults", {"calls": [{"kind": "fail", "path": CREATE, "status": 500, "effect": True}]})
    for _ in range(2):
        with pytest.raises(ProviderFailed):
            payer.gateway.create_charge(payer.request())
    since, until = now() - timedelta(minutes=1), now() + timedelta(minutes=1)
    found = payer.gateway.find_charge({"orderpay_payment": "pay_1"}, since, until, payer.customer)
    assert found is not None
    assert (found.state, found.received) == (ChargeState.SUCCEEDED, 700)
    assert payer.gateway.find_charge({"orderpay_payment": "pay_1"}, since, until) == found
    assert payer.gateway.find_charge({"orderpay_payment": "pay_2"}, since, until) is None
    assert payer.gateway.find_charge({"orderpay_payment": "pay_1"}, since, until, customer_of(payer.shop)) is None
    assert payer.gateway.find_charge({"orderpay_payment": "pay_1"}, since, now() - timedelta(seconds=30)) is None
    assert payer.gateway.find_charge({"orderpay_payment": "pay_1"}, until, until + timedelta(hours=1)) is None


def test_of_several_the_one_that_came_furthest_is_found(payer: Payer) -> None:
    paid = payer.gateway.create_charge(payer.request())
    payer.plan("insufficient_funds")
    payer.gateway.create_charge(payer.request(payer.second))
    found = payer.gateway.find_charge(
        {"orderpay_payment": "pay_1"}, now() - timedelta(minutes=1), now() + timedelta(minutes=1)
    )
    assert found == paid
