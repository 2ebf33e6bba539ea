"""Saved methods and their charges, by the product's own gateways: what they send, and everything that can come back."""

from datetime import timedelta
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.stripe_gateway.charges import Charge, ChargeRequest, ChargeState, MethodRefused, charge_key
from shared.stripe_gateway.methods import CustomerRequest, SetupRequest, SetupState
from shared.stripe_gateway.stripe_charges import StripeCharges
from shared.stripe_gateway.stripe_methods import StripeMethods
from tests.functional.local.stripe_support import VISA, Shop

BACK = "https://shop.example/methods"
STATES = {"insufficient_funds": ChargeState.DECLINED, "authentication_required": ChargeState.NEEDS_ACTION,
          "pending_paid": ChargeState.PROCESSING, "requires_action": ChargeState.NEEDS_ACTION}  # fmt: skip


def methods(shop: Shop) -> None:
    """Linked by card and by PayPal, renewed, changed, removed; an agreement that ends; the portal."""
    gateway = StripeMethods(shop.client.v1)
    owner = gateway.create_customer(
        CustomerRequest(key="customer:mer_7", name="Paper", email="pay@shop.example", metadata={"orderpay": "mer_7"})
    )
    card = linked(shop, gateway, owner, "set_1", card_number=VISA, exp="12/40")
    wallet = linked(shop, gateway, owner, "set_2", paypal="approve")
    waits = gateway.create_setup(request(owner, "set_3"))
    shop.http.post(str(waits.url), data={"paypal": "pending_failed"})
    assert gateway.expire_setup(gateway.create_setup(request(owner, "set_4")).id).state is SetupState.EXPIRED
    shop.sim("advance", {"seconds": 61})
    assert gateway.retrieve_setup(waits.id).method_id is None
    shop.sim("change_card", {"payment_method": card, "exp_month": 1, "exp_year": 2041})
    shop.client.v1.payment_methods.update(card, {"card": {"exp_month": 2, "exp_year": 2042}})
    ended = gateway.retrieve_mandate(shop.sim("cancel_agreement", {"payment_method": wallet})["id"])
    assert ended is not None
    assert not ended.active
    shop.http.post(gateway.create_portal(owner, BACK), data={"card_number": "5555555555554444", "exp": "11/39"})
    assert {method.id for method in gateway.methods_of(owner) or ()} > {card, wallet}
    for _ in range(2):
        gateway.detach(card)
    assert gateway.retrieve_method("pm_nothing") is None
    assert gateway.retrieve_mandate("mandate_nothing") is None


def request(owner: str, setup: str) -> SetupRequest:
    """A set-up with this id of ours."""
    expires_at = SystemClock().now() + timedelta(hours=1)
    return SetupRequest(
        key=f"setup:{setup}", customer_id=owner, success_url=BACK, cancel_url=BACK, expires_at=expires_at,
        metadata={"orderpay_setup": setup},
    )  # fmt: skip


def linked(shop: Shop, gateway: StripeMethods, owner: str, setup: str, **typed: str) -> str:
    """The method that was saved on the page."""
    opened = gateway.create_setup(request(owner, setup))
    assert shop.http.post(str(opened.url), data=typed).status_code == 303
    return str(gateway.retrieve_setup(opened.id).method_id)


def charges(shop: Shop) -> None:
    """Paid, refused in every way and paid by the next method, cancelled, found; a method that is not tried."""
    gateway, api = StripeCharges(shop.client.v1), shop.client.v1
    owner = api.customers.create({"email": "charged@shop.example"}).id
    first, second = (api.payment_methods.attach("pm_card_visa", {"customer": owner}).id for _ in range(2))

    def charge(payment: str, method: str = first) -> Charge:
        key, mark = charge_key(payment, 1, method), {"orderpay_payment": payment}
        more: dict[str, Any] = {"amount": 700, "currency": "EUR", "description": "Invoice 7", "metadata": mark}
        return gateway.create_charge(ChargeRequest(key=key, customer_id=owner, method_id=method, **more))

    assert charge("pay_0").state is ChargeState.SUCCEEDED
    assert charge("pay_0").state is ChargeState.SUCCEEDED
    for outcome, state in STATES.items():
        shop.sim("outcomes", {"payment_method": first, "outcome": outcome})
        tried = charge(f"pay_{outcome}")
        assert tried.state is state
        gateway.confirm_charge(tried.intent_id, second, charge_key(f"pay_{outcome}", 2, second))
        gateway.cancel_charge(tried.intent_id, f"pay:{outcome}:cancel")
        assert gateway.retrieve_charge(tried.intent_id).state in (ChargeState.SUCCEEDED, ChargeState.CANCELLED)
    now = SystemClock().now()
    assert gateway.find_charge({"orderpay_payment": "pay_0"}, now - timedelta(hours=1), now, owner) is not None
    shop.sim("detach_method", {"payment_method": first})
    for method in (first, "pm_nothing"):
        with pytest.raises(MethodRefused) as caught:
            charge("pay_9", method)
        assert caught.value.gone
