"""A guest at our own checkout: what our gateway sends, and what it reads after a refusal and after the payment."""

from datetime import datetime, timedelta

from shared.clock import SystemClock
from shared.stripe_gateway.client import WORKER, StripeGateway
from shared.stripe_gateway.port import CheckoutRequest, DeclineReason, PaidWith, SessionState
from tests.functional.local.stripe_support import VISA, Shop

NO_MONEY = "4000000000009995"
TYPED = {
    "email": "ada@example.com",
    "phone": "+4930123456",
    "name": "Ada Byron",
    "line1": "Main Street 1",
    "line2": "Rear house",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


def guests(shop: Shop) -> None:
    """Asked for everything, refused once, then paid."""
    gateway = StripeGateway(shop.running.key, shop.running.url, WORKER).start_invocation()
    session = gateway.create_session(_request(SystemClock().now()))
    url = str(session.url)
    shop.http.post(url, data={**TYPED, "card_number": NO_MONEY})
    refused = gateway.retrieve_session(session.id, None)
    assert refused.decline is not None
    assert (refused.state, refused.decline.reason) == (SessionState.OPEN, DeclineReason.INSUFFICIENT_FUNDS)
    shop.http.post(url, data={**TYPED, "card_number": VISA})
    paid = gateway.retrieve_session(session.id, None)
    assert (paid.state, paid.decline, paid.paid_with) == (SessionState.PAID, None, PaidWith("visa", "4242"))
    assert gateway.session_of_intent(str(paid.intent_id), None) == paid
    assert gateway.expire_session(session.id, None) == paid


def _request(now: datetime) -> CheckoutRequest:
    return CheckoutRequest(
        key="pay:guest:1:checkout",
        account=None,
        amount=4_590,
        currency="EUR",
        description="Invoice 2026-7",
        success_url="https://pay.example/pay/t?from=checkout",
        cancel_url="https://pay.example/pay/t",
        expires_at=now + timedelta(hours=1),
        metadata={"orderpay_payment": "pay_1"},
    )
