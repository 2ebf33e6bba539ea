"""When what is reserved ends, and when to look at it. Pure."""

from datetime import datetime, timedelta
from typing import Final

from shared.payments.model import Payment

WARNED_AHEAD: Final = timedelta(hours=24)
"""So long before it lapses its shop is told."""

LEAST: Final = timedelta(days=3)
"""What an authorization lasts at least where the provider tells no end: of PayPal, whose authorizations last 3 days, or
10, by where the account has its money settled, and are extended once where that works
(https://docs.stripe.com/payments/paypal/accept-a-payment#manual-capture). Of cards it tells the end
(https://docs.stripe.com/api/charges/object, ``payment_method_details.card.capture_before``).
"""

_MOST: Final = timedelta(days=20)
"""The longest of those: 10 days, and 10 more."""

_MARGIN: Final = timedelta(days=1)


def over_at(payment: Payment) -> datetime | None:
    """From then on nothing is reserved any more, whoever cannot be asked; ``None`` where nothing was."""
    if payment.authorized_at is None or payment.capture_before is None:
        return None
    until = payment.authorized_at + _MOST if payment.end_assumed else payment.capture_before
    return until + _MARGIN


def is_over(payment: Payment, now: datetime) -> bool:
    """Whether it must have ended by the clock alone. How, only the provider knows: captured, or let go."""
    moment = over_at(payment)
    return moment is not None and now >= moment


def is_to_be_warned_of(payment: Payment, now: datetime) -> bool:
    """Whether its shop is to be told now that it lapses soon."""
    return payment.warned_at is None and now >= until_of(payment, now) - WARNED_AHEAD


def until_of(payment: Payment, now: datetime) -> datetime:
    """When it lapses; now, where that is not known."""
    return payment.capture_before or now


def next_look(now: datetime, until: datetime, *, warned: bool) -> datetime:
    """Daily; when its shop is to be warned, at once if late; when it should have lapsed, hourly for a day from then."""
    if not warned and until - WARNED_AHEAD <= now < until:
        return now
    if now >= until:
        return now + (timedelta(hours=1) if now < until + _MARGIN else timedelta(days=1))
    moments = (until - WARNED_AHEAD, until + timedelta(minutes=1), now + timedelta(days=1))
    return min(moment for moment in moments if moment > now)
