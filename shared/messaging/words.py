"""Amounts and dates in a message: short, exact, and in letters that an SMS has at no extra cost. Pure."""

from datetime import date, datetime
from typing import Final

from shared.money import format_amount

_SPOKEN: Final = "bg cs da de el es et fi fr hr hu id is it lt lv nb nl nn no pl pt ro ru sk sl sr sv tr uk vi"
_COMMA: Final = frozenset(_SPOKEN.split())
"""Languages that write a comma before the decimals (CLDR, symbols of numbers)."""

_POINT_AFTER_ALL: Final = frozenset({"de-CH", "de-LI", "es-MX", "es-US", "it-CH"})

_DATES: Final = {
    "de": "%d.%m.%Y",
    "es": "%d/%m/%Y",
    "fr": "%d/%m/%Y",
    "it": "%d/%m/%Y",
    "nl": "%d-%m-%Y",
    "pl": "%d.%m.%Y",
    "pt": "%d/%m/%Y",
}
"""Where day, month and year are all numbers and the order is everybody's; elsewhere the year comes first (ISO 8601)."""


def amount_text(amount: int, currency: str, locale: str) -> str:
    """``45,90 EUR``: the code of the currency, because few currency signs are in GSM-7."""
    written = format_amount(amount, currency)
    comma = locale.split("-")[0] in _COMMA and locale not in _POINT_AFTER_ALL
    return f"{written.replace('.', ',') if comma else written} {currency}"


def moment_text(moment: datetime, locale: str) -> str:
    """``24.12.2026 22:59 UTC``: a day alone would promise hours in which nothing can be paid."""
    return moment.strftime(_date_format(locale) + " %H:%M UTC")


def day_text(day: date, locale: str) -> str:
    """``24.12.2026``."""
    return day.strftime(_date_format(locale))


def _date_format(locale: str) -> str:
    return _DATES.get(locale.split("-")[0], "%Y-%m-%d")
