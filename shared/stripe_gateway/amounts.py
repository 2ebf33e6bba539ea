"""Our minor units and Stripe's, where they differ (https://docs.stripe.com/currencies#special-cases)."""

from typing import Final

from shared.errors import InvalidRequest

_HUNDREDFOLD: Final = frozenset({"ISK", "UGX"})
"""No decimals by ISO 4217; Stripe keeps two, which must be zero."""

_WHOLE: Final = frozenset({"MGA"})
"""Two decimals by ISO 4217; Stripe takes whole units."""

_STEP: Final = dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 10) | {"MGA": 100}
"""Smallest chargeable step in our minor units where it is not 1."""


def to_stripe(amount: int, currency: str) -> int:
    """Our minor units in Stripe's. Raises :class:`InvalidRequest` for an amount that Stripe cannot charge."""
    step = _STEP.get(currency, 1)
    if amount % step:
        raise InvalidRequest(
            f"{currency} can be charged in steps of {step} minor units only", code="amount_not_chargeable"
        )
    if currency in _HUNDREDFOLD:
        return amount * 100
    return amount // 100 if currency in _WHOLE else amount


def from_stripe(amount: int, currency: str) -> int:
    """Stripe's minor units in ours."""
    if currency in _HUNDREDFOLD:
        return amount // 100
    return amount * 100 if currency in _WHOLE else amount


def refund_units(amount: int, currency: str) -> int:
    """What goes back, in Stripe's minor units: any part of a charge, in the steps in which it can be charged.

    Raises :class:`InvalidRequest` (``amount_not_refundable``) between two steps.
    """
    step = _STEP.get(currency, 1)
    if amount % step:
        raise InvalidRequest(
            f"{currency} can be refunded in steps of {step} minor units only", code="amount_not_refundable"
        )
    if currency in _HUNDREDFOLD:
        return amount * 100
    return amount // 100 if currency in _WHOLE else amount
