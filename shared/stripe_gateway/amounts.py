"""Our minor units and Stripe's (https://docs.stripe.com/currencies#special-cases), and what it charges at least."""

from typing import Final

from shared.errors import FieldError, InvalidRequest
from shared.money import MAX_AMOUNT, format_amount

_HUNDREDFOLD: Final = frozenset({"ISK", "UGX"})
"""No decimals by ISO 4217; Stripe keeps two, which must be zero."""

_WHOLE: Final = frozenset({"MGA"})
"""Two decimals by ISO 4217; Stripe takes whole units."""

_STEP: Final = dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 10) | {"MGA": 100}
"""Smallest chargeable step in our minor units where it is not 1."""

MINIMUMS: Final[dict[str, int]] = {
    "USD": 50, "AED": 200, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1_500, "DKK": 250, "EUR": 50,
    "GBP": 30, "HKD": 400, "HUF": 17_500, "INR": 50, "JPY": 50, "MXN": 1_000, "MYR": 200, "NOK": 300, "NZD": 50,
    "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1_000,
}  # fmt: skip
"""Least charge in our minor units (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, as of
November 2026; BGN is gone from ISO 4217). Stripe counts in the currency that the account settles in, after conversion:
a charge above these that is too small there is still refused, by Stripe itself. The most is ``money.MAX_AMOUNT``."""

STRIPES_MOST: Final = 99_999_999
"""Eight digits in Stripe's units; the longer amounts of a few currencies are not used."""


def to_stripe(amount: int, currency: str, field: str = "amount") -> int:
    """Our minor units of a charge in Stripe's.

    Raises :class:`InvalidRequest` on ``field``: ``amount_not_chargeable`` between two steps, ``amount_below_minimum``,
    ``amount_too_large``.
    """
    step, least = _STEP.get(currency, 1), MINIMUMS.get(currency, 1)
    if amount % step:
        raise _refused(field, "amount_not_chargeable", f"{currency} can be charged in steps of {step} minor units only")
    if amount < least:
        told = f"the least that can be charged is {format_amount(least, currency)} {currency} ({least} minor units)"
        raise _refused(field, "amount_below_minimum", told)
    units = _in_stripes_units(amount, currency)
    if units > STRIPES_MOST:
        raise _refused(field, "amount_too_large", f"more {currency} than one payment can be")
    return units


def chargeable_part(amount: int, currency: str) -> int:
    """The most of an amount (our minor units, of any sign) that one payment can be; nothing of what is too little."""
    most = min(amount, MAX_AMOUNT, from_stripe(STRIPES_MOST, currency))
    most -= most % _STEP.get(currency, 1)
    return most if most >= MINIMUMS.get(currency, 1) else 0


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
    return _in_stripes_units(amount, currency)


def _in_stripes_units(amount: int, currency: str) -> int:
    if currency in _HUNDREDFOLD:
        return amount * 100
    return amount // 100 if currency in _WHOLE else amount


def _refused(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, code=code, errors=[FieldError(field, code, message)])
