"""Amounts and moments as a reader of a language writes them."""

import re
from copy import copy
from datetime import UTC, datetime
from functools import cache
from typing import Final

from babel.core import Locale
from babel.dates import format_date, format_time

from shared.money import EXPONENTS, format_amount

# The Unicode project asks for a space there (UTS 35, currency spacing), which babel leaves out.
_BETWEEN_LETTER_AND_DIGIT: Final = re.compile(r"(?<=[A-Z])(?=[0-9])|(?<=[0-9])(?=[A-Z])")


def amount_text(amount: int, currency: str, locale: str) -> str:
    """Minor units with the currency's sign: 1250 EUR → ``€12.50``, ``12,50 €``; every digit that is due, and no other.

    The digits are those of our table (rule M9), which is not always the Unicode project's (an Iraqi dinar has three).
    """
    place = _locale(locale)
    pattern = copy(place.currency_formats["standard"])
    pattern.frac_prec = (EXPONENTS[currency], EXPONENTS[currency])
    text = pattern.apply(format_amount(amount, currency), place, currency=currency, currency_digits=False)
    return _BETWEEN_LETTER_AND_DIGIT.sub("\N{NO-BREAK SPACE}", text)


def day_text(moment: datetime, locale: str) -> str:
    """``22 November 2026``, by UTC."""
    return format_date(moment.astimezone(UTC), "long", locale=_locale(locale))


def moment_text(moment: datetime, locale: str) -> str:
    """``22 November 2026, 14:05 UTC``: nobody knows where the buyer is, so the time says where it is meant."""
    place = _locale(locale)
    return (
        f"{day_text(moment, locale)}, {format_time(moment.astimezone(UTC), 'short', locale=place)}\N{NO-BREAK SPACE}UTC"
    )


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)
