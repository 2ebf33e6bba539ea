"""What a hosted checkout has come to, by Stripe's session and its intent."""

from typing import Any

import pytest
import stripe

from shared.stripe_gateway.port import SessionState
from shared.stripe_gateway.sessions import read_session


def session(payment_status: str, **intent: Any) -> stripe.checkout.Session:
    """A session of 4590 cents that its buyer has finished."""
    nothing = {"amount_received": 0, "amount_capturable": 0, "latest_charge": None, "last_payment_error": None}
    fields = {"id": "cs_1", "status": "complete", "payment_status": payment_status, "currency": "eur", "url": None}
    more = {"amount_total": 4_590, "metadata": {}, "customer_details": None}
    return stripe.checkout.Session.construct_from(
        fields | more | {"payment_intent": {"id": "pi_1", "object": "payment_intent"} | nothing | intent}, "sk_test_1"
    )


@pytest.mark.parametrize("payment_status", ["unpaid", "paid"])
def test_what_is_only_reserved_is_not_paid_whatever_the_session_says(payment_status: str) -> None:
    read = read_session(session(payment_status, status="requires_capture", amount_capturable=4_590), None)
    assert (read.state, read.received, read.authorized) == (SessionState.AUTHORIZED, 0, 4_590)


@pytest.mark.parametrize("payment_status", ["unpaid", "paid"])
def test_what_was_captured_is_paid_with_what_was_received(payment_status: str) -> None:
    read = read_session(session(payment_status, status="succeeded", amount_received=3_000), None)
    assert (read.state, read.received, read.authorized) == (SessionState.PAID, 3_000, 0)
