"""Checkouts that only reserve: captured, cancelled, lapsed; and what an account's buyers are offered."""

from typing import Any

import stripe

from tests.functional.local.stripe_support import VISA, Shop, payment_session

HOLD: Any = {"payment_intent_data": {"capture_method": "manual", "metadata": {"order": "1"}}}


def reserved(shop: Shop) -> None:
    """As the product's gateway asks for them."""
    api, look = shop.client.v1, {"expand": ["payment_intent.latest_charge"]}
    for end in ("capture", "cancel", "lapse"):
        session = api.checkout.sessions.create(payment_session(**HOLD, allowed_payment_method_types=["card"]))
        shop.post(session, card_number=VISA)
        held: Any = api.checkout.sessions.retrieve(session.id, look).payment_intent  # type: ignore[arg-type]
        assert held.status == "requires_capture"
        assert held.latest_charge.payment_method_details.card.capture_before > held.created
        if end == "capture":
            api.payment_intents.capture(held.id, {"amount_to_capture": 1000}, {"idempotency_key": "capture:1"})
            refused(lambda held=held: api.payment_intents.cancel(held.id))
        elif end == "cancel":
            api.payment_intents.cancel(held.id)
            refused(lambda held=held: api.payment_intents.capture(held.id))
        else:
            shop.sim("lapse", {"payment_intent": held.id})
        ended: Any = api.checkout.sessions.retrieve(session.id, look).payment_intent  # type: ignore[arg-type]
        assert ended.status == ("succeeded" if end == "capture" else "canceled")
    open_one = api.checkout.sessions.create(payment_session(**HOLD))
    shop.post(open_one, card_number="4000000000000002")
    tried = api.checkout.sessions.retrieve(open_one.id)
    refused(lambda: api.payment_intents.cancel(str(tried.payment_intent)))


def offers(shop: Shop) -> None:
    """The platform's, and those of a merchant's own account."""
    api = shop.client.v1.payment_method_configurations
    (platforms,) = api.list({"active": True, "limit": 100}).data
    assert (platforms.is_default, platforms.card.available, platforms.parent) == (True, True, None)  # type: ignore[union-attr]
    shop.sim("offers", {"paypal": "off"})
    (switched,) = api.list().data
    assert switched.paypal.display_preference.value == "off"  # type: ignore[union-attr]
    (child,) = api.list({"limit": 100}, {"stripe_account": "acct_1Connected"}).data
    assert (child.paypal.available, bool(child.parent)) == (False, True)  # type: ignore[union-attr]
    shop.sim("offers", {"paypal": "on"})


def refused(call: Any) -> None:
    """It is, by a 400."""
    try:
        call()
    except stripe.InvalidRequestError as error:
        assert error.http_status == 400  # noqa: PT017 - the call is made by whoever gives it
        return
    raise AssertionError("not refused")
