"""Hosted checkouts: our words to Stripe's parameters, and Stripe's answers to our words."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import stripe

from shared.stripe_gateway.amounts import from_stripe, to_stripe
from shared.stripe_gateway.declines import read_decline
from shared.stripe_gateway.funds import read_funds
from shared.stripe_gateway.metadata import metadata_of
from shared.stripe_gateway.port import CheckoutRequest, CheckoutSession, Intent, PaidWith, SessionState

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams


def create_params(request: CheckoutRequest) -> "SessionCreateParams":
    """Payment mode; the metadata goes on the session and on its intent (rule M3).

    ``allowed_payment_method_types`` lets Stripe drop what the account cannot take; of one alone it refuses the session
    (https://docs.stripe.com/changelog/dahlia/2026-07-29/allowed-payment-method-types-parameter).
    """
    metadata = dict(request.metadata)
    params: SessionCreateParams = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency.lower(),
                    "unit_amount": to_stripe(request.amount, request.currency),
                    "product_data": {"name": request.description},
                },
            }
        ],
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "billing_address_collection": "required",
        "phone_number_collection": {"enabled": True},
        "adaptive_pricing": {"enabled": False},
    }
    if request.two_stage:
        params["payment_intent_data"] = {"metadata": metadata, "capture_method": "manual"}
    if request.method_kind == "card":
        params["allowed_payment_method_types"] = ["card"]
    elif request.method_kind == "paypal":
        params["allowed_payment_method_types"] = ["paypal"]
    return params


def read_session(session: stripe.checkout.Session, account: str | None) -> CheckoutSession:
    """The session, read on this account, with what its intent has received."""
    intent = session.payment_intent
    currency = (session.currency or "").upper()
    known = None if intent is None or isinstance(intent, str) else intent
    received = known.amount_received if known else 0
    if session.payment_status == "paid" and known is None:
        received = session.amount_total or 0
    return CheckoutSession(
        id=session.id,
        account=account,
        state=_state(session, known),
        url=session.url,
        intent_id=intent if isinstance(intent, str) else (intent.id if intent else None),
        received=from_stripe(received, currency),
        currency=currency,
        metadata=metadata_of(session),
        decline=read_decline(known),
        paid_with=_paid_with(known),
        buyer_email=session.customer_details.email if session.customer_details else None,
        funds=read_funds(known),
        authorized=from_stripe(known.amount_capturable if known else 0, currency),
        capture_before=_capture_before(known),
    )


def _capture_before(intent: stripe.PaymentIntent | None) -> datetime | None:
    """Told of cards, of what is reserved on them."""
    charge = intent.latest_charge if intent is not None and intent.status == "requires_capture" else None
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    until = getattr(details.card, "capture_before", None) if details is not None and details.type == "card" else None
    return datetime.fromtimestamp(until, UTC) if until else None


def _paid_with(intent: stripe.PaymentIntent | None) -> PaidWith | None:
    """From the charge that took the money, where it is expanded."""
    charge = intent.latest_charge if intent is not None and intent.status == "succeeded" else None
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    card = details.card if details is not None and details.type == "card" else None
    if card is not None and card.brand:
        return PaidWith(card.brand, card.last4)
    return PaidWith("paypal") if details is not None and details.type == "paypal" else None


def _state(session: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> SessionState:
    """Money first: whatever the session says, what its intent has received, or is about to, counts (rule M3)."""
    reached = intent.status if intent is not None else None
    if reached == "requires_capture":
        return SessionState.AUTHORIZED
    if session.payment_status == "paid" or reached == "succeeded":
        return SessionState.PAID
    if reached == "processing":
        return SessionState.PROCESSING
    if session.status in ("open", "expired"):
        return SessionState(session.status)
    return SessionState.FAILED if reached in ("requires_payment_method", "canceled") else SessionState.PROCESSING


def read_intent(intent: stripe.PaymentIntent, account: str | None) -> Intent:
    """The intent, read on this account, with what it has received."""
    currency = intent.currency.upper()
    return Intent(
        id=intent.id,
        account=account,
        received=from_stripe(intent.amount_received, currency),
        currency=currency,
        metadata=metadata_of(intent),
    )
