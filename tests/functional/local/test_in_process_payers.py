"""The simulation's short way to the simulator answers the product's gateways as the wire does."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe

from local.stripe_simulator.resources import payment_methods, planned_outcomes
from local.stripe_simulator.world import Call
from shared.errors import ProviderFailed
from shared.stripe_gateway.charges import ChargeRequest, ChargeState, MethodRefused, charge_key
from shared.stripe_gateway.methods import CustomerRequest, SetupRequest, SetupState
from shared.stripe_gateway.stripe_charges import StripeCharges
from shared.stripe_gateway.stripe_methods import StripeMethods
from tests.support.simulation.clock import VirtualClock
from tests.support.simulation.gate import Gate
from tests.support.simulation.provider import Provider
from tests.support.simulation.stripe_payers import in_process_api

BACK = "https://shop.example/methods"


class Side:
    """The gateways on an empty provider, and a customer."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.provider = Provider(self.clock)
        api = in_process_api(Gate(self.clock, {}, Counter()), self.provider, lambda: None)
        self.charges, self.methods = StripeCharges(api), StripeMethods(api)
        self.owner = self.methods.create_customer(CustomerRequest(key="c", name="Paper", email=None, metadata={}))
        self.first, self.second = (self.saved() for _ in range(2))

    def saved(self) -> str:
        """A card of the customer's."""
        world = self.provider.world
        call = Call(world, world.platform, {"customer": self.owner}, ("pm_card_visa",))
        return str(payment_methods.attach(call)["id"])

    def plan(self, method: str, outcome: str) -> None:
        """The next charge comes to that."""
        planned_outcomes.plan(self.provider.world, method, outcome, None, 1)

    def charge(self, method: str) -> Any:
        """The first attempt of a payment."""
        request: dict[str, Any] = {"amount": 700, "currency": "EUR", "description": "7", "customer_id": self.owner}
        mark = {"orderpay_payment": "pay_1"}
        return self.charges.create_charge(
            ChargeRequest(key=charge_key("pay_1", 1, method), method_id=method, metadata=mark, **request)
        )


@pytest.fixture
def side() -> Side:
    """Both gateways."""
    return Side()


def test_a_cascade(side: Side) -> None:
    side.plan(side.first, "lost_card")
    declined = side.charge(side.first)
    assert (declined.state, declined.refusal.hard) == (ChargeState.DECLINED, True)
    assert side.charge(side.first) == declined
    paid = side.charges.confirm_charge(declined.intent_id, side.second, "k2")
    assert (paid.state, paid.method_id) == (ChargeState.SUCCEEDED, side.second)
    assert side.charge(side.first) == paid
    assert side.charges.cancel_charge(paid.intent_id, "k3") == paid
    now = side.clock.now()
    assert side.charges.find_charge({"orderpay_payment": "pay_1"}, now - timedelta(hours=1), now, side.owner) == paid


def test_a_method_that_is_not_tried(side: Side) -> None:
    side.methods.detach(side.first)
    side.methods.detach(side.first)
    with pytest.raises(MethodRefused) as caught:
        side.charge(side.first)
    assert caught.value.gone
    assert [method.id for method in side.methods.methods_of(side.owner) or []] == [side.second]


def test_a_set_up(side: Side) -> None:
    expires_at = side.clock.now() + timedelta(hours=1)
    request = SetupRequest(
        key="s", customer_id=side.owner, success_url=BACK, cancel_url=BACK, expires_at=expires_at, metadata={}
    )
    opened = side.methods.create_setup(request)
    assert side.methods.create_setup(request) == opened
    side.provider.post(str(opened.url), {"paypal": "approve"})
    done = side.methods.retrieve_setup(opened.id)
    assert done.state is SetupState.COMPLETE
    assert side.methods.expire_setup(opened.id) == done
    assert side.methods.retrieve_method(str(done.method_id)) is not None
    assert side.methods.retrieve_mandate("mandate_none") is None
    assert side.methods.create_portal(side.owner, BACK).startswith("https://pay.example/p/session/")


@pytest.mark.parametrize("effect", [True, False])
def test_a_failure_is_kept_under_its_key(side: Side, monkeypatch: pytest.MonkeyPatch, effect: bool) -> None:
    kind = "provider_5xx_with_effect" if effect else "provider_5xx"

    def fail(*arguments: Any) -> Any:
        special: Callable[[str], Any] = arguments[-1]
        return special(kind)

    with monkeypatch.context() as patch:
        patch.setattr(Gate, "call", lambda _, *arguments: fail(*arguments))
        with pytest.raises(ProviderFailed):
            side.charge(side.first)
    with pytest.raises(ProviderFailed):
        side.charge(side.first)
    assert len(side.provider.intents()) == effect


def test_another_body_under_a_key_is_refused_as_the_sdk_says_it(side: Side) -> None:
    api = in_process_api(Gate(side.clock, {}, Counter()), side.provider, lambda: None)
    api.customers.create({"name": "One"}, {"idempotency_key": "same"})
    with pytest.raises(stripe.IdempotencyError):
        api.customers.create({"name": "Two"}, {"idempotency_key": "same"})
