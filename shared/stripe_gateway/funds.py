"""Stripe's charge and balance transaction in our words."""

from datetime import UTC, datetime

import stripe

from shared.stripe_gateway.port import Funds


def read_funds(intent: stripe.PaymentIntent | None) -> Funds | None:
    """Of an intent that has the money: from its charge, as far as that is expanded; ``None`` of any other."""
    charge = intent.latest_charge if intent is not None and intent.status == "succeeded" else None
    if charge is None:
        return None
    return Funds(charge) if isinstance(charge, str) else funds_of(charge)


def funds_of(charge: stripe.Charge) -> Funds:
    """From the charge that took the money."""
    booked = charge.balance_transaction
    if booked is None or isinstance(booked, str):
        return Funds(charge.id, booked)
    return Funds(charge.id, booked.id, datetime.fromtimestamp(booked.available_on, UTC))
